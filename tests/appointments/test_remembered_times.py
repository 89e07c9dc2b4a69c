"""What is remembered of free times is never old: every change is seen at once."""

import random
from datetime import date, time, timedelta

import pytest
from django.db import transaction

from appointments.choices import Status
from appointments.models import (
    Agency,
    AgencyDay,
    Appointment,
    CalendarVersion,
    Closure,
    Desk,
    OpeningHours,
    SpecialOpening,
    TopicOffer,
)
from appointments.rules import free_times as rules
from appointments.selectors import offers as selected
from appointments.selectors.explaining import explain
from appointments.selectors.free_times import forget_everything, next_free
from appointments.services import agents, cancelling, holding, moving
from appointments.services.acting import By
from cns_portal import clock
from cns_portal.kernel.refusal import Refused
from tests.appointments.listing import (
    INFORMATION,
    earliest,
    listed,
    on_the_day,
)
from tests.appointments.stories import confirmed, hold, requested
from tests.factories import (
    AccountFactory,
    AgencyFactory,
    AppointmentFactory,
    ClosureFactory,
    DeskFactory,
    SpecialOpeningFactory,
    at,
    open_weekly,
    working_day,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers")]

# -- at once -----------------------------------------------------------------------------------


@pytest.fixture
def clara():
    return By.agent(AccountFactory(agent=True))


def test_the_list_changes_at_once_with_every_step_of_an_appointment(
    agency, monday, clara, stopped_clock
):
    def is_free(hour, day=monday):
        shown = f"{hour:02}:00" in on_the_day(agency, day)
        start, offer = at(day, hour), selected.offer_for(*INFORMATION)
        why = explain(agency=agency, offer=offer, starts_at=start, now=clock.now())
        assert (why is None) == shown
        return shown

    assert is_free(9)
    hold(agency, starts_at=at(monday, 9))
    assert not is_free(9)
    holding.release(hold_key="visitor")
    assert is_free(9)
    hold(agency, starts_at=at(monday, 9))
    stopped_clock.advance(minutes=10)
    assert is_free(9)  # without anything having been written
    holding.extend(hold_key="visitor")
    assert not is_free(9)
    stopped_clock.advance(minutes=10)
    holding.release_expired()
    assert is_free(9)
    appointment = confirmed(agency, at(monday, 9))
    assert not is_free(9)
    moved = moving.move(appointment.pk, agency_ids=[agency.pk], starts_at=at(monday, 10), by=clara)
    assert is_free(9)
    assert not is_free(10)
    cancelling.cancel(moved.pk, by=By.link())
    assert is_free(10)
    booked = confirmed(agency, at(monday, 13), key="2")
    TopicOffer.objects.update(notice_minutes=0)
    stopped_clock.moment = at(monday, 12, 50)
    agents.record_outcome(booked.pk, Status.CHECKED_IN, by=clara)
    assert not is_free(13)
    agents.record_outcome(booked.pk, Status.COMPLETED, by=clara)
    assert is_free(13)


def test_the_next_free_time_changes_at_once(agency, monday, stopped_clock):
    stopped_clock.moment = at(monday, 5)
    first = earliest(agency)
    assert first == at(monday, 8, 30)
    hold(agency, starts_at=first)
    assert earliest(agency) == at(monday, 8, 45)
    stopped_clock.advance(minutes=10)
    assert earliest(agency) == first
    stopped_clock.advance(minutes=90)
    assert earliest(agency) == at(monday, 8, 45)  # 8.30 is now too close
    appointment = confirmed(agency, at(monday, 8, 45))
    assert earliest(agency) == at(monday, 9)
    cancelling.cancel(appointment.pk, by=By.link())
    assert earliest(agency) == at(monday, 8, 45)


@pytest.mark.parametrize(
    "edit",
    [
        lambda agency, day: OpeningHours.objects.filter(agency=agency).delete(),
        lambda agency, day: OpeningHours.objects.update(opens_at=time(15, 30), closes_at=time(16)),
        lambda agency, day: OpeningHours.objects.update(desks=0),
        lambda agency, day: ClosureFactory(agency=agency, day=day),
        lambda agency, day: ClosureFactory(agency=None, day=day),
        lambda agency, day: SpecialOpeningFactory(agency=agency, day=day, opens_at=time(9)),
        lambda agency, day: Desk.objects.filter(agency=agency).update(active=False),
        lambda agency, day: TopicOffer.objects.update(slot_minutes=35),
        lambda agency, day: TopicOffer.objects.update(notice_minutes=60 * 24 * 30),
        lambda agency, day: TopicOffer.objects.update(horizon_days=1),
    ],
)
def test_the_list_changes_at_once_with_every_edit(agency, monday, edit):
    OpeningHours.objects.filter(opens_at=time(13)).delete()
    before, first = on_the_day(agency, monday), earliest(agency)
    with transaction.atomic():
        edit(agency, monday)
    assert on_the_day(agency, monday) != before
    forget_everything()
    changed = earliest(agency)
    assert earliest(agency) == changed
    assert first is not None


def test_a_closure_that_is_withdrawn_opens_the_day_again(agency, monday):
    before = on_the_day(agency, monday)
    closure = ClosureFactory(agency=agency, day=monday)
    assert on_the_day(agency, monday) == []
    closure.delete()
    assert on_the_day(agency, monday) == before


def test_what_was_seen_in_a_transaction_that_failed_is_forgotten(agency, monday):
    before, first = on_the_day(agency, monday), earliest(agency)

    for hour in (9, 10):
        savepoint = transaction.savepoint()
        AppointmentFactory(agency=agency, starts_at=at(monday, hour))
        AppointmentFactory(agency=agency, starts_at=first)
        assert f"{hour:02}:00" not in on_the_day(agency, monday)
        assert earliest(agency) != first
        transaction.savepoint_rollback(savepoint)
        assert on_the_day(agency, monday) == before
        assert earliest(agency) == first
    AppointmentFactory(agency=agency, starts_at=at(monday, 11))
    assert on_the_day(agency, monday) == [start for start in before if start != "11:00"]
    assert earliest(agency) == first


def test_two_states_whose_numbers_add_up_to_the_same_are_told_apart(agency, monday):
    """A list was computed in a transaction that failed; later the sum happens to be the same."""
    first, today = earliest(agency), clock.today()
    for day in (today, monday):
        AppointmentFactory(agency=agency, starts_at=at(day, 15))
    before, later = number_of(agency, today), number_of(agency, monday)
    savepoint = transaction.savepoint()
    AppointmentFactory(agency=agency, starts_at=first)
    rise = number_of(agency, today) - before
    assert earliest(agency) != first
    transaction.savepoint_rollback(savepoint)
    AgencyDay.objects.filter(agency=agency, day=monday).update(version=later + rise)
    assert earliest(agency) == first


@pytest.mark.parametrize("seed", range(2))
def test_what_is_remembered_is_what_would_be_computed(seed, stopped_clock, clara):
    """Any sequence of changes: the warm answer is the cold one."""
    chance = random.Random(seed)
    agencies = [AgencyFactory(open=True, desks=2), AgencyFactory(open=True)]
    days = [working_day(after=clock.today(), count=n) for n in range(1, 4)]
    starts = [at(day, hour) for day in days for hour in (9, 10, 11, 13)]
    offer = selected.offer_for(*INFORMATION)
    ids = [agency.pk for agency in agencies]
    for step in range(25):
        try:
            match chance.randint(0, 7):
                case 0 | 1 | 2:
                    hold(
                        chance.choice(agencies), starts_at=chance.choice(starts), key=str(step % 3)
                    )
                case 3:
                    requested(chance.choice(agencies), chance.choice(starts), key=f"r{step}")
                case 4:
                    stopped_clock.advance(minutes=chance.randint(1, 6))
                case 5:
                    if found := Appointment.objects.open().order_by("?").first():
                        cancelling.cancel(found.pk, by=By.link())
                case 6:
                    if found := Appointment.objects.open().order_by("?").first():
                        target = chance.choice(starts)
                        moving.move(found.pk, agency_ids=ids, starts_at=target, by=clara)
                case 7:
                    holding.release_expired()
        except Refused:
            pass
        warm = listed(*agencies), next_free(offer=offer, agency_ids=ids, now=clock.now())
        forget_everything()
        cold = listed(*agencies), next_free(offer=offer, agency_ids=ids, now=clock.now())
        assert warm == cold
        for agency in agencies:
            shown = [free for times in cold[0][agency.pk].values() for free in times]
            assert cold[1][agency.pk] == rules.moment(shown[0])


# -- the numbers behind it ------------------------------------------------------------------------


def number_of(agency, day):
    return (
        AgencyDay.objects.filter(agency=agency, day=day).values_list("version", flat=True).first()
    )


def calendar_number():
    return CalendarVersion.objects.values_list("version", flat=True).first()


def test_each_change_of_what_is_taken_gives_the_day_a_higher_number(agency, monday):
    seen = [number_of(agency, monday) or 0]
    appointment = AppointmentFactory(agency=agency, starts_at=at(monday, 9), held=True)
    seen.append(number_of(agency, monday))
    mine = Appointment.objects.filter(pk=appointment.pk)
    for columns in (
        {"hold_expires_at": clock.now()},
        {"occupied_until": at(monday, 10)},
        {"desk": DeskFactory(agency=agency)},
        {"status": Status.EXPIRED, "hold_expires_at": None},
    ):
        mine.update(**columns)
        seen.append(number_of(agency, monday))
    assert seen == sorted(set(seen))
    for columns in ({"hold_key": "other"}, {"occupied_until": at(monday, 11)}):
        mine.update(**columns)
    mine.delete()
    assert number_of(agency, monday) == seen[-1]
    AppointmentFactory(agency=agency, starts_at=at(monday, 9)).participants.all().delete()
    before = number_of(agency, monday)
    Appointment.objects.all().delete()
    assert number_of(agency, monday) > before


def test_what_goes_to_another_day_changes_both(agency, monday):
    other, tuesday = AgencyFactory(), monday + timedelta(days=1)
    appointment = AppointmentFactory(agency=agency, starts_at=at(monday, 9))
    before = number_of(agency, monday)
    Appointment.objects.filter(pk=appointment.pk).update(
        starts_at=at(tuesday, 9),
        ends_at=at(tuesday, 10),
        occupied_until=at(tuesday, 10),
        agency=other,
        desk=other.desks.first(),
    )
    assert number_of(agency, monday) > before
    assert number_of(other, tuesday)
    assert number_of(agency, tuesday) is None


def test_the_day_is_luxembourgs(agency):
    """Half past midnight in summer is still the day before in UTC."""
    AppointmentFactory(agency=agency, starts_at=at(date(2026, 6, 10), 0, 30))
    assert list(AgencyDay.objects.values_list("day", flat=True)) == [date(2026, 6, 10)]


@pytest.mark.parametrize(
    "edit",
    [
        lambda agency: open_weekly(AgencyFactory()),
        lambda agency: OpeningHours.objects.update(desks=2),
        lambda agency: OpeningHours.objects.all().delete(),
        lambda agency: SpecialOpeningFactory(agency=agency),
        lambda agency: SpecialOpening.objects.all()._raw_delete("default"),
        lambda agency: ClosureFactory(agency=agency),
        lambda agency: Closure.objects.update(reason="other"),
        lambda agency: Desk.objects.update(position=3),
        lambda agency: Agency.objects.update(active=False),
        lambda agency: TopicOffer.objects.update(active=False),
    ],
)
def test_each_edit_gives_the_calendar_a_higher_number(agency, edit):
    before = calendar_number()
    edit(agency)
    assert calendar_number() > before
