"""Check the answers, send them, and the page that waits for the answer."""

import uuid
from datetime import date, timedelta

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from appointments.choices import Refusal, Status
from appointments.models import Appointment, Closure, TopicOffer
from appointments.services import deciding, holding
from cns_portal import clock, documents
from cns_portal.documents.models import Document
from cns_portal.inbox.models import Email
from tests.appointments.visitors import DETAILS, Visitor, address, photo
from tests.factories import AgencyFactory, AppointmentFactory, InsuredPersonFactory, at
from tests.factories import visitor as details

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers")]


@pytest.fixture
def agency():
    return AgencyFactory(open=True, slug="wiltz")


@pytest.fixture
def visitor(agency):
    return Visitor(agency).arrive("check")


def answer_of_the_worker(appointment: Appointment) -> Appointment:
    for document in Document.objects.filter(state="pending"):
        documents.check_now(document.pk)
    deciding.check_request(appointment.pk)
    appointment.refresh_from_db()
    return appointment


def sent_page(visitor):
    return visitor.client.get(f"/en/appointments/sent/{visitor.sent().public_id}/")


# -- the check page ---------------------------------------------------------------------------


def test_every_answer_is_shown_with_the_way_to_change_it(visitor):
    page = visitor.see("check")
    for answer in (
        "Information – documents",
        "At an agency",
        visitor.agency.name,
        "Wed 4 March, 9:30",
        "Vera Visitor",
        "15/01/1980, Differdange",
        DETAILS["email"],
        DETAILS["phone"],
        "1, rue de la Démonstration, L-1000 Luxembourg, Luxembourg",
        "card.jpg",
        DETAILS["question"],
    ):
        assertContains(page, answer)
    for step in ("topic", "channel", "agency", "time", "details"):
        assertContains(page, f'href="{address(step)}"')


def test_what_was_typed_is_shown_as_text(agency):
    visitor = Visitor(agency).arrive("details")
    visitor.answer("details", last_name="<script>alert(1)</script>", question='"><img src=x>')
    page = visitor.see("check")
    assertNotContains(page, "<script>alert")
    assertNotContains(page, "<img src=x>")


# -- sending ----------------------------------------------------------------------------------


def test_sending_makes_one_request_with_a_reference_and_wakes_the_worker(
    visitor, woken, django_capture_on_commit_callbacks
):
    woken.clear()
    with django_capture_on_commit_callbacks(execute=True):
        response = visitor.answer("check")
    appointment = visitor.sent()
    assertRedirects(response, f"/en/appointments/sent/{appointment.public_id}/")
    assert appointment.status == Status.REQUESTED
    assert woken == ["appointments.check_requests"]
    page = sent_page(visitor)
    assertContains(page, appointment.procedure.reference)
    assertContains(page, "Your request has been sent")
    assert visitor.draft == {}, "the answers are no longer kept in the session"


def test_a_double_click_sends_once(visitor):
    """The second click arrives after the first was answered."""
    first = visitor.answer("check")
    second = visitor.answer("check")
    assert first["Location"] == second["Location"]
    assertRedirects(visitor.see("check"), first["Location"])
    assert Appointment.objects.filter(procedure__isnull=False).count() == 1


def test_two_clicks_at_the_same_moment_send_once(visitor):
    """Both requests were read before either was answered: the session still has the answers."""
    kept = dict(visitor.draft)
    first = visitor.answer("check")
    session = visitor.client.session
    session["booking"] = kept
    session.save()
    second = visitor.answer("check")
    assert first["Location"] == second["Location"]
    assert Appointment.objects.filter(procedure__isnull=False).count() == 1


def test_a_second_booking_begins_anew(visitor):
    visitor.answer("check")
    visitor.starts_at += timedelta(minutes=15)
    assertRedirects(visitor.see("topic"), address("new"))
    assertRedirects(visitor.answer("new"), address("topic"))
    visitor.arrive("check")
    visitor.answer("check")
    assert Appointment.objects.filter(status=Status.REQUESTED).count() == 2


def test_an_expired_hold_that_nobody_took_is_sent_all_the_same(visitor, stopped_clock):
    stopped_clock.advance(minutes=11)
    holding.release_expired()
    assertContains(visitor.see("check"), "No longer kept for you")
    visitor.answer("check")
    assert visitor.sent().starts_at == visitor.starts_at


def test_an_expired_hold_that_somebody_took_keeps_what_was_typed(visitor, stopped_clock):
    stopped_clock.advance(minutes=11)
    other = Visitor(visitor.agency).arrive("details")
    assert other.held().starts_at == visitor.starts_at
    assertRedirects(visitor.answer("check"), address("time"), fetch_redirect_response=False)
    page = visitor.see("time")
    assertContains(page, Refusal.HOLD_EXPIRED.label)
    assertContains(page, "The nearest free times")
    assert visitor.draft["details"]["email"] == DETAILS["email"]
    assert not Appointment.objects.filter(procedure__isnull=False).exists()


def test_a_day_closed_while_typing_leads_back_to_the_times(visitor, stopped_clock):
    stopped_clock.advance(minutes=11)
    holding.release_expired()
    Closure.objects.create(day=visitor.starts_at.date(), reason="Snow")
    assertRedirects(visitor.answer("check"), address("time"), fetch_redirect_response=False)
    assertContains(visitor.see("time"), "The agency is closed at this time: Snow.")


def test_a_time_that_has_begun_meanwhile_leads_back_to_the_times(agency, stopped_clock):
    client = Client()
    client.force_login(InsuredPersonFactory(signs_in=True).account)
    visitor = Visitor(agency, client=client, starts_at=at(clock.today(), 13)).arrive("check")
    stopped_clock.advance(hours=1, minutes=50)
    visitor.answer("details")  # still there: only idle hours end a visit
    stopped_clock.advance(hours=1, minutes=11)
    assertRedirects(visitor.answer("check"), address("time"), fetch_redirect_response=False)
    assertContains(visitor.see("time"), Refusal.PAST.label)


