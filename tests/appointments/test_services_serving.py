"""Serving people: every verb against every state, and what it writes."""

from datetime import timedelta

import pytest

from appointments.choices import Refusal, Status
from appointments.models import Appointment, Visit
from appointments.services import cancelling, serving
from appointments.services.acting import By
from cns_portal.audit.models import AuditEntry
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.models import ProcedureEvent
from tests.appointments.agents import agent_of
from tests.appointments.days import agent_at, desk, somebody, today_at
from tests.appointments.stories import everything
from tests.factories import AgencyFactory, AppointmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "in_step", "offers")]
S, R = Status, Refusal


@pytest.fixture
def agency(db):
    return AgencyFactory(open=True, desks=2)


@pytest.fixture
def anne(agency):
    """An agent at the first desk."""
    return agent_at(desk(agency))


def events(appointment) -> list[str]:
    found = ProcedureEvent.objects.filter(procedure=appointment.procedure).order_by("pk")
    return [what.removeprefix("appointment.") for what in found.values_list("what", flat=True)]


# What each verb makes of each state; what is not named is refused with the last word.
AFTER = {
    "call": ({S.CHECKED_IN: S.CALLED}, R.NOT_POSSIBLE),
    "call_again": ({S.CALLED: S.CALLED}, R.NOT_POSSIBLE),
    "start": ({S.CHECKED_IN: S.STARTED, S.CALLED: S.STARTED}, R.NOT_POSSIBLE),
    "finish": ({S.CALLED: S.COMPLETED, S.STARTED: S.COMPLETED}, R.NOT_POSSIBLE),
    "finish_and_call_next": ({S.CALLED: S.COMPLETED, S.STARTED: S.COMPLETED}, R.NOT_POSSIBLE),
    "miss": ({S.CONFIRMED: S.MISSED, S.CHECKED_IN: S.MISSED, S.CALLED: S.MISSED}, R.NOT_POSSIBLE),
    "back_to_waiting": ({S.CALLED: S.CHECKED_IN, S.STARTED: S.CHECKED_IN}, R.NOT_POSSIBLE),
}
NOT_HERE = {("call", S.CONFIRMED), ("call", S.REQUESTED), ("start", S.CONFIRMED)} | {
    ("start", S.REQUESTED)
}
SENT = sorted(set(S) - {S.HELD, S.EXPIRED})


@pytest.mark.parametrize("status", SENT)
@pytest.mark.parametrize("verb", AFTER)
def test_every_verb_against_every_state(agency, anne, verb, status):
    appointment = somebody(agency, status, served_by=anne.actor)
    legal, refusal = AFTER[verb]
    act = getattr(serving, verb)
    before = everything()
    if status in legal:
        act(appointment.pk, by=anne)
        appointment.refresh_from_db()
        assert appointment.status == legal[status]
        assert AuditEntry.objects.filter(
            subject_id=appointment.pk, subject_type="appointments.appointment", actor=anne.actor
        ).exists()
        return
    with pytest.raises(Refused) as refused:
        act(appointment.pk, by=anne)
    expected = R.NOT_HERE_YET if (verb, status) in NOT_HERE else refusal
    assert refused.value.reason == expected
    assert everything() == before


@pytest.mark.parametrize("status", [S.HELD, S.EXPIRED])
@pytest.mark.parametrize("verb", AFTER)
def test_what_was_never_sent_is_nobodys_to_serve(agency, anne, verb, status):
    appointment = AppointmentFactory(agency=agency, status=status, starts_at=today_at(10))
    with pytest.raises(Refused):
        getattr(serving, verb)(appointment.pk, by=anne)


@pytest.mark.parametrize("verb", ["call", "call_again", "start", "back_to_waiting"])
@pytest.mark.parametrize("status", [S.CHECKED_IN, S.CALLED, S.STARTED])
def test_calls_have_a_waiting_room_of_their_own(agency, anne, verb, status):
    video = agency.desks.get(channel="video")
    appointment = somebody(agency, status, desk=video, channel="video")
    with pytest.raises(Refused) as refused:
        getattr(serving, verb)(appointment.pk, by=anne)
    assert refused.value.reason == R.NOT_POSSIBLE


def test_the_whole_way_stands_in_the_history_with_its_times(agency, anne, stopped_clock):
    appointment = somebody(agency, S.CHECKED_IN)
    stopped_clock.advance(minutes=4)
    assert serving.call_next(by=anne) == appointment
    visit = Visit.objects.get(appointment=appointment)
    assert (visit.desk, visit.agent, visit.called_at) == (
        desk(agency), anne.actor, stopped_clock.moment,
    )  # fmt: skip
    stopped_clock.advance(minutes=1)
    serving.call_again(appointment.pk, by=anne)
    visit.refresh_from_db()
    assert visit.called_at == stopped_clock.moment
    stopped_clock.advance(minutes=1)
    serving.start(appointment.pk, by=anne)
    stopped_clock.advance(minutes=9)
    serving.finish(appointment.pk, by=anne)
    assert events(appointment)[-4:] == ["called", "called_again", "started", "completed"]
    called, started, finished = (
        ProcedureEvent.objects.get(procedure=appointment.procedure, what=f"appointment.{what}").at
        for what in ("called", "started", "completed")
    )
    assert called - visit.arrived_at == timedelta(minutes=4)
    assert finished - started == timedelta(minutes=9)


