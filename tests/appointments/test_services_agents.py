"""What agents do for people: another time, a booking by phone, how it went."""

from datetime import time, timedelta

import icalendar
import pytest

from appointments.choices import Channel, Refusal, Status
from appointments.models import Appointment, OpeningHours, Participant
from appointments.services import agents, cancelling, moving
from appointments.services.acting import By
from appointments.services.people import person_key
from cns_portal import procedures
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Email, Message
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind, Phase
from tests.appointments.stories import confirmed, details, everything, hold, requested, send
from tests.factories import (
    AccountFactory,
    AgencyFactory,
    AppointmentFactory,
    ClosureFactory,
    DeskFactory,
    InsuredPersonFactory,
    at,
    details_of,
    visitor,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers", "in_step")]


def refused(reason):
    return pytest.raises(Refused, match=f"^{reason}$")


@pytest.fixture
def clara():
    return By.agent(AccountFactory(agent=True))


def move(appointment, agency, starts_at, by, **words):
    return moving.move(appointment.pk, agency_ids=[agency.pk], starts_at=starts_at, by=by, **words)


def book_for(agency, starts_at, by, applicant=None, **columns):
    return agents.book_for(
        **{
            "topic": "information",
            "channel": "on_site",
            "agency_ids": [agency.pk],
            "starts_at": starts_at,
            "applicant": applicant or visitor(),
            "language": "en",
            "by": by,
            **columns,
        }
    )


# -- another time --------------------------------------------------------------------------------


def test_the_new_time_is_had_and_the_old_one_free(agency, monday, clara, stopped_clock):
    old = confirmed(agency, at(monday, 9))
    stopped_clock.advance(hours=1)
    new = move(old, agency, at(monday, 10), clara, reason="The room is being painted.")
    old.refresh_from_db()
    assert (old.status, new.status) == (Status.MOVED, Status.CONFIRMED)
    assert new.rescheduled_from == old
    assert (new.starts_at, new.ends_at) == (at(monday, 10), at(monday, 10, 15))
    assert new.decided_at == stopped_clock.moment
    assert hold(agency, starts_at=at(monday, 9), key="other")
    with refused(Refusal.TAKEN):
        hold(agency, starts_at=at(monday, 10), key="another")


def test_case_code_person_and_details_move_along(agency, monday, clara):
    hold(agency, starts_at=at(monday, 9))
    said = details(question="About my card", concerned=visitor(first_name="Lena"))
    old = send(said=said)
    code = old.check_in_code
    new = move(old, agency, at(monday, 10), clara)
    assert new.procedure == old.procedure
    assert new.check_in_code == code
    assert new.person_key == old.person_key
    assert new.identity_copy == said.identity_copy
    assert (new.question, new.for_another) == ("About my card", True)
    assert new.participants.count() == 2
    assert not Participant.objects.filter(appointment=old).exists()
    old.refresh_from_db()
    assert old.check_in_code != code


def test_a_move_counts_as_a_new_revision_with_the_same_identity(agency, monday, clara):
    appointment = confirmed(agency, at(monday, 9))
    for hour in (10, 13):
        appointment = move(appointment, agency, at(monday, hour), clara)
    assert appointment.revision == 2
    uids, sequences = set(), []
    for email in Email.objects.exclude(recipient=agency.email).order_by("pk"):
        attachment = email.attachments.get(filename="appointment.ics")
        (event,) = icalendar.Calendar.from_ical(bytes(attachment.content)).walk("VEVENT")
        uids.add(str(event["UID"]))
        sequences.append(event["SEQUENCE"])
    assert len(uids) == 1
    assert sequences == [0, 1, 2]


def test_history_and_trail_of_a_move(agency, monday, clara):
    old = confirmed(agency, at(monday, 9))
    new = move(old, agency, at(monday, 10), clara, reason=" Painting. ")
    events = list(procedures.history(new.procedure))[-2:]
    assert [event.what for event in events] == ["appointment.moved_away", "appointment.moved"]
    assert {event.actor for event in events} == {clara.actor}
    assert events[-1].reason == "Painting."
    assert new.procedure.current_state == Status.CONFIRMED
    trail = AuditEntry.objects.order_by("pk").values_list("action", "subject_id")
    assert list(trail)[-2:] == [
        ("appointment.moved_away", str(old.pk)),
        ("appointment.moved", str(new.pk)),
    ]


def test_a_refused_move_leaves_all_as_before(agency, monday, clara):
    appointment = confirmed(agency, at(monday, 9))
    confirmed(agency, at(monday, 10), key="other")
    before = everything()
    for hour, minute, reason in (
        (10, 0, Refusal.TAKEN),
        (12, 0, Refusal.OUTSIDE_HOURS),
        (9, 5, Refusal.NOT_ON_GRID),
    ):
        with refused(reason):
            move(appointment, agency, at(monday, hour, minute), clara)
    with refused(Refusal.TOO_FAR):
        move(appointment, agency, at(monday + timedelta(days=91), 9), clara)
    with refused(Refusal.PAST):
        move(appointment, agency, at(monday - timedelta(days=7), 9), clara)
    assert everything() == before


def test_a_move_may_overlap_the_old_time(agency, monday, clara):
    appointment = confirmed(agency, at(monday, 9), topic="long_term_care")
    OpeningHours.objects.filter(agency=agency, opens_at=time(8, 30)).update(opens_at=time(8, 45))
    assert move(appointment, agency, at(monday, 9, 15), clara).starts_at == at(monday, 9, 15)


def test_to_another_agency_both_are_told(agency, monday, clara):
    other = AgencyFactory(open=True)
    appointment = confirmed(agency, at(monday, 9))
    Email.objects.all().delete()
    new = move(appointment, other, at(monday, 9), clara)
    assert new.agency == other
    told = dict(Email.objects.values_list("recipient", "subject"))
    assert told == {
        agency.email: "Appointment cancelled at your agency",
        other.email: "New appointment at your agency",
        new.participants.get().email: "Your appointment with the CNS has a new time",
    }


def test_an_agent_may_use_a_time_too_close_for_the_public(agency, stopped_clock, monday, clara):
    appointment = confirmed(agency, at(monday, 9))
    today = stopped_clock.moment.date()
    with refused(Refusal.TOO_SOON):
        hold(agency, starts_at=at(today, 10, 30), key="public")
    assert move(appointment, agency, at(today, 10, 30), clara)


def test_within_the_notice_a_closed_time_is_refused_with_its_reason(
    agency, stopped_clock, monday, clara
):
    appointment = confirmed(agency, at(monday, 9))
    ClosureFactory(agency=agency, day=stopped_clock.moment.date(), reason="a burst pipe")
    with refused(Refusal.CLOSURE):
        move(appointment, agency, at(stopped_clock.moment.date(), 10, 30), clara)


@pytest.mark.parametrize(
    "status", ["held", "cancelled", "refused", "completed", "missed", "checked_in"]
)
def test_only_what_is_open_can_be_moved(status, monday, clara):
    appointment = AppointmentFactory(**{status: True})
    before = everything()
    with refused(Refusal.NOT_OPEN):
        move(appointment, appointment.agency, at(monday, 10), clara)
    assert everything() == before


def test_the_person_must_be_free_at_the_new_time(agency, monday, clara):
    vera = visitor()
    hold(agency, starts_at=at(monday, 9))
    appointment = send(said=details(applicant=vera))
    AppointmentFactory(applicant=vera, starts_at=at(monday, 10))
    before = everything()
    with refused(Refusal.OVERLAPS_OWN):
        move(appointment, agency, at(monday, 10), clara)
    assert everything() == before


def test_somebody_who_is_being_served_elsewhere_is_not_moved_there(agency, monday, clara):
    vera = visitor()
    hold(agency, starts_at=at(monday, 9))
    appointment = send(said=details(applicant=vera))
    AppointmentFactory(applicant=vera, starts_at=at(monday, 10), checked_in=True)
    before = everything()
    with refused(Refusal.OVERLAPS_OWN):
        move(appointment, agency, at(monday, 10), clara)
    assert everything() == before


def test_a_request_that_is_moved_is_confirmed(agency, monday, clara):
    appointment = requested(agency, at(monday, 9))
    assert move(appointment, agency, at(monday, 10), clara).status == Status.CONFIRMED


def test_a_moved_appointment_can_be_cancelled_and_moved_again(agency, monday, clara):
    appointment = confirmed(agency, at(monday, 9))
    second = move(appointment, agency, at(monday, 10), clara)
    back = move(second, agency, at(monday, 9), clara)
    cancelling.cancel(back.pk, by=By.link())
    assert not Appointment.objects.occupying().exists()


def test_when_too_many_want_the_day_the_agent_is_asked_to_try_again(
    agency, monday, clara, monkeypatch
):
    from django.db import OperationalError

    appointment = confirmed(agency, at(monday, 9))

    def no_lock(*args, **kwargs):
        raise OperationalError("canceling statement due to lock timeout")

    for module in (moving, agents):
        monkeypatch.setattr(module, "lock_days", no_lock)
    with refused(Refusal.BUSY):
        move(appointment, agency, at(monday, 10), clara)
    with refused(Refusal.BUSY):
        book_for(agency, at(monday, 10), clara)


# -- by phone ------------------------------------------------------------------------------------


def test_booked_on_the_phone_is_confirmed_at_once(agency, monday, clara, stopped_clock):
    vera = visitor()
    booked = book_for(agency, at(monday, 9), clara, vera, question="About my card")
    assert booked.status == Status.CONFIRMED
    assert booked.person_key == person_key(vera, claimed_by=vera.email)
    assert booked.decided_at == booked.requested_at == stopped_clock.moment
    assert booked.participants.get().last_name == vera.last_name
    (event,) = procedures.history(booked.procedure)
    assert (event.what, event.phase, event.actor, event.actor_kind) == (
        "appointment.booked_by_phone",
        Phase.DECIDED,
        clara.actor,
        ActorKind.AGENT,
    )
    entry = AuditEntry.objects.get(subject_id=booked.pk)
    assert (entry.action, entry.actor) == ("appointment.booked_by_phone", clara.actor)
    told = {email.recipient for email in Email.objects.all()}
    assert told == {vera.email, agency.email}


def test_whoever_has_no_address_is_sent_nothing(agency, monday, clara):
    book_for(agency, at(monday, 9), clara, visitor(email=""))
    assert list(Email.objects.values_list("recipient", flat=True)) == [agency.email]
    assert not Message.objects.exists()


def test_booked_for_somebody_with_a_file_it_is_in_their_messages(agency, monday, clara):
    person = InsuredPersonFactory()
    booked = book_for(agency, at(monday, 9), clara, details_of(person), dossier=person.dossier)
    assert booked.procedure.dossier == person.dossier
    assert Message.objects.get().dossier == person.dossier
    assert Appointment.objects.of(person.dossier).get() == booked


def test_the_phone_has_no_other_rules(agency, monday, clara):
    vera = visitor()
    book_for(agency, at(monday, 9), clara, vera)
    before = everything()
    with refused(Refusal.TAKEN):
        book_for(agency, at(monday, 9), clara)
    with refused(Refusal.OVERLAPS_OWN):
        book_for(AgencyFactory(open=True), at(monday, 9), clara, vera)
    with refused(Refusal.NO_VIDEO_FOR_REIMBURSEMENT):
        book_for(agency, at(monday, 10), clara, topic="reimbursement", channel=Channel.VIDEO)
    with refused(Refusal.OUTSIDE_HOURS):
        book_for(agency, at(monday, 12), clara)
    assert everything() == before


def test_somebody_who_is_being_served_elsewhere_is_not_booked(agency, monday, clara):
    vera = visitor()
    AppointmentFactory(applicant=vera, starts_at=at(monday, 10), checked_in=True)
    before = everything()
    with refused(Refusal.OVERLAPS_OWN):
        book_for(agency, at(monday, 10), clara, vera)
    assert everything() == before


def test_an_expired_hold_stands_in_nobodys_way(agency, monday, clara, stopped_clock):
    hold(agency, starts_at=at(monday, 9))
    stopped_clock.advance(minutes=10)
    assert book_for(agency, at(monday, 9), clara)


# -- how it went ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "phase"),
    [
        ("confirmed", Status.CHECKED_IN, Phase.DECIDED),
        ("confirmed", Status.COMPLETED, Phase.DONE),
        ("confirmed", Status.MISSED, Phase.DONE),
        ("checked_in", Status.COMPLETED, Phase.DONE),
        ("checked_in", Status.MISSED, Phase.DONE),
        ("missed", Status.COMPLETED, Phase.DONE),
    ],
)
def test_how_it_went_is_written_down(before, after, phase, clara, stopped_clock):
    appointment = AppointmentFactory(**{before: True})
    stopped_clock.moment = appointment.starts_at
    agents.record_outcome(appointment.pk, after, by=clara)
    appointment.refresh_from_db()
    assert appointment.status == after
    event = procedures.history(appointment.procedure).last()
    assert (event.what, event.phase) == (f"appointment.{after.value}", phase)
    assert AuditEntry.objects.filter(action=f"appointment.{after.value}").count() == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("cancelled", Status.CHECKED_IN),
        ("requested", Status.CHECKED_IN),
        ("completed", Status.MISSED),
        ("moved", Status.COMPLETED),
        ("confirmed", Status.CANCELLED),
        ("confirmed", Status.MOVED),
        ("checked_in", Status.CONFIRMED),
    ],
)
def test_what_did_not_happen_is_not_written_down(before, after, clara):
    appointment = AppointmentFactory(**{before: True})
    known = everything()
    with refused(Refusal.NOT_POSSIBLE):
        agents.record_outcome(appointment.pk, after, by=clara)
    assert everything() == known