def test_nobody_is_in_two_places_at_the_same_time(visitor):
    other = AgencyFactory(open=True)
    visitor.answer("check")
    again = Visitor(other, client=visitor.client).arrive("check")
    page = again.answer("check")
    assertContains(page, "There is already an appointment for this person at that time")
    assertContains(page, "Nothing you typed is lost.")
    assertContains(page, DETAILS["email"])
    assert Appointment.objects.filter(status=Status.REQUESTED).count() == 1


def test_a_person_with_three_open_appointments_reads_the_limit(visitor):
    person = details(
        first_name="Vera",
        last_name="Visitor",
        birth_date=date(1980, 1, 15),
        birth_place="Differdange",
        email=DETAILS["email"],
    )
    for _ in range(3):
        AppointmentFactory(agency=visitor.agency, applicant=person)
    page = visitor.answer("check")
    assertContains(page, Refusal.TOO_MANY_OPEN.label.format(limit=3))
    assertContains(page, DETAILS["email"])


def test_somebody_elses_answers_are_not_sent_with_my_click(visitor):
    """A new browser has no answers: it is led to the start, whatever it posts."""
    stranger = Visitor(visitor.agency)
    assertRedirects(stranger.answer("check"), address("new"))
    assert not Appointment.objects.filter(procedure__isnull=False).exists()


def test_a_forged_form_from_another_site_is_refused(visitor):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = visitor.client.cookies
    assert strict.post(address("check")).status_code == 403
    assert not Appointment.objects.filter(procedure__isnull=False).exists()


# -- the answer -------------------------------------------------------------------------------


def test_the_page_asks_by_itself_until_the_request_is_decided(visitor):
    visitor.answer("check")
    waiting = sent_page(visitor)
    assertContains(waiting, '<noscript><meta http-equiv="refresh" content="2"></noscript>')
    assertContains(waiting, "data-waiting")
    answer_of_the_worker(visitor.sent())
    decided = sent_page(visitor)
    assertContains(decided, "Your appointment is confirmed")
    assertContains(decided, "Wednesday 4 March 2026, 9:30")
    assertContains(decided, "The confirmation with the QR code is on its way to your e-mail")
    assertNotContains(decided, "http-equiv")
    assertNotContains(decided, "data-waiting")


def test_a_refusal_says_why_and_offers_other_times(visitor):
    visitor.answer("check")
    Closure.objects.create(agency=visitor.agency, day=visitor.starts_at.date(), reason="Snow")
    assert answer_of_the_worker(visitor.sent()).status == Status.REFUSED
    page = sent_page(visitor)
    assertContains(page, "Your request could not be accepted")
    assertContains(page, "The agency is closed at this time: Snow.")
    assertContains(page, "Other times that are free")
    assertContains(page, "Tuesday 3 March, 15:45")  # nearest to the one that was refused


def test_a_copy_that_cannot_be_read_is_refused_with_its_sentence(agency):
    visitor = Visitor(agency).arrive("details")
    visitor.answer("details", identity_copy=photo(b"\xff\xd8\xff\xe0" + bytes(500)))
    visitor.answer("check")
    assert answer_of_the_worker(visitor.sent()).status == Status.REFUSED
    assertContains(sent_page(visitor), Refusal.IDENTITY_COPY_UNREADABLE.label)


def test_a_request_left_to_an_agent_says_so(visitor):
    TopicOffer.objects.update(left_to_agent=True)
    visitor.answer("check")
    answer_of_the_worker(visitor.sent())
    page = sent_page(visitor)
    assertContains(page, "An agent decides about this request.")
    assertNotContains(page, "data-waiting")


def test_the_mail_goes_to_the_address_that_was_typed(visitor):
    visitor.answer("check")
    answer_of_the_worker(visitor.sent())
    assert Email.objects.filter(recipient=DETAILS["email"]).count() == 1
    assert Email.objects.filter(recipient=visitor.agency.email).count() == 1


# -- whose page it is -------------------------------------------------------------------------


def test_somebody_elses_request_is_not_found(visitor):
    visitor.answer("check")
    target = f"/en/appointments/sent/{visitor.sent().public_id}/"
    assert visitor.client.get(target).status_code == 200
    assert Client().get(target).status_code == 404
    another = Visitor(visitor.agency, starts_at=visitor.starts_at + timedelta(hours=1))
    another.send()
    assert another.client.get(target).status_code == 404
    signed_in = Client()
    signed_in.force_login(InsuredPersonFactory(signs_in=True).account)
    assert signed_in.get(target).status_code == 404
    assert visitor.client.get(f"/en/appointments/sent/{uuid.uuid4()}/").status_code == 404


def test_a_kept_time_has_no_page_yet(visitor):
    target = f"/en/appointments/sent/{visitor.held().public_id}/"
    assert visitor.client.get(target).status_code == 404


def test_a_signed_in_person_sees_the_answer_from_another_device(agency):
    person = InsuredPersonFactory(signs_in=True)
    first, second = Client(), Client()
    first.force_login(person.account)
    second.force_login(person.account)
    visitor = Visitor(agency, client=first)
    visitor.send()
    target = f"/en/appointments/sent/{visitor.sent().public_id}/"
    assert second.get(target).status_code == 200


def test_pages_with_answers_are_stored_nowhere(visitor):
    for step in ("topic", "details", "check"):
        page = visitor.see(step)
        assert "no-store" in page["Cache-Control"]
        assert page["X-Robots-Tag"] == "noindex"
