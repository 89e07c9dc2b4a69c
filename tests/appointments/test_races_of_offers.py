"""Offers in a race: accepted twice, against their end, against cancelling."""

from datetime import timedelta

import pytest

from appointments import tasks
from appointments.choices import Refusal, Status
from appointments.models import Appointment, EarlierOffer, EarlierWish, FreedTime
from appointments.services import (
    answering,
    cancelling,
    moving,
    wishing,
)
from cns_portal.inbox.models import Email
from cns_portal.procedures.selectors import out_of_step
from tests import factories
from tests.appointments.earlier import LINK, give_back, offer, waiting
from tests.appointments.racing import holds, overlapping_pairs, summary
from tests.factories import AgencyFactory, AppointmentFactory, at
from tests.racing import at_once

pytestmark = [
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("stopped_clock", "patient_locks"),
]


@pytest.fixture(autouse=True)
def offers(transactional_db):
    """The usual offers."""
    return factories.offers()


@pytest.fixture
def agency(offers):
    return AgencyFactory(open=True)


@pytest.fixture
def later(monday):
    return monday + timedelta(days=14)


def accepts(made, count=1):
    return [lambda: answering.accept(made.pk, by=LINK)] * count


def all_is_whole():
    """Each case has one appointment, no time is given twice, no hold is left without its offer."""
    assert overlapping_pairs() == []
    assert not out_of_step().exists()
    standing = Appointment.objects.filter(procedure__isnull=False).exclude(status=Status.MOVED)
    assert standing.count() == standing.values("procedure").distinct().count()
    kept = Appointment.objects.filter(status=Status.HELD, hold_key__startswith="earlier-")
    assert set(kept.values_list("pk", flat=True)) == set(
        EarlierOffer.objects.filter(state="open").values_list("held", flat=True)
    )


@pytest.mark.parametrize("attempt", range(3))
def test_one_offer_accepted_in_many_tabs(agency, monday, later, attempt):
    appointment = waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    assert summary(at_once(*accepts(made, 8))) == {"had": 8}
    assert Appointment.objects.filter(status=Status.MOVED).get() == appointment
    assert Email.objects.filter(idempotency_key__contains=":moved:").count() == 1
    assert FreedTime.objects.filter(starts_at=at(later, 9)).count() == 1
    all_is_whole()


@pytest.mark.parametrize("attempt", range(3))
def test_two_people_accept_two_offers_at_once(agency, monday, later, attempt, stopped_clock):
    """They want each other's day's locks; neither waits for ever."""
    waiting(agency, at(later, 9))
    stopped_clock.advance(minutes=1)
    waiting(agency, at(later, 9, 15))
    give_back(agency, at(monday, 9))
    give_back(agency, at(monday, 9, 15))
    one, two = offer()
    assert one.wish_id != two.wish_id
    assert summary(at_once(*accepts(one), *accepts(two))) == {"had": 2}
    assert set(EarlierOffer.objects.values_list("state", flat=True)) == {"accepted"}
    all_is_whole()


@pytest.mark.parametrize("attempt", range(3))
def test_two_people_with_an_offer_of_one_time_one_after_the_other(
    agency, monday, later, attempt, stopped_clock
):
    """The first answers when it is over; the second has it in hand at that moment."""
    waiting(agency, at(later, 9))
    stopped_clock.advance(minutes=1)
    waiting(agency, at(later, 9, 15))
    give_back(agency, at(monday, 9))
    (first,) = offer()
    stopped_clock.advance(minutes=30)
    (second,) = offer()
    assert summary(at_once(*accepts(first, 2), *accepts(second, 2))) == {
        Refusal.OFFER_OVER: 2,
        "had": 2,
    }
    assert Appointment.objects.filter(starts_at=at(monday, 9), status=Status.CONFIRMED).count() == 1
    all_is_whole()


@pytest.mark.parametrize("attempt", range(4))
def test_accepting_against_its_end(agency, monday, later, stopped_clock, monkeypatch, attempt):
    """The last second: whoever has the locks first decides, the other finds it decided."""
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    # The worker's clock is a second ahead of the page's: both think that they are right.
    stopped_clock.moment = made.expires_at - timedelta(seconds=1)
    expired = EarlierOffer.objects.filter(pk=made.pk)
    monkeypatch.setattr("appointments.selectors.earlier.offers_that_are_over", lambda now: expired)
    works = [*accepts(made), tasks.release_expired_holds, tasks.offer_earlier_times]
    answers = at_once(*(works if attempt % 2 else reversed(works)))
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    made.refresh_from_db()
    held = Appointment.objects.get(pk=made.held_id)
    if made.state == "accepted":
        assert held.status == Status.CONFIRMED
    else:
        assert Refusal.OFFER_OVER in answers
        assert held.status == Status.EXPIRED
    monkeypatch.undo()
    all_is_whole()


