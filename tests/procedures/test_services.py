"""Opening a case and adding to its history."""

import re
from functools import partial

import pytest
from django.utils import translation

from cns_portal import audit, procedures
from cns_portal.accounts.models import Dossier
from cns_portal.kernel import codes
from cns_portal.procedures import selectors
from cns_portal.procedures.models import Procedure
from tests.racing import done_at_once


def test_a_new_case_has_a_reference_to_read_aloud_and_a_first_line(opened):
    assert re.fullmatch(rf"[{codes.ALPHABET}]{{4}}-[{codes.ALPHABET}]{{4}}", opened.reference)
    (first,) = procedures.history(opened)
    assert (first.what, first.phase, first.state) == ("trial.received", "received", "requested")
    assert (opened.phase, opened.current_state) == ("received", "requested")


def test_a_reference_that_is_taken_is_drawn_again(opened, dossier, monkeypatch):
    taken = opened.reference.replace("-", "")
    drawn = iter([taken, taken, "FREEFREE"])
    monkeypatch.setattr(codes, "random_code", lambda length: next(drawn))
    assert open_another(dossier).reference == "FREE-FREE"


def test_the_current_state_is_what_the_last_event_says(opened, agent):
    procedures.add_event(
        opened,
        what="trial.confirmed",
        phase="decided",
        state="confirmed",
        actor=agent,
        actor_kind="agent",
        reason="The office is open.",
    )
    opened.refresh_from_db()
    assert (opened.phase, opened.current_state) == ("decided", "confirmed")
    assert not selectors.out_of_step().exists()


def test_a_state_that_left_its_history_behind_is_found(opened):
    Procedure.objects.filter(pk=opened.pk).update(current_state="confirmed")
    assert list(selectors.out_of_step()) == [opened]


def test_what_is_not_public_is_for_agents_only(opened):
    procedures.add_event(
        opened,
        what="trial.noted",
        phase="received",
        state="requested",
        actor=audit.SYSTEM,
        actor_kind="system",
        public=False,
    )
    assert [e.what for e in procedures.history(opened)] == ["trial.received", "trial.noted"]
    shown = procedures.history(opened, for_the_person=True)
    assert [e.what for e in shown] == ["trial.received"]


def test_the_history_costs_one_query(opened, agent, django_assert_num_queries):
    for number in range(5):
        procedures.add_event(
            opened,
            what=f"trial.step{number}",
            phase="being_checked",
            state="checking",
            actor=agent,
            actor_kind="agent",
        )
    with django_assert_num_queries(1):
        for event in procedures.history(opened):
            str(event.actor), event.label


def test_a_kind_that_no_room_declared_is_refused(dossier):
    with pytest.raises(LookupError, match="sandwich"):
        procedures.open_procedure(
            kind="sandwich",
            dossier=dossier,
            created_by=None,
            contact_email="",
            language="en",
            state="ordered",
            actor_kind="person",
        )


def test_a_kind_is_declared_once():
    procedures.declare_kind("trial", label="Trial")
    with pytest.raises(ValueError, match="twice"):
        procedures.declare_kind("trial", label="Error")


def test_the_room_gives_the_words_and_the_phase_is_the_fallback(opened):
    with translation.override("en"):
        assert (opened.title, opened.state_label) == ("Trial", "Requested by you")
        assert procedures.history(opened)[0].label == "We have received it"
        opened.current_state = "unnamed"
        assert opened.state_label == "Received"


@pytest.mark.parametrize("typed", ["{}", "  {} ", "lower", "joined", "spaced"])
def test_a_reference_is_found_as_people_type_it(opened, typed):
    reference = opened.reference
    typed = {
        "lower": reference.lower(),
        "joined": reference.replace("-", ""),
        "spaced": reference.replace("-", " "),
    }.get(typed, typed.format(reference))
    assert Procedure.objects.with_reference(typed).get() == opened


def test_each_dossier_sees_its_own_cases_newest_first(opened, dossier):
    newer = open_another(dossier)
    open_another(Dossier.objects.create())
    assert list(Procedure.objects.of(dossier).recent()) == [newer, opened]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_events_at_once_the_later_one_is_the_state(opened):

    def add(number: int) -> None:
        procedures.add_event(
            Procedure.objects.get(pk=opened.pk),
            what=f"trial.step{number}",
            phase="being_checked",
            state=f"step{number}",
            actor=None,
            actor_kind="system",
        )

    done_at_once(*(partial(add, number) for number in range(6)))
    assert opened.events.count() == 7
    assert not selectors.out_of_step().exists()


def open_another(dossier):
    return procedures.open_procedure(
        kind="trial",
        dossier=dossier,
        created_by=audit.VISITOR,
        contact_email="somebody@example.org",
        language="en",
        state="requested",
        actor_kind="person",
    )
