"""Taking a desk, taking it over, leaving it, forgetting to."""

import pytest

from appointments.choices import Refusal, Status
from appointments.models import DeskShift
from appointments.privacy import ShiftsAtDesks
from appointments.selectors import day
from appointments.services import serving
from appointments.services.acting import By
from cns_portal import clock
from cns_portal.audit.models import AuditEntry
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused
from tests.appointments.agents import agent_of
from tests.appointments.days import agent_at, desk, somebody
from tests.factories import AgencyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "in_step", "offers")]


@pytest.fixture
def agency(db):
    return AgencyFactory(open=True, desks=2)


@pytest.fixture
def anne(agency):
    return agent_at(desk(agency))


@pytest.fixture
def bea(agency):
    return By.agent(agent_of(agency))


def at_desk(by: By):
    shift = day.shift_of(by.actor, now=clock.now())
    return shift and shift.desk


def refusal_of(act) -> Refusal:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.reason


def deeds() -> list[str]:
    found = AuditEntry.objects.filter(subject_type="appointments.deskshift").order_by("pk")
    return list(found.values_list("action", flat=True))


def test_taking_the_same_desk_twice_changes_nothing(agency, anne):
    again = serving.take_desk(desk(agency).pk, by=anne)
    assert DeskShift.objects.get() == again
    assert deeds() == ["desk.taken"]


def test_another_desk_ends_the_time_at_the_first(agency, anne, stopped_clock):
    stopped_clock.advance(minutes=30)
    serving.take_desk(desk(agency, 2).pk, by=anne)
    assert at_desk(anne) == desk(agency, 2)
    assert DeskShift.objects.get(desk=desk(agency)).ended_at == stopped_clock.moment
    assert deeds() == ["desk.taken", "desk.left", "desk.taken"]


def test_a_colleagues_desk_is_only_taken_over_on_purpose(agency, anne, bea, stopped_clock):
    theirs, called = DeskShift.objects.get(), somebody(agency, Status.CALLED, served_by=anne.actor)
    take = lambda **how: serving.take_desk(desk(agency).pk, by=bea, **how)  # noqa: E731
    assert refusal_of(take) == Refusal.DESK_TAKEN
    assert refusal_of(lambda: take(instead_of=theirs.pk + 1)) == Refusal.DESK_TAKEN
    stopped_clock.advance(minutes=1)
    take(instead_of=theirs.pk)
    theirs.refresh_from_db()
    assert theirs.ended_at == stopped_clock.moment
    assert (at_desk(anne), at_desk(bea)) == (None, desk(agency))
    assert AuditEntry.objects.filter(action="desk.taken_over", actor=bea.actor).count() == 1
    called.refresh_from_db()
    assert called.status == Status.CALLED
    serving.start(called.pk, by=bea)
    called.visit.refresh_from_db()
    assert called.visit.agent == bea.actor


def test_taking_over_what_was_left_meanwhile_is_taking_it(agency, anne, bea):
    theirs = DeskShift.objects.get()
    serving.leave_desk(by=anne)
    serving.leave_desk(by=anne)
    serving.take_desk(desk(agency).pk, by=bea, instead_of=theirs.pk)
    assert deeds() == ["desk.taken", "desk.left", "desk.taken"]


def test_a_desk_forgotten_in_the_evening_is_free_in_the_morning(agency, anne, bea, stopped_clock):
    first_day = clock.today()
    stopped_clock.advance(days=1)
    assert at_desk(anne) is None
    assert day.shifts_at(agency.pk, now=clock.now()) == {}
    serving.take_desk(desk(agency).pk, by=bea)
    forgotten = DeskShift.objects.get(agent=anne.actor)
    assert civil_time.wall(forgotten.ended_at).date() == clock.today()  # the midnight after
    assert civil_time.day_of(forgotten.began_at) == first_day
    serving.take_desk(desk(agency, 2).pk, by=anne)
    assert at_desk(anne) == desk(agency, 2)
    assert "desk.left_at_night" in deeds()


def test_ones_own_forgotten_desk_begins_anew(agency, anne, stopped_clock):
    stopped_clock.advance(days=1)
    serving.take_desk(desk(agency).pk, by=anne)
    assert DeskShift.objects.filter(ended_at__isnull=True).count() == 1
    assert DeskShift.objects.count() == 2


def test_a_desk_out_of_service_or_for_calls_is_not_taken(agency, bea):
    closed = desk(agency, 2)
    closed.active = False
    closed.save()
    video = agency.desks.get(channel="video")
    for impossible in (closed, video):
        take = lambda: serving.take_desk(impossible.pk, by=bea)  # noqa: E731, B023
        assert refusal_of(take) == Refusal.NOT_POSSIBLE


def test_who_no_longer_works_for_the_agency_calls_nobody_there(agency, anne):
    somebody(agency, Status.CHECKED_IN, clock.now())
    agency.agents.remove(anne.actor)
    assert at_desk(anne) is None
    assert refusal_of(lambda: serving.call_next(by=anne)) == Refusal.DESK_MISSING


def test_who_sat_where_is_forgotten_after_three_months(agency, anne, bea, stopped_clock):
    stopped_clock.advance(days=80)
    serving.take_desk(desk(agency, 2).pk, by=bea)
    stopped_clock.advance(days=13)
    shifts = ShiftsAtDesks()
    assert shifts.due(now=clock.now()) == 1
    assert shifts.forget(now=clock.now()) == 1
    assert DeskShift.objects.get().agent == bea.actor
