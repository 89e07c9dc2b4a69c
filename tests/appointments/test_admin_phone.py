"""Booking for a person on the phone."""

from datetime import date

import pytest
from pytest_django.asserts import assertContains, assertRedirects

from appointments.admin.forms import Slot
from appointments.choices import Refusal, Status
from appointments.models import Appointment
from cns_portal import clock
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox import selectors as posted
from cns_portal.procedures import history
from tests.appointments.agents import page
from tests.factories import (
    AgencyFactory,
    AppointmentFactory,
    InsuredPersonFactory,
    at,
    some_matricule,
    working_day,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("offers")]

BOOK = "/admin/appointments/appointment/book/"
DAY = working_day(after=clock.today(), count=3)


@pytest.fixture
def said(agency):
    """Everything as said on the phone."""
    return {
        "offered": "information:on_site",
        "agency": agency.pk,
        "from_day": DAY.isoformat(),
        "slot": Slot.write(agency.pk, at(DAY, 9)),
        "first_name": "Paula",
        "last_name": "Phone",
        "matricule": some_matricule(5),
        "email": "paula@people.example",
        "country": "LU",
        "language": "fr",
        "consent": "on",
    }


def emails(appointment):
    return [email.recipient for email in posted.emails_about(appointment.procedure.reference)]


def test_the_first_page_asks_for_topic_place_and_day_the_second_shows_times(window, agency, said):
    assertContains(window.get(BOOK), "Show free times")
    asked = {name: said[name] for name in ("offered", "agency", "from_day")}
    response = window.post(BOOK, {**asked, "_times": "Show"})
    assertContains(response, Slot.write(agency.pk, at(DAY, 9)))
    assertContains(response, "Last name")
    assert not response.context["form"].errors


def test_what_is_said_becomes_a_confirmed_appointment(window, agent, agency, said):
    response = window.post(BOOK, said)
    appointment = Appointment.objects.get()
    assertRedirects(response, page(appointment))
    assert (appointment.status, appointment.agency) == (Status.CONFIRMED, agency)
    assert (appointment.starts_at, appointment.language) == (at(DAY, 9), "fr")
    assert not appointment.signed_in
    person = appointment.participants.get()
    assert (person.last_name, person.matricule) == ("Phone", some_matricule(5))
    assert person.birth_date == date(1980, 1, 15)
    event = history(appointment.procedure).get()
    assert (event.what, event.actor, event.actor_kind) == (
        "appointment.booked_by_phone", agent, "agent",
    )  # fmt: skip
    assert AuditEntry.objects.filter(action="appointment.booked_by_phone", actor=agent).exists()
    assert sorted(emails(appointment)) == sorted(["paula@people.example", agency.email])


def test_without_an_email_the_agent_is_told_to_print(window, agency, said):
    response = window.post(BOOK, {**said, "email": ""}, follow=True)
    assertContains(response, "print the confirmation and post it")
    assert emails(Appointment.objects.get()) == [agency.email]
    assertContains(response, "Print the confirmation")


def test_somebody_who_signs_in_finds_it_in_their_space(window, said):
    person = InsuredPersonFactory(signs_in=True, last_name="Phone", matricule=some_matricule(5))
    window.post(BOOK, said)
    appointment = Appointment.objects.get()
    assert appointment.procedure.dossier == person.dossier
    assert posted.messages_about(appointment.procedure.reference).count() == 1


@pytest.mark.parametrize("columns", [{"last_name": "Somebody"}, {"signs_in": False}])
def test_a_file_is_used_only_when_name_and_number_fit_and_it_is_read(window, said, columns):
    InsuredPersonFactory(
        **{"signs_in": True, "last_name": "Phone", "matricule": some_matricule(5), **columns}
    )
    window.post(BOOK, said)
    assert Appointment.objects.get().procedure.dossier is None


def test_without_a_matricule_birth_date_and_place_do(window, said):
    born = {"matricule": "", "birth_date": "24/11/1985", "birth_place": "Metz"}
    window.post(BOOK, {**said, **born})
    person = Appointment.objects.get().participants.get()
    assert (person.matricule, person.birth_date) == ("", date(1985, 11, 24))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"matricule": ""}, "Without a matricule, date and place of birth are needed."),
        ({"matricule": "1980011500512"}, "This is not a valid matricule"),
        ({"matricule": "12"}, "A matricule has 13 digits."),
        ({"consent": ""}, "Tell the person how their data are used"),
        ({"slot": ""}, "Choose a time."),
        ({"email": "paula"}, "Enter an e-mail address such as"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(window, said, typed, sentence):
    response = window.post(BOOK, {**said, **typed})
    assertContains(response, sentence)
    assertContains(response, "Paula")
    assert not Appointment.objects.exists()


def test_a_time_taken_meanwhile_is_refused_with_everything_kept(window, agency, said):
    AppointmentFactory(agency=agency, starts_at=at(DAY, 9))
    response = window.post(BOOK, said)
    assertContains(response, Refusal.TAKEN.label)
    for text in ("Paula", "Phone", some_matricule(5), "paula@people.example"):
        assertContains(response, text)
    assert Appointment.objects.count() == 1


def test_the_limit_of_open_appointments_holds_on_the_phone_too(window, agency, said):
    for hour in (9, 10, 11):
        said["slot"] = Slot.write(agency.pk, at(DAY, hour))
        window.post(BOOK, said)
    said["slot"] = Slot.write(agency.pk, at(DAY, 14))
    assertContains(window.post(BOOK, said), "as can be booked online (3)")
    assert Appointment.objects.count() == 3


def test_the_same_person_is_not_booked_twice_at_one_time(window, agency, agent, said):
    other = AgencyFactory(open=True)
    other.agents.add(agent)
    window.post(BOOK, said)
    again = {**said, "agency": other.pk, "slot": Slot.write(other.pk, at(DAY, 9))}
    assertContains(window.post(BOOK, again), "There is already an appointment for this person")


def test_looking_at_other_times_keeps_what_was_typed(window, said):
    response = window.post(BOOK, {**said, "_times": "Show"})
    for text in ("Paula", "Phone", some_matricule(5)):
        assertContains(response, text)
    assert not Appointment.objects.exists()


def test_a_foreign_agency_cannot_be_booked(window, said):
    other = AgencyFactory(open=True)
    response = window.post(
        BOOK, {**said, "agency": other.pk, "slot": Slot.write(other.pk, at(DAY, 9))}
    )
    assert response.context["form"].errors["agency"]
    assertContains(response, Refusal.AGENCY_UNKNOWN.label)
    assert not Appointment.objects.exists()


def test_medical_bills_are_not_offered_by_video(window, said):
    response = window.post(BOOK, {**said, "offered": "reimbursement:video"})
    assert response.context["form"].errors["offered"]
    assert not Appointment.objects.exists()
