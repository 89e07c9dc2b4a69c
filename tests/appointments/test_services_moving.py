"""The person's own move: one act, the rules of booking, and nothing lost when it is refused."""

from datetime import timedelta

import pytest

from appointments.choices import Refusal, Status
from appointments.models import Appointment, FreedTime, TopicOffer
from appointments.services import cancelling, deciding, moving
from appointments.services.acting import By
from cns_portal import procedures
from cns_portal.inbox.models import Email
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind
from tests.appointments.stories import confirmed, everything, hold, requested
from tests.factories import AgencyFactory, ClosureFactory, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers", "in_step")]

LINK = By.link()


def refused(reason):
    return pytest.raises(Refused, match=f"^{reason}$")


def move_own(appointment, agency, starts_at):
    return moving.move_own(appointment.pk, agency_ids=[agency.pk], starts_at=starts_at, by=LINK)


def test_a_confirmed_appointment_stays_confirmed_at_its_new_time(agency, monday):
    old = confirmed(agency, at(monday, 9))
    new = move_own(old, agency, at(monday, 10))
    old.refresh_from_db()
    assert (old.status, new.status) == (Status.MOVED, Status.CONFIRMED)
    assert new.rescheduled_from == old
    assert (new.procedure, new.topic, new.revision) == (old.procedure, old.topic, 1)
    last = procedures.history(new.procedure).last()
    assert (last.what, last.actor_kind) == ("appointment.moved", ActorKind.LINK)


def test_the_person_is_told_the_new_time_once(agency, monday):
    old = confirmed(agency, at(monday, 9))
    before = Email.objects.exclude(recipient=agency.email).count()
    move_own(old, agency, at(monday, 10))
    told = Email.objects.exclude(recipient=agency.email).order_by("pk")[before:]
    assert [email.attachments.count() for email in told] == [2]


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        (lambda monday, clock: at(monday, 9), Refusal.SAME_TIME),
        (lambda monday, clock: clock.moment + timedelta(hours=1), Refusal.TOO_SOON),
        (lambda monday, clock: clock.moment - timedelta(hours=1), Refusal.PAST),
        (lambda monday, clock: at(monday + timedelta(days=70), 9), Refusal.TOO_FAR),
        (lambda monday, clock: at(monday, 12), Refusal.OUTSIDE_HOURS),
        (lambda monday, clock: at(monday, 9, 5), Refusal.NOT_ON_GRID),
        (lambda monday, clock: at(monday, 11), Refusal.TAKEN),
        (lambda monday, clock: at(monday, 14), Refusal.CLOSURE),
    ],
)
def test_a_refused_move_leaves_everything_as_it_was(agency, monday, stopped_clock, start, reason):
    confirmed(agency, at(monday, 11), key="somebody else")
    appointment = confirmed(agency, at(monday, 9))
    ClosureFactory(agency=agency, day=monday, afternoon=True)
    before = everything()
    with refused(reason):
        move_own(appointment, agency, start(monday, stopped_clock))
    assert everything() == before
    assert not FreedTime.objects.exists()


def test_the_new_time_may_overlap_the_old_one_on_its_own_desk(agency, monday):
    appointment = confirmed(agency, at(monday, 9), topic="long_term_care")
    TopicOffer.objects.filter(topic="long_term_care").update(slot_minutes=15)
    new = move_own(appointment, agency, at(monday, 9, 15))
    assert new.desk == appointment.desk
    assert new.starts_at == at(monday, 9, 15)


def test_a_request_that_is_being_checked_is_checked_at_its_new_time(agency, monday, woken):
    appointment = requested(agency, at(monday, 9))
    new = move_own(appointment, agency, at(monday, 10))
    assert new.status == Status.REQUESTED
    assert deciding.check_request(new.pk) == Status.CONFIRMED


def test_another_agency_takes_over_and_both_are_told(agency, monday):
    other = AgencyFactory(open=True)
    appointment = confirmed(agency, at(monday, 9))
    new = move_own(appointment, other, at(monday, 9))
    assert new.agency == other
    assert Email.objects.filter(recipient=other.email).exists()
    assert Email.objects.filter(recipient=agency.email).count() == 2


@pytest.mark.parametrize("over", ["cancelled", "begun"])
def test_what_is_over_is_not_moved(agency, monday, stopped_clock, over):
    appointment = confirmed(agency, at(monday, 9))
    if over == "cancelled":
        cancelling.cancel(appointment.pk, by=LINK)
        reason = Refusal.NOT_OPEN
    else:
        stopped_clock.moment = at(monday, 9)
        reason = Refusal.ALREADY_STARTED
    with refused(reason):
        move_own(appointment, agency, at(monday, 11))


# -- what is given back ----------------------------------------------------------------------------


def freed():
    return list(FreedTime.objects.values_list("agency", "desk", "starts_at", "ends_at"))


def test_a_cancelled_time_is_written_down_as_free(agency, monday, woken):
    appointment = confirmed(agency, at(monday, 9))
    cancelling.cancel(appointment.pk, by=LINK)
    assert freed() == [
        (agency.pk, appointment.desk_id, at(monday, 9), at(monday, 9, 15)),
    ]


def test_a_moved_appointments_old_time_is_written_down_as_free(agency, monday):
    appointment = confirmed(agency, at(monday, 9))
    move_own(appointment, agency, at(monday, 10))
    assert [start for _agency, _desk, start, _end in freed()] == [at(monday, 9)]


def test_a_time_that_has_begun_is_not_offered(agency, monday, stopped_clock):
    appointment = confirmed(agency, at(monday, 9))
    stopped_clock.moment = at(monday, 9, 10)
    cancelling.cancel_by_staff(appointment.pk, by=LINK, reason="Illness.")
    assert freed() == []


def test_nothing_is_freed_when_nothing_is_committed(agency, monday):
    appointment = confirmed(agency, at(monday, 9))
    with refused(Refusal.OUTSIDE_HOURS):
        move_own(appointment, agency, at(monday, 12))
    assert freed() == []


# -- a time kept for the person --------------------------------------------------------------


def test_a_kept_time_becomes_the_appointment(agency, monday):
    old = confirmed(agency, at(monday, 10))
    held = hold(agency, starts_at=at(monday, 9), key="kept")
    new = moving.move_into(old.pk, held.pk, by=LINK)
    assert (new.pk, new.status, new.starts_at) == (held.pk, Status.CONFIRMED, at(monday, 9))
    assert new.procedure == old.procedure
    assert new.participants.count() == 1
    assert not Appointment.objects.filter(hold_key="kept").exists()


def test_a_time_no_longer_kept_is_not_taken(agency, monday, stopped_clock):
    old = confirmed(agency, at(monday, 10))
    held = hold(agency, starts_at=at(monday, 9), key="kept")
    stopped_clock.advance(minutes=11)
    with refused(Refusal.OFFER_OVER):
        moving.move_into(old.pk, held.pk, by=LINK)
    old.refresh_from_db()
    assert old.status == Status.CONFIRMED
