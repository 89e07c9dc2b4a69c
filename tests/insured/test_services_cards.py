"""Cards: what happens to the card, who is told, and what does not happen on a refusal."""

from datetime import date, timedelta

import pytest

from cns_portal import audit, clock
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Message
from cns_portal.kernel.refusal import Refused
from insured import tasks
from insured.choices import CardReason, CardState, PaperKind
from insured.choices.cards import CardRefusal
from insured.models import AffiliationPeriod, Card, LifeNote, Paper
from insured.services.affiliation_events import Affiliated
from insured.services.cards import agents, asking, nightly
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.insured.covered import insured
from tests.insured.factories import CardFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def person():
    person = InsuredPersonFactory(signs_in=True)
    insured(person)
    return person


@pytest.fixture
def agent():
    return AccountFactory(agent=True)


@pytest.fixture
def today():
    return clock.today()


def only_card(person, **columns) -> Card:
    return Card.objects.get(person=person, **columns)


def titles(person) -> list[str]:
    return list(
        Message.objects.filter(dossier=person.dossier)
        .order_by("pk")
        .values_list("title", flat=True)
    )


def recorded() -> list[str]:
    return list(
        AuditEntry.objects.filter(action__startswith="card.")
        .order_by("pk")
        .values_list("action", flat=True)
    )


def refusal(work, *args, **options) -> CardRefusal:
    before = list(Card.objects.order_by("pk").values()), Message.objects.count()
    with pytest.raises(Refused) as refused:
        work(*args, **options)
    assert refused.value.sentence
    assert (list(Card.objects.order_by("pk").values()), Message.objects.count()) == before
    return refused.value.reason


# -- ordering -------------------------------------------------------------------------------------


def test_a_first_card_is_ordered(person, today):
    card = asking.order(person, actor=person.account, address_checked=True)
    assert (card.state, card.reason) == (CardState.ORDERED, CardReason.FIRST_AFFILIATION)
    assert card.european_from == today
    assert titles(person) == ["A new social security card was ordered"]
    assert recorded() == ["card.ordered"]


def test_whoever_returned_one_before_is_affiliated_again(person):
    CardFactory(person=person, state="returned", ended_at=clock.now())
    card = asking.order(person, actor=person.account, address_checked=True)
    assert card.reason == CardReason.NEW_AFFILIATION


def test_a_damaged_card_stays_in_use_until_the_new_one_arrives(person):
    old = CardFactory(person=person)
    new = asking.order(person, actor=person.account, chosen="damaged", address_checked=True)
    assert (new.reason, new.replaces) == ("damaged", old)
    old.refresh_from_db()
    assert old.state == CardState.ACTIVE


def test_nothing_is_ordered_without_a_look_at_the_address(person):
    assert refusal(asking.order, person, actor=person.account) == CardRefusal.ADDRESS_UNCHECKED


def test_one_card_in_use_is_enough(person):
    CardFactory(person=person)
    reason = refusal(asking.order, person, actor=person.account, address_checked=True)
    assert reason == CardRefusal.OTHER_STATE


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"affiliated": False}, CardRefusal.NOT_AFFILIATED),
        ({"without_matricule": True}, CardRefusal.NO_MATRICULE),
        ({"on_its_way": True}, CardRefusal.ON_ITS_WAY),
    ],
    ids=str,
)
def test_who_gets_no_card(columns, expected):
    without = {"without_matricule": True} if "without_matricule" in columns else {}
    person = InsuredPersonFactory(signs_in=True, **without)
    if columns.get("affiliated", True):
        insured(person)
    if columns.get("on_its_way"):
        CardFactory(person=person, ordered=True)
    reason = refusal(asking.order, person, actor=person.account, address_checked=True)
    assert reason == expected


def test_the_setting_says_how_long_a_card_is_valid(person, settings, today):
    settings.EUROPEAN_CARD_MONTHS = [3, 6, 24]
    card = asking.order(person, actor=person.account, address_checked=True)
    assert (card.european_until - today).days > 700


def test_a_card_is_not_valid_longer_than_the_affiliation(today):
    person = InsuredPersonFactory(signs_in=True)
    insured(person, today - 400 * DAY, today + 10 * DAY)
    card = asking.order(person, actor=person.account, address_checked=True)
    assert card.european_until == today + 10 * DAY


# -- lost, missing, there, back -------------------------------------------------------------------


def test_a_lost_card_means_a_new_one_and_a_certificate(person):
    old = CardFactory(person=person)
    new, paper = asking.report_lost(person, old.pk, actor=person.account, address_checked=True)
    old.refresh_from_db()
    assert (old.state, old.ended_at is not None) == (CardState.LOST, True)
    assert (new.reason, new.replaces) == (CardReason.LOST, old)
    assert (paper.kind, paper.person) == (PaperKind.REPLACEMENT, person)
    assert recorded() == ["card.lost", "card.ordered"]
    assert "Your social security card is reported lost" in titles(person)
    assert "A new social security card was ordered" not in titles(person), "it is said once"


