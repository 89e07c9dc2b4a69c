"""A video call's steps: go in, be let in, finish; each once, in order, and by nobody else."""

from datetime import timedelta

import pytest

from appointments.choices import Refusal, Side, Status
from appointments.models import Appointment, VideoCall, VideoSignal, Visit
from appointments.services import agents, calls, cancelling, moving
from appointments.services.acting import By
from cns_portal.audit.models import AuditEntry
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.models import ProcedureEvent
from tests import factories
from tests.appointments.calling import HELLO, offer, says
from tests.factories import AppointmentFactory, VideoCallFactory, at
from tests.racing import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_step")]

LINK = By.link()
SOON = timedelta(minutes=10)


@pytest.fixture
def clara(agent):
    return By.agent(agent)


@pytest.fixture
def video(agency, stopped_clock):
    """A call that begins in ten minutes."""
    starts_at = stopped_clock.moment + SOON
    return AppointmentFactory(agency=agency, video=True, starts_at=starts_at)


def status_of(appointment) -> str:
    return Appointment.objects.get(pk=appointment.pk).status


def refused(deed, *args, **kwargs) -> Refusal:
    with pytest.raises(Refused) as caught:
        deed(*args, **kwargs)
    return caught.value.reason


def everything() -> list:
    tables = (Appointment, VideoCall, VideoSignal, ProcedureEvent, AuditEntry)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def test_from_the_waiting_room_to_the_end(video, clara, agent, stopped_clock):
    entered = calls.enter(video.pk, by=LINK)
    assert status_of(video) == Status.CHECKED_IN
    assert entered.waiting_since == entered.person_seen_at == stopped_clock.moment
    assert not Visit.objects.exists()  # a ticket is for those who come to the agency
    stopped_clock.advance(minutes=11)
    admitted = calls.admit(video.pk, by=clara)
    assert status_of(video) == Status.STARTED
    assert (admitted.admitted_at, admitted.admitted_by) == (stopped_clock.moment, agent)
    stopped_clock.advance(minutes=12)
    finished = calls.finish(video.pk, by=clara)
    assert status_of(video) == Status.COMPLETED
    assert finished.ended_at == stopped_clock.moment
    happened = ProcedureEvent.objects.filter(procedure=video.procedure).values_list("what")
    assert [what for (what,) in happened.order_by("pk")][-3:] == [
        "appointment.checked_in",
        "appointment.started",
        "appointment.completed",
    ]


def test_each_step_twice_is_as_good_as_once(video, clara, stopped_clock):
    for step, by in ((calls.enter, LINK), (calls.admit, clara), (calls.finish, clara)):
        step(video.pk, by=by)
        before = everything()
        assert step(video.pk, by=by) == VideoCall.objects.get()
        assert everything() == before


def test_whoever_comes_back_waits_since_the_first_time(video, stopped_clock):
    first = calls.enter(video.pk, by=LINK).waiting_since
    stopped_clock.advance(minutes=3)
    again = calls.enter(video.pk, by=LINK)
    assert again.waiting_since == first
    assert again.person_seen_at == stopped_clock.moment


def test_the_room_opens_fifteen_minutes_before_and_no_sooner(agency, clara, stopped_clock):
    starts_at = stopped_clock.moment + timedelta(minutes=15, seconds=1)
    video = AppointmentFactory(agency=agency, video=True, starts_at=starts_at)
    assert refused(calls.enter, video.pk, by=LINK) == Refusal.ROOM_NOT_OPEN
    assert status_of(video) == Status.CONFIRMED
    agents.record_outcome(video.pk, Status.CHECKED_IN, by=clara)
    assert refused(calls.admit, video.pk, by=clara) == Refusal.ROOM_NOT_OPEN
    stopped_clock.advance(seconds=1)
    calls.enter(video.pk, by=LINK)
    calls.admit(video.pk, by=clara)


def test_nobody_is_admitted_who_does_not_wait(video, clara):
    assert refused(calls.admit, video.pk, by=clara) == Refusal.NOBODY_WAITS
    agents.record_outcome(video.pk, Status.CHECKED_IN, by=clara)  # said on the telephone
    assert refused(calls.admit, video.pk, by=clara) == Refusal.NOBODY_WAITS
    assert status_of(video) == Status.CHECKED_IN


ENTERED = {Status.CONFIRMED, Status.CHECKED_IN, Status.CALLED, Status.STARTED}
ADMITTED = {Status.CHECKED_IN, Status.CALLED, Status.STARTED}
FINISHED = {Status.STARTED, Status.COMPLETED}


@pytest.mark.parametrize("status", [s for s in Status if s not in {Status.HELD, Status.EXPIRED}])
@pytest.mark.parametrize(
    ("step", "possible"),
    [(calls.enter, ENTERED), (calls.admit, ADMITTED), (calls.finish, FINISHED)],
    ids=["enter", "admit", "finish"],
)
def test_each_step_from_each_state(agency, clara, stopped_clock, status, step, possible):
    starts_at = stopped_clock.moment + SOON
    video = AppointmentFactory(agency=agency, video=True, starts_at=starts_at, status=status)
    VideoCallFactory(appointment=video, waiting_since=stopped_clock.moment)
    before = everything()
    if status in possible:
        step(video.pk, by=clara)
    else:
        refused(step, video.pk, by=clara)
        assert everything() == before