@pytest.mark.parametrize("attempt", range(4))
def test_accepting_against_cancelling(agency, monday, later, attempt):
    appointment = waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    works = [*accepts(made), lambda: cancelling.cancel(appointment.pk, by=LINK)]
    answers = summary(at_once(*(works if attempt % 2 else reversed(works))))
    assert answers["had"] == 1
    offer()
    made.refresh_from_db()
    appointment.refresh_from_db()
    assert (made.state, appointment.status) in {
        ("accepted", Status.MOVED),
        ("withdrawn", Status.CANCELLED),
    }
    all_is_whole()


@pytest.mark.parametrize("attempt", range(4))
def test_accepting_against_moving_oneself(agency, monday, later, attempt):
    appointment = waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    works = [
        *accepts(made),
        lambda: moving.move_own(
            appointment.pk, agency_ids=[agency.pk], starts_at=at(later, 10), by=LINK
        ),
    ]
    answers = summary(at_once(*(works if attempt % 2 else reversed(works))))
    # Moved first, the offer still stands for the new time; accepted first, there is nothing left.
    assert answers in ({"had": 2}, {"had": 1, Refusal.NOT_OPEN: 1})
    all_is_whole()


@pytest.mark.parametrize("attempt", range(4))
def test_accepting_against_declining_and_stopping(agency, monday, later, attempt):
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    (made,) = offer()
    works = [
        *accepts(made),
        lambda: answering.decline(made.pk, by=LINK),
        lambda: wishing.stop(made.wish_id, by=LINK),
    ]
    answers = at_once(*(works if attempt % 2 else reversed(works)))
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    made.refresh_from_db()
    assert made.state in {"accepted", "declined"}
    assert (Refusal.OFFER_OVER in answers) == (made.state == "declined") or (
        answers.count(Refusal.OFFER_OVER) == 1
    )
    assert EarlierWish.objects.get().stopped_at
    all_is_whole()


@pytest.mark.parametrize("attempt", range(3))
def test_many_workers_make_one_offer(agency, monday, later, attempt, stopped_clock):
    for minute in (0, 15, 30, 45):
        waiting(agency, at(later, 9, minute))
        stopped_clock.advance(minutes=1)
    give_back(agency, at(monday, 9))
    answers = at_once(*[tasks.offer_earlier_times] * 6)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    made = EarlierOffer.objects.get()
    assert made.wish == EarlierWish.objects.earliest("created_at")
    assert Email.objects.filter(idempotency_key__contains=":earlier:").count() == 1
    all_is_whole()


@pytest.mark.parametrize("attempt", range(3))
def test_many_workers_and_many_times_ask_each_person_once(
    agency, monday, later, attempt, stopped_clock
):
    for minute in (0, 15):
        waiting(agency, at(later, 9, minute))
        stopped_clock.advance(minutes=1)
    for minute in (0, 15, 30, 45):
        give_back(agency, at(monday, 9, minute))
    answers = at_once(*[tasks.offer_earlier_times] * 4)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    tasks.offer_earlier_times()
    assert EarlierOffer.objects.count() == 2
    assert EarlierOffer.objects.values("wish").distinct().count() == 2
    assert FreedTime.objects.filter(closed_at=None).count() == 4
    all_is_whole()


@pytest.mark.parametrize("attempt", range(3))
def test_offering_against_a_visitor(agency, monday, later, attempt):
    waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    works = [tasks.offer_earlier_times, *holds([agency], at(monday, 9), count=3)]
    answers = at_once(*(works if attempt % 2 else reversed(works)))
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    kept = Appointment.objects.filter(starts_at=at(monday, 9), status=Status.HELD)
    assert kept.count() == 1
    all_is_whole()


@pytest.mark.parametrize("attempt", range(3))
def test_offering_against_cancelling(agency, monday, later, attempt):
    appointment = waiting(agency, at(later, 9))
    give_back(agency, at(monday, 9))
    works = [tasks.offer_earlier_times, lambda: cancelling.cancel(appointment.pk, by=LINK)]
    answers = at_once(*(works if attempt % 2 else reversed(works)))
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    offer()
    assert not EarlierOffer.objects.filter(state="open").exists()
    assert EarlierWish.objects.get().stopped_at
    all_is_whole()


@pytest.mark.parametrize("attempt", range(3))
def test_asking_in_many_tabs_is_one_wish(agency, later, attempt):
    appointment = AppointmentFactory(agency=agency, starts_at=at(later, 9))
    answers = at_once(*[lambda: wishing.ask(appointment.pk, by=LINK)] * 6)
    assert summary(answers) == {"had": 6}
    assert len({wish.pk for wish in answers}) == 1
    all_is_whole()


@pytest.mark.parametrize("attempt", range(5))
def test_asking_against_stopping(agency, later, attempt):
    mine = waiting(agency, at(later, 9))
    wish = EarlierWish.objects.get()
    answers = at_once(
        *[lambda: wishing.stop(wish.pk, by=LINK)] * 2, *[lambda: wishing.ask(mine.pk, by=LINK)] * 4
    )
    assert not [answer for answer in answers if isinstance(answer, Exception | Refusal)], answers
    assert EarlierWish.objects.filter(stopped_at=None).count() <= 1
    assert not out_of_step().exists()