def test_it_all_happens_or_nothing_does(person, monkeypatch):
    old = CardFactory(person=person)

    def breaks(*args, **kwargs):
        raise OSError("the printer is on fire")

    monkeypatch.setattr("insured.services.papers.issue_replacement", breaks)
    with pytest.raises(OSError, match="fire"):
        asking.report_lost(person, old.pk, actor=person.account, address_checked=True)
    old.refresh_from_db()
    assert old.state == CardState.ACTIVE
    assert Card.objects.count() == 1
    assert not Paper.objects.exists()
    assert titles(person) == []


def test_a_loss_is_noted_even_when_no_certificate_can_be_issued(person, monkeypatch):
    def refuses(*args, **kwargs):
        raise Refused(CardRefusal.OTHER_STATE)

    monkeypatch.setattr("insured.services.papers.issue_replacement", refuses)
    old = CardFactory(person=person)
    new, paper = asking.report_lost(person, old.pk, actor=person.account, address_checked=True)
    assert new is not None
    assert paper is None


def test_a_renewal_on_its_way_is_the_new_card(person):
    old = CardFactory(person=person)
    renewal = CardFactory(person=person, ordered=True, reason="renewal")
    new, paper = asking.report_lost(person, old.pk, actor=person.account)
    assert new == renewal
    assert paper is not None
    assert Card.objects.count() == 2


def test_after_the_end_of_the_affiliation_a_loss_orders_nothing(today):
    person = InsuredPersonFactory(signs_in=True)
    insured(person, today - 400 * DAY, today - 30 * DAY)
    card = CardFactory(person=person, state="to_return")
    assert asking.report_lost(person, card.pk, actor=person.account) == (None, None)
    assert only_card(person).state == CardState.LOST


def test_a_card_is_lost_once(person):
    card = CardFactory(person=person, state="lost", ended_at=clock.now())
    work = refusal(asking.report_lost, person, card.pk, actor=person.account, address_checked=True)
    assert work == CardRefusal.NOT_IN_HAND


def test_a_card_that_never_came_is_ordered_again_after_three_weeks(person):
    card = CardFactory(
        person=person, ordered=True, ordered_at=clock.now() - 22 * DAY, reason="renewal"
    )
    new = asking.report_missing(person, card.pk, actor=person.account, address_checked=True)
    card.refresh_from_db()
    assert card.state == CardState.LOST
    assert (new.reason, new.replaces) == (CardReason.NOT_RECEIVED, card)


@pytest.mark.parametrize(
    ("days", "checked", "expected"),
    [(20, True, CardRefusal.TOO_EARLY), (22, False, CardRefusal.ADDRESS_UNCHECKED)],
)
def test_a_card_is_not_missing_before(person, days, checked, expected):
    card = CardFactory(person=person, ordered=True, ordered_at=clock.now() - days * DAY)
    reason = refusal(
        asking.report_missing, person, card.pk, actor=person.account, address_checked=checked
    )
    assert reason == expected


def test_an_arrived_card_takes_the_place_of_the_old_one(person, today):
    old = CardFactory(person=person)
    new = CardFactory(person=person, state="sent", sent_on=today, replaces=old)
    asking.say_arrived(person, new.pk, actor=person.account)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, new.state) == (CardState.REPLACED, CardState.ACTIVE)
    assert recorded() == ["card.replaced", "card.arrived"]


def test_what_was_not_sent_did_not_arrive(person):
    card = CardFactory(person=person, ordered=True)
    reason = refusal(asking.say_arrived, person, card.pk, actor=person.account)
    assert reason == CardRefusal.OTHER_STATE


def test_a_card_is_returned_when_it_was_asked_for(person):
    card = CardFactory(person=person, state="to_return")
    asking.say_returned(person, card.pk, actor=person.account)
    assert only_card(person).state == CardState.RETURNED
    other = CardFactory()
    reason = refusal(asking.say_returned, other.person, other.pk, actor=person.account)
    assert reason == CardRefusal.NOT_TO_RETURN


def test_a_strangers_card_is_nobodys(person):
    theirs = CardFactory()
    with pytest.raises(Card.DoesNotExist):
        asking.report_lost(person, theirs.pk, actor=person.account, address_checked=True)


# -- agents ---------------------------------------------------------------------------------------


def test_an_agent_sends_a_card_and_may_make_it_valid_longer(person, agent, today):
    card = asking.order(person, actor=person.account, address_checked=True)
    agents.mark_sent(card.pk, agent=agent, months=60)
    card.refresh_from_db()
    assert (card.state, card.sent_on) == (CardState.SENT, today)
    assert (card.european_until - today).days > 1800
    assert titles(person)[-1] == "Your social security card was sent"


def test_an_agent_cannot_send_what_is_wrong(person, agent, today):
    card = CardFactory(person=person, ordered=True)
    work = refusal(agents.mark_sent, card.pk, agent=agent, months=61)
    assert work == CardRefusal.MONTHS_OUT_OF_RANGE
    AffiliationPeriod.objects.filter(person=person).update(last_day=today - 60 * DAY)
    assert refusal(agents.mark_sent, card.pk, agent=agent) == CardRefusal.NOT_AFFILIATED