@pytest.mark.parametrize("step", [calls.enter, calls.admit, calls.finish])
def test_a_visit_to_an_agency_has_no_call(agency, clara, stopped_clock, step):
    on_site = AppointmentFactory(agency=agency, starts_at=stopped_clock.moment + SOON)
    assert refused(step, on_site.pk, by=clara) == Refusal.NOT_POSSIBLE
    assert not VideoCall.objects.exists()


def test_after_its_time_nobody_goes_in_but_whoever_is_in_is_let_in(video, clara, stopped_clock):
    calls.enter(video.pk, by=LINK)
    stopped_clock.moment = video.ends_at
    calls.enter(video.pk, by=LINK)
    calls.admit(video.pk, by=clara)
    late = AppointmentFactory(
        agency=video.agency, video=True, starts_at=video.ends_at - timedelta(minutes=20) + SOON * 3
    )
    stopped_clock.moment = late.ends_at
    assert refused(calls.enter, late.pk, by=LINK) == Refusal.NOT_OPEN


def test_a_cancelled_call_is_over_for_both(video, clara):
    calls.enter(video.pk, by=LINK)
    cancelling.cancel_by_staff(video.pk, by=clara, reason="The colleague is ill.")
    assert refused(calls.enter, video.pk, by=LINK) == Refusal.NOT_OPEN
    assert refused(calls.admit, video.pk, by=clara) == Refusal.NOT_OPEN


def test_a_moved_call_is_entered_at_its_new_time(video, clara, offers, stopped_clock):
    day = stopped_clock.moment.date() + timedelta(days=1)
    moved = moving.move(video.pk, agency_ids=[video.agency_id], starts_at=at(day, 8, 30), by=clara)
    assert refused(calls.enter, video.pk, by=LINK) == Refusal.NOT_OPEN
    stopped_clock.moment = moved.starts_at - timedelta(minutes=15)
    calls.enter(moved.pk, by=LINK)
    assert VideoCall.objects.get().appointment == moved


def finish(pk, by):
    calls.finish(pk, by=by)


def complete_on_the_agenda(pk, by):
    agents.record_outcome(pk, Status.COMPLETED, by=by)


def cancel(pk, by):
    cancelling.cancel_by_staff(pk, by=by, reason="The colleague is ill.")


@pytest.mark.parametrize("end", [finish, complete_on_the_agenda, cancel])
def test_the_end_takes_the_letters_with_it_whoever_ends_it(video, clara, stopped_clock, end):
    calls.enter(video.pk, by=LINK)
    says(video, Side.AGENT, HELLO)
    calls.admit(video.pk, by=clara)
    says(video, Side.PERSON, HELLO, offer())
    assert VideoSignal.objects.count() == 1
    end(video.pk, clara)
    assert not VideoSignal.objects.exists()
    call = VideoCall.objects.get()
    assert (call.person_session, call.agent_session) == ("", "")
    assert call.ended_at == stopped_clock.moment


def test_two_rooms_have_two_names_that_nobody_guesses(agency):
    names = {VideoCallFactory(appointment__agency=agency).room for _ in range(4)}
    assert len(names) == 4
    assert {len(bytes.fromhex(name)) * 8 for name in names} == {128}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_admitting_against_cancelling(agency, clara, stopped_clock, patient_locks, attempt):
    """Whoever comes second is told so, and the history says what came first."""
    factories.offers()
    video = AppointmentFactory(agency=agency, video=True, starts_at=stopped_clock.moment + SOON)
    calls.enter(video.pk, by=LINK)
    admitted, cancelled = at_once(
        lambda: calls.admit(video.pk, by=clara),
        lambda: cancelling.cancel_by_staff(video.pk, by=clara, reason="Ill."),
    )
    # Staff may cancel in the middle of a call, so cancelling always succeeds.
    assert not isinstance(cancelled, Refusal | Exception)
    assert admitted == Refusal.NOT_OPEN or isinstance(admitted, VideoCall)
    assert status_of(video) == Status.CANCELLED


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_many_windows_enter_and_many_agents_admit(
    agency, clara, stopped_clock, patient_locks, attempt
):
    factories.offers()
    video = AppointmentFactory(agency=agency, video=True, starts_at=stopped_clock.moment + SOON)
    entered = at_once(*[lambda: calls.enter(video.pk, by=LINK)] * 6)
    assert all(isinstance(answer, VideoCall) for answer in entered), entered
    admitted = at_once(*[lambda: calls.admit(video.pk, by=clara)] * 6)
    assert all(isinstance(answer, VideoCall) for answer in admitted), admitted
    assert VideoCall.objects.count() == 1
    what = ProcedureEvent.objects.filter(procedure=video.procedure).values_list("what", flat=True)
    assert list(what).count("appointment.checked_in") == 1
    assert list(what).count("appointment.started") == 1
