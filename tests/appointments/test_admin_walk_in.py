"""Somebody without an appointment: the form, its mistakes, and the days after."""

import pytest
from django.urls import reverse

from appointments.choices import Status
from appointments.models import Appointment
from tests.appointments.agents import window_of
from tests.appointments.days import somebody, today_at
from tests.appointments.test_admin_day import text_of
from tests.factories import AgencyFactory, ClosureFactory, InsuredPersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers", "in_step")]
WALK_IN = "/admin/appointments/appointment/day/walk-in/"
PAUL = {
    "offered": "information:on_site",
    "first_name": "Paul",
    "last_name": "Walker",
    "birth_date": "15/01/1980",
    "language": "de",
    "consent": "on",
}


def said(agency, **more):
    return {**PAUL, "agency": agency.pk, **more}


def test_a_ticket_at_once(agency, window):
    assert "Information – documents – next time: 10:00" in text_of(window.get(WALK_IN))
    answer = window.post(WALK_IN, said(agency), follow=True)
    assert "Ticket 1, for 10:00. The person waits to be called." in text_of(answer)
    appointment = Appointment.objects.get()
    assert (appointment.status, appointment.language) == (Status.CHECKED_IN, "de")
    assert "Paul Walker" in text_of(answer)


@pytest.mark.parametrize(
    ("mistake", "sentence"),
    [
        ({"offered": ""}, "Choose a topic."),
        ({"offered": "reimbursement:video"}, "Select a valid choice"),
        ({"first_name": ""}, "Enter the first name."),
        ({"last_name": " "}, "Enter the last name."),
        ({"birth_date": ""}, "Without a matricule, the date of birth is needed."),
        ({"birth_date": "31/02/1980"}, "date"),
        ({"matricule": "123"}, "A matricule has 13 digits."),
        ({"email": "paul"}, "e-mail"),
        ({"consent": ""}, "Tell the person how their data are used"),
        ({"language": "xx"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(agency, window, mistake, sentence):
    answer = window.post(WALK_IN, said(agency, **mistake))
    assert answer.status_code == 200
    assert sentence in text_of(answer)
    assert 'value="Walker"' in answer.content.decode() or mistake.get("last_name")
    assert not Appointment.objects.exists()


def test_a_matricule_finds_the_persons_own_space(agency, window):
    person = InsuredPersonFactory(signs_in=True)
    typed = said(agency, birth_date="", matricule=person.matricule, last_name=person.last_name)
    window.post(WALK_IN, typed)
    assert Appointment.objects.get().procedure.dossier == person.dossier


def test_nothing_is_free_today_and_what_was_typed_goes_along(agency, window, stopped_clock):
    stopped_clock.advance(hours=7)
    page = text_of(window.get(WALK_IN))
    assert "nothing free today" in page
    assert "There is no free time left at this agency today." in page
    answer = window.post(WALK_IN, said(agency))
    assert "There is no free time left at this agency today." in text_of(answer)
    assert 'name="_times"' in answer.content.decode()
    assert not Appointment.objects.exists()
    book = reverse("admin:appointments_appointment_add")
    assert f'formaction="{book}"' in answer.content.decode()
    typed = said(agency, from_day="2026-03-03", _times="Show")
    days = window.post(book, typed).content.decode()
    assert "Tuesday, 3 March 2026" in days
    assert 'value="Walker"' in days
    assert 'value="Paul"' in days
    assert "Walker" not in answer.request["QUERY_STRING"]


def test_a_closed_agency_has_nothing_today(agency, window, stopped_clock):
    ClosureFactory(agency=agency, day=stopped_clock.moment.date())
    assert "nothing free today" in text_of(window.get(WALK_IN))


def test_somebody_with_an_appointment_at_that_time_is_told(agency, window):
    person = InsuredPersonFactory(signs_in=True)
    other = AgencyFactory(open=True)
    somebody(other, at=today_at(10), person=person)
    typed = said(agency, matricule=person.matricule, last_name=person.last_name)
    answer = window.post(WALK_IN, typed)
    assert "There is already an appointment for this person" in text_of(answer)


def test_only_at_ones_own_agency(agency, window):
    elsewhere = AgencyFactory(open=True)
    assert window.post(WALK_IN, said(elsewhere)).status_code == 404
    assert window.post(WALK_IN, {**PAUL, "agency": "x"}).status_code == 404
    assert not Appointment.objects.exists()


def test_the_cost_does_not_grow_with_the_day(agency, agent, django_assert_max_num_queries):
    window = window_of(agent)
    for quarter in range(4):
        somebody(agency, at=today_at(14, 15 * quarter))
    with django_assert_max_num_queries(24):
        window.get(WALK_IN)