def test_an_agent_notes_that_a_card_came_back(person, agent):
    card = CardFactory(person=person, state="to_return")
    agents.mark_returned(card.pk, agent=agent)
    assert only_card(person).state == CardState.RETURNED
    assert AuditEntry.objects.get(action="card.returned").actor == agent


# -- the nightly run ------------------------------------------------------------------------------


def test_the_first_affiliation_wakes_the_worker(
    person, monkeypatch, django_capture_on_commit_callbacks
):
    woken = []
    monkeypatch.setattr("cns_portal.queue._send", woken.append)
    with django_capture_on_commit_callbacks(execute=True):
        nightly.order_first([Affiliated(person.pk, clock.today(), co_insured=False)])
    assert woken == [nightly.RENEW_TASK]


def test_everybody_affiliated_gets_a_first_card_once(person):
    gone = InsuredPersonFactory()
    insured(gone, date(2020, 1, 1), date(2020, 12, 31))
    stranger = InsuredPersonFactory(without_matricule=True)
    insured(stranger)
    for _ in range(3):
        tasks.renew_cards()
    card = Card.objects.get()
    assert (card.person, card.reason) == (person, CardReason.FIRST_AFFILIATION)
    assert titles(person) == ["A new social security card was ordered"]


def test_a_card_is_renewed_once_two_months_before(person, today):
    old = CardFactory(person=person, european_until=today + 49 * DAY)
    for _ in range(3):
        tasks.renew_cards()
    new = only_card(person, state="ordered")
    assert (new.reason, new.replaces) == (CardReason.RENEWAL, old)
    assert new.european_until > old.european_until
    assert titles(person) == ["A new social security card was ordered"]
    assert LifeNote.objects.get().kind == "card_expires"


@pytest.mark.parametrize("situation", ["too early", "asked back", "lost", "no affiliation"])
def test_what_is_not_renewed(today, situation):
    person = InsuredPersonFactory()
    if situation != "no affiliation":
        insured(person)
    state = {"asked back": "to_return", "lost": "lost"}.get(situation, "active")
    CardFactory(
        person=person,
        state=state,
        ended_at=clock.now() if state == "lost" else None,
        european_until=today + (90 if situation == "too early" else 20) * DAY,
    )
    assert nightly.renew(only_card(person).pk) is None
    assert Card.objects.count() == 1


def test_the_end_of_the_affiliation_asks_for_the_card_once(today):
    person = InsuredPersonFactory(signs_in=True)
    insured(person, today - 400 * DAY, today - 20 * DAY)
    CardFactory(person=person)
    for _ in range(2):
        tasks.renew_cards()
    assert only_card(person).state == CardState.TO_RETURN
    assert titles(person) == ["Please return your social security card"]
    assert LifeNote.objects.get().day == today - 20 * DAY


def test_a_change_of_employer_asks_for_nothing(today):
    person = InsuredPersonFactory()
    insured(person, today - 400 * DAY, today - 7 * DAY)
    CardFactory(person=person)
    tasks.renew_cards()
    assert only_card(person).state == CardState.ACTIVE


def test_affiliated_again_before_the_return(today):
    person = InsuredPersonFactory()
    insured(person, today - 5 * DAY)
    CardFactory(person=person, state="to_return")
    for _ in range(2):
        tasks.renew_cards()
    assert only_card(person).state == CardState.ACTIVE
    assert titles(person) == ["You can keep your social security card"]


def test_a_card_sent_long_ago_is_in_use(person, today):
    CardFactory(person=person, state="sent", sent_on=today - 42 * DAY)
    tasks.renew_cards()
    assert only_card(person).state == CardState.ACTIVE
    assert AuditEntry.objects.get(action="card.arrived").actor_kind == audit.SYSTEM.kind


def test_one_that_breaks_does_not_hold_up_the_others(person, today, monkeypatch, caplog):
    first, second = (CardFactory(european_until=today + 10 * DAY) for _ in range(2))
    for card in (first, second):
        insured(card.person)
    tell = nightly.place_order

    def breaks(present, **options):
        if present.person == first.person:
            raise OSError("broken")
        return tell(present, **options)

    monkeypatch.setattr(nightly, "place_order", breaks)
    tasks.renew_cards()
    assert not Card.objects.filter(person=first.person, state="ordered").exists()
    assert Card.objects.filter(person=second.person, state="ordered").exists()
    assert "could not be looked after" in caplog.text


def test_every_night_of_two_years(person, today, time_machine):
    """Each card is followed by one and only one, and nobody is without for a day."""
    CardFactory(person=person, european_until=today + 100 * DAY)
    start = clock.now()
    for night in range(0, 730, 5):
        time_machine.move_to(start + night * DAY, tick=False)
        tasks.renew_cards()
        for card in Card.objects.filter(state="ordered", ordered_at__lt=clock.now() - 9 * DAY):
            agents.mark_sent(card.pk, agent=person.account)
            asking.say_arrived(person, card.pk, actor=person.account)
        assert only_card(person, state="active").european_until >= clock.today()
    followed = list(Card.objects.exclude(replaces=None).values_list("replaces", flat=True))
    assert len(followed) == len(set(followed)) >= 3