def test_a_desk_has_one_person_at_a_time(agency, anne):
    first, second = somebody(agency, S.CHECKED_IN), somebody(agency, S.CHECKED_IN, today_at(10, 15))
    serving.call(first.pk, by=anne)
    for act in (
        lambda: serving.call(second.pk, by=anne),
        lambda: serving.call_next(by=anne),
        lambda: serving.start(second.pk, by=anne),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.reason == R.DESK_BUSY
    assert serving.finish_and_call_next(first.pk, by=anne) == second
    first.refresh_from_db()
    assert first.status == S.COMPLETED


def test_finishing_and_calling_twice_finishes_one(agency, anne):
    """A double click: the second one still names the first person."""
    first = somebody(agency, S.STARTED)
    second = somebody(agency, S.CHECKED_IN, today_at(10, 15))
    somebody(agency, S.CHECKED_IN, today_at(10, 30))
    serving.finish_and_call_next(first.pk, by=anne)
    with pytest.raises(Refused) as refused:
        serving.finish_and_call_next(first.pk, by=anne)
    assert refused.value.reason == R.NOT_POSSIBLE
    second.refresh_from_db()
    assert second.status == S.CALLED


def test_finishing_stands_also_when_nobody_waits(agency, anne):
    only = somebody(agency, S.STARTED)
    assert serving.finish_and_call_next(only.pk, by=anne) is None
    only.refresh_from_db()
    assert only.status == S.COMPLETED


def test_nobody_waits(agency, anne):
    somebody(agency, S.CONFIRMED)
    with pytest.raises(Refused) as refused:
        serving.call_next(by=anne)
    assert refused.value.reason == R.NOBODY_WAITS


def test_whose_time_has_come_at_this_desk_is_called_first(agency):
    other = somebody(agency, S.CHECKED_IN, today_at(9, 30))
    own = somebody(agency, S.CHECKED_IN, today_at(10), desk=desk(agency, 2))
    bea = agent_at(desk(agency, 2))
    assert serving.call_next(by=bea) == own
    assert serving.finish_and_call_next(own.pk, by=bea) == other


def test_without_a_desk_nobody_is_called_but_what_is_over_can_be_noted(agency):
    appointment = somebody(agency, S.CHECKED_IN)
    by = By.agent(agent_of(agency))
    for act in (serving.call, serving.start, serving.call_again, serving.finish_and_call_next):
        with pytest.raises(Refused) as refused:
            act(appointment.pk, by=by)
        assert refused.value.reason == R.DESK_MISSING
    serving.miss(appointment.pk, by=by)


def test_somebody_of_another_agency_is_not_called_to_this_desk(agency, anne):
    elsewhere = AgencyFactory(open=True, desks=1)
    appointment = somebody(elsewhere, S.CHECKED_IN)
    for act in (serving.call, serving.start):
        with pytest.raises(Refused) as refused:
            act(appointment.pk, by=anne)
        assert refused.value.reason == R.DESK_MISSING
    with pytest.raises(Refused):
        serving.call_next(by=anne)


@pytest.mark.parametrize("verb", ["start", "call_again"])
def test_who_was_called_to_another_desk_is_not_taken_from_there(agency, anne, verb):
    appointment = somebody(agency, S.CALLED, called_to=desk(agency, 2))
    with pytest.raises(Refused) as refused:
        getattr(serving, verb)(appointment.pk, by=anne)
    assert refused.value.reason == R.CALLED_ELSEWHERE


def test_called_but_gone_is_missed_or_waits_again(agency, anne):
    left, stays = somebody(agency, S.CHECKED_IN), somebody(agency, S.CHECKED_IN, today_at(10, 15))
    serving.call_next(by=anne)
    serving.miss(left.pk, by=anne)
    serving.call_next(by=anne)
    serving.back_to_waiting(stays.pk, by=anne)
    visit = Visit.objects.get(appointment=stays)
    assert (visit.called_at, visit.desk, visit.agent) == (None, None, None)
    assert visit.ticket == 2
    assert serving.call_next(by=anne) == stays
    assert events(stays)[-3:] == ["called", "waits_again", "called"]


def test_who_was_forgotten_yesterday_neither_blocks_the_desk_nor_is_called(
    agency, anne, stopped_clock
):
    waiting, called = somebody(agency, S.CHECKED_IN), somebody(agency, S.CALLED, today_at(10, 15))
    stopped_clock.advance(days=1)
    serving.take_desk(desk(agency).pk, by=anne)
    with pytest.raises(Refused) as refused:
        serving.call_next(by=anne)
    assert refused.value.reason == R.NOBODY_WAITS
    for act, appointment in (
        (serving.call, waiting), (serving.start, called), (serving.back_to_waiting, called),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            act(appointment.pk, by=anne)
        assert refused.value.reason == R.NOT_THE_DAY
    serving.finish(called.pk, by=anne)
    serving.miss(waiting.pk, by=anne)


def test_who_arrived_before_there_were_tickets_gets_one_when_called(agency, anne):
    appointment = somebody(agency, S.CHECKED_IN)
    Visit.objects.all().delete()
    serving.call_next(by=anne)
    assert Visit.objects.get(appointment=appointment).ticket == 1


def test_staff_may_cancel_somebody_called_and_the_desk_is_free_again(agency, anne):
    first, second = somebody(agency, S.CHECKED_IN), somebody(agency, S.CHECKED_IN, today_at(10, 15))
    serving.call_next(by=anne)
    cancelling.cancel_by_staff(first.pk, by=anne, reason="The colleague is ill.")
    assert serving.call_next(by=anne) == second
    assert Appointment.objects.get(pk=first.pk).status == S.CANCELLED