@pytest.mark.parametrize(("came", "letters"), [(False, 1), (True, 0)])
def test_whoever_never_came_is_told_and_whoever_left_is_not(
    agency, monday, clara, stopped_clock, came, letters
):
    appointment = confirmed(agency, at(monday, 9))
    stopped_clock.moment = at(monday, 9, 5)
    if came:
        agents.record_outcome(appointment.pk, Status.CHECKED_IN, by=clara)
    agents.record_outcome(appointment.pk, Status.MISSED, by=clara)
    told = Email.objects.filter(idempotency_key__contains=":missed:")
    assert told.count() == letters


def test_nobody_has_missed_what_has_not_begun(agency, monday, clara):
    appointment = AppointmentFactory(agency=agency, starts_at=at(monday, 9))
    known = everything()
    with refused(Refusal.NOT_BEGUN):
        agents.record_outcome(appointment.pk, Status.MISSED, by=clara)
    with refused(Refusal.NOT_THE_DAY):
        agents.record_outcome(appointment.pk, Status.CHECKED_IN, by=clara)
    assert everything() == known


def test_a_desk_added_later_serves_at_once(agency, monday, clara):
    book_for(agency, at(monday, 9), clara)
    DeskFactory(agency=agency)
    assert book_for(agency, at(monday, 9), clara)
