"""Giving a time back: free at once, and everybody is told once."""

from datetime import timedelta

import icalendar
import pytest

from appointments.choices import Refusal, Status
from appointments.services import cancelling
from appointments.services.acting import By
from cns_portal import procedures
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Email, Message
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind, Phase
from tests.appointments.stories import confirmed, everything, hold, requested
from tests.factories import AccountFactory, AppointmentFactory, InsuredPersonFactory, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers", "in_step")]


def refused(reason):
    return pytest.raises(Refused, match=f"^{reason}$")


@pytest.fixture
def clara():
    return By.agent(AccountFactory(agent=True))


def test_a_cancelled_time_is_free_again(agency, monday, stopped_clock):
    appointment = confirmed(agency, at(monday, 9))
    cancelling.cancel(appointment.pk, by=By.link())
    appointment.refresh_from_db()
    assert appointment.status == Status.CANCELLED
    assert appointment.cancelled_at == stopped_clock.moment
    assert appointment.revision == 1
    assert hold(agency, starts_at=at(monday, 9), key="other")


def test_history_and_trail_say_who(agency, monday):
    person = InsuredPersonFactory(signs_in=True)
    appointment = confirmed(agency, at(monday, 9), person=person)
    cancelling.cancel(appointment.pk, by=By.person(person.account))
    event = procedures.history(appointment.procedure).last()
    assert (event.what, event.state, event.phase) == (
        "appointment.cancelled",
        Status.CANCELLED,
        Phase.DONE,
    )
    assert (event.actor, event.actor_kind) == (person.account, ActorKind.PERSON)
    entry = AuditEntry.objects.get(action="appointment.cancelled")
    assert (entry.actor, entry.dossier) == (person.account, person.dossier)


def test_by_the_link_nobody_is_named(agency, monday):
    appointment = confirmed(agency, at(monday, 9))
    cancelling.cancel(appointment.pk, by=By.link())
    event = procedures.history(appointment.procedure).last()
    assert (event.actor, event.actor_kind) == (None, ActorKind.LINK)


def test_a_request_can_be_cancelled_before_it_is_checked(agency, monday):
    appointment = requested(agency, at(monday, 9))
    cancelling.cancel(appointment.pk, by=By.link())
    appointment.refresh_from_db()
    assert appointment.status == Status.CANCELLED


def test_cancelling_twice_changes_nothing(agency, monday):
    appointment = confirmed(agency, at(monday, 9))
    cancelling.cancel(appointment.pk, by=By.link())
    after = everything()
    with refused(Refusal.NOT_OPEN):
        cancelling.cancel(appointment.pk, by=By.link())
    assert everything() == after


def test_what_has_begun_is_cancelled_by_staff_only(agency, monday, stopped_clock, clara):
    appointment = confirmed(agency, at(monday, 9))
    stopped_clock.moment = at(monday, 9)
    before = everything()
    with refused(Refusal.ALREADY_STARTED):
        cancelling.cancel(appointment.pk, by=By.link())
    assert everything() == before
    cancelling.cancel_by_staff(appointment.pk, by=clara, reason="Fire alarm.")
    stopped_clock.moment = at(monday, 9, 15)
    with refused(Refusal.NOT_OPEN):
        cancelling.cancel_by_staff(appointment.pk, by=clara, reason="Fire alarm.")


@pytest.mark.parametrize("status", ["held", "refused", "completed", "missed", "moved"])
def test_only_what_is_open_can_be_cancelled(status, clara):
    appointment = AppointmentFactory(**{status: True})
    before = everything()
    with refused(Refusal.NOT_OPEN):
        cancelling.cancel(appointment.pk, by=By.link())
    with refused(Refusal.NOT_OPEN):
        cancelling.cancel_by_staff(appointment.pk, by=clara, reason="Illness.")
    assert everything() == before


def test_staff_say_why(agency, monday, clara):
    appointment = confirmed(agency, at(monday, 9))
    before = everything()
    for reason in ("", " \n"):
        with refused(Refusal.REASON_MISSING):
            cancelling.cancel_by_staff(appointment.pk, by=clara, reason=reason)
    assert everything() == before


def test_whom_staff_cancel_reads_why_and_other_times(agency, monday, clara):
    appointment = confirmed(agency, at(monday, 9))
    cancelling.cancel_by_staff(appointment.pk, by=clara, reason="The colleague is ill.")
    told = Email.objects.get(subject="The CNS had to cancel your appointment")
    assert "The colleague is ill." in told.text_body
    assert "The colleague is ill." in told.html_body
    assert "Other times that are free now:" in told.text_body
    assert agency.name in told.text_body
    assert procedures.history(appointment.procedure).last().reason == "The colleague is ill."


def test_staff_can_cancel_while_the_person_is_there(clara):
    appointment = AppointmentFactory(checked_in=True)
    cancelling.cancel_by_staff(appointment.pk, by=clara, reason="Fire alarm.")
    appointment.refresh_from_db()
    assert appointment.status == Status.CANCELLED


def test_person_and_agency_are_told_once(agency, monday):
    appointment = confirmed(agency, at(monday, 9))
    Email.objects.all().delete()
    cancelling.cancel(appointment.pk, by=By.link())
    assert sorted(Email.objects.values_list("recipient", flat=True)) == sorted(
        [agency.email, appointment.participants.get().email]
    )


def test_a_signed_in_person_finds_it_in_my_messages(agency, monday):
    person = InsuredPersonFactory(signs_in=True)
    appointment = confirmed(agency, at(monday, 9), person=person)
    cancelling.cancel(appointment.pk, by=By.person(person.account))
    titles = list(Message.objects.order_by("pk").values_list("title", flat=True))
    assert titles == [
        "Your appointment with the CNS is confirmed",
        "Your appointment with the CNS is cancelled",
    ]


def test_the_calendar_file_takes_the_appointment_out_again(agency, monday):
    appointment = confirmed(agency, at(monday, 9))
    cancelling.cancel(appointment.pk, by=By.link())
    told = Email.objects.get(subject="Your appointment with the CNS is cancelled")
    attachment = told.attachments.get()
    assert attachment.content_type == "text/calendar; method=CANCEL; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(bytes(attachment.content))
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "CANCEL"
    assert event["STATUS"] == "CANCELLED"
    assert event["SEQUENCE"] == 1
    assert not event.walk("VALARM")
    assert event["DTSTART"].dt == at(monday, 9)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=15)
