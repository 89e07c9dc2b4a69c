"""What rooms say about their cases, and finding cases by it."""

from datetime import UTC, date, datetime

import pytest
from django.db.models import Q
from django.utils import translation
from django.utils.functional import lazy

from cns_portal import clock, procedures
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures import kinds, selectors
from cns_portal.procedures.choices import Refusal
from cns_portal.procedures.models import Procedure
from cns_portal.web.feed import FeedItem, merged

SINCE = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # half past midnight in Luxembourg: the 3rd


def declare(**rules):
    kinds._kinds.pop("trial", None)
    procedures.declare_kind("trial", label="Démarche d’essai", **rules)
    return kinds.kind("trial")


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        (None, None),
        ({}, None),
        ({"elsewhere": 3}, None),
        ({"requested": 0}, date(2026, 3, 3)),
        ({"requested": 21}, date(2026, 3, 24)),
        (lambda procedure, since: date(2026, 5, 1), date(2026, 5, 1)),
        (lambda procedure, since: None, None),
    ],
)
def test_by_when_the_next_step_is_due(within, expected):
    procedure = Procedure(kind="trial", current_state="requested")
    assert declare(answer_within=within).answer_by(procedure, since=SINCE) == expected


@pytest.mark.django_db
def test_since_when_a_state_lasts_does_not_depend_on_notes(opened, person):
    began = opened.created_at
    for what in ("trial.noted", "trial.noted_again"):
        procedures.add_event(
            opened,
            what=what,
            phase="received",
            state="requested",
            actor=person,
            actor_kind="person",
        )
    assert selectors.state_since([opened.pk]) == {opened.pk: began}
    moved = procedures.add_event(
        opened,
        what="trial.taken",
        phase="being_checked",
        state="checking",
        actor=person,
        actor_kind="person",
    )
    assert selectors.state_since([opened.pk]) == {opened.pk: moved.at}
    assert selectors.state_since([]) == {}


# -- taking back -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_no_room_can_take_back_stays(opened, person):
    declare()
    assert procedures.why_not_withdraw(opened, now=clock.now())
    with pytest.raises(Refused):
        procedures.withdraw(opened, actor=person)


@pytest.mark.django_db
def test_the_room_says_why_not_to_the_button_and_to_the_command(opened, person):
    taken_back = []
    declare(
        why_not_withdraw=lambda procedure, now: "It is decided.",
        withdraw=lambda procedure, **who: taken_back.append(who),
    )
    assert procedures.why_not_withdraw(opened, now=clock.now()) == "It is decided."
    with pytest.raises(Refused) as refused:
        procedures.withdraw(opened, actor=person)
    assert refused.value.sentence == "It is decided."
    assert taken_back == []


@pytest.mark.django_db
def test_the_room_takes_back_and_knows_for_whom(opened, person):
    taken_back = []
    declare(withdraw=lambda procedure, **who: taken_back.append(who))
    procedures.withdraw(opened, actor=person, on_behalf_of="Tom Weber")
    assert taken_back == [{"actor": person, "on_behalf_of": "Tom Weber"}]


# -- finding -----------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("demarche", True),
        ("DÉMARCHE", True),
        ("essai demarche", True),
        ("demarche elsewhere", False),
        ("bestatigt", True),  # the state is "Bestätigt"
        ("bestätigt démarche", True),
        ("%", False),
        ("_", False),
        ("'; --", False),
        ("…", False),
    ],
)
def test_words_of_kind_and_state_are_found_accents_or_not(opened, dossier, typed, is_found):
    declare(states={"requested": "Bestätigt"})
    assert selectors.all_of(dossier).matching(typed).exists() is is_found


@pytest.mark.django_db
def test_a_reference_is_found_by_its_beginning_and_as_people_type_it(opened, dossier):
    whole = opened.reference
    for typed in (whole, whole.lower(), whole.replace("-", ""), whole[:4], whole[5:], whole[:7]):
        assert list(selectors.all_of(dossier).matching(typed)) == [opened], typed


@pytest.mark.django_db
def test_words_are_those_of_the_language_of_the_moment(opened, dossier):
    words = {"de": "Termin", "en": "Appointment"}
    kinds._kinds.pop("trial")
    procedures.declare_kind("trial", label=lazy(lambda: words[translation.get_language()], str)())
    with translation.override("de"):
        assert selectors.all_of(dossier).matching("termin").exists()
    with translation.override("en"):
        assert not selectors.all_of(dossier).matching("termin").exists()


# -- who may open ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_agent_opens_what_the_room_says(opened, agent):
    declare()
    assert not Procedure.objects.visible_to(agent).exists()
    declare(visible_to=lambda account: Q(reference=opened.reference))
    assert list(Procedure.objects.visible_to(agent)) == [opened]


@pytest.mark.django_db
def test_without_any_kind_there_is_nothing_to_see(opened, agent):
    kinds._kinds.clear()
    assert not Procedure.objects.visible_to(agent).exists()
    assert not Procedure.objects.needing_the_person().exists()


# -- the feed ----------------------------------------------------------------------------------


def item(title, until=None, tone="info", url=""):
    return FeedItem(title=title, text="", url=url or f"/{title}/", until=until, tone=tone)


def test_what_ends_first_comes_first_then_what_is_most_pressing():
    soon, late = date(2026, 3, 3), date(2026, 4, 1)
    feed = merged(
        [item("calm"), item("late", late)],
        [item("pressing", tone="danger"), item("soon", soon), item("soon too", soon, "warning")],
    )
    assert [one.title for one in feed] == ["soon too", "soon", "late", "pressing", "calm"]


def test_one_address_stands_once_with_its_most_pressing_item():
    feed = merged([item("read", url="/a/")], [item("answer", date(2026, 3, 3), url="/a/")])
    assert [one.title for one in feed] == ["answer"]


def test_a_tone_is_one_that_pages_can_draw():
    with pytest.raises(ValueError, match="tone"):
        item("loud", tone="loud")


def test_a_refusal_reads_as_a_sentence():
    for refusal in Refusal:
        assert str(refusal.label).rstrip().endswith(".")
