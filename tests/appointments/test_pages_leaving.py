"""A visitor's files and answers: no more than needed, and gone when the visitor says so."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from appointments.models import Appointment
from appointments.views.booking import people
from appointments.views.draft import VISITORS_IDLE
from cns_portal import clock
from cns_portal.documents.models import Document
from tests.appointments.visitors import DETAILS, Visitor, address, photo
from tests.factories import AgencyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers")]

LEAVE = "/en/appointments/new/leave/"
MANY = "Many files were sent in a short time."


@pytest.fixture
def visitor():
    return Visitor(AgencyFactory(open=True)).arrive("details")


def kept() -> list[Document]:
    return list(Document.objects.filter(deleted_at=None))


# -- copies of identity cards -----------------------------------------------------------------


def test_a_second_copy_replaces_the_first(visitor):
    visitor.answer("details", email="vera")
    [first] = kept()
    visitor.answer("details", identity_copy=photo(name="better.jpg"))
    [second] = kept()
    assert second != first
    assertContains(visitor.see("details"), "better.jpg")


def test_a_copy_that_a_request_needs_is_not_replaced(visitor):
    appointment = visitor.arrive("check").send()
    session = visitor.client.session
    session["booking"] = {"identity_copy": str(appointment.identity_copy.public_id)}
    session.save()
    visitor.client.post(LEAVE)
    assert kept() == [appointment.identity_copy]


def test_one_visitor_sends_so_many_files_and_no_more(visitor, monkeypatch):
    monkeypatch.setattr(people, "COPIES_PER_HOUR", 2)
    for _attempt in range(2):
        assertNotContains(visitor.answer("details", email="vera"), MANY)
    page = visitor.answer("details", identity_copy=photo(name="third.jpg"))
    assertContains(page, MANY)
    assertContains(page, DETAILS["street"])
    assert Document.objects.count() == 2
    assertRedirects(visitor.answer("details", data=DETAILS), address("check"))


def test_visitors_at_one_address_are_counted_together(monkeypatch):
    monkeypatch.setattr(people, "COPIES_PER_HOUR_AND_ADDRESS", 1)
    Visitor(AgencyFactory(open=True)).arrive("check")
    second = Visitor(AgencyFactory(open=True)).arrive("details")
    assertContains(second.answer("details"), MANY)
    assert Document.objects.count() == 1


# -- leaving ----------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["topic", "channel", "agency", "time", "details", "check"])
def test_every_page_offers_the_way_out(visitor, step):
    assertContains(visitor.arrive("check").see(step), "Leave and delete my answers")


def test_leaving_deletes_the_answers_the_copy_and_gives_the_time_back(visitor):
    visitor.arrive("check")
    key = visitor.client.session.session_key
    page = visitor.client.post(LEAVE, follow=True)
    assertContains(page, "Your answers are deleted.")
    assert page.redirect_chain == [("/en/", 302)]
    assert kept() == []
    assert not Session.objects.filter(pk=key).exists()
    assert not Appointment.objects.filter(status="held").exists()
    assertRedirects(visitor.see("check"), address("new"))


def test_leaving_forgets_what_was_sent_too(visitor):
    appointment = visitor.arrive("check").send()
    visitor.client.post(LEAVE)
    page = visitor.client.get(f"/en/appointments/sent/{appointment.public_id}/")
    assert page.status_code == 404
    assert kept() == [appointment.identity_copy]


def test_leaving_changes_nothing_when_there_is_nothing(client):
    assertRedirects(client.post(LEAVE), "/en/")
    assert client.get(LEAVE).status_code == 405


# -- a computer that others use, too ----------------------------------------------------------


def test_a_visitors_answers_are_forgotten_after_two_idle_hours(visitor):
    assert visitor.client.session.get_expiry_age() == VISITORS_IDLE


def test_an_old_request_is_not_shown_to_whoever_comes_next(visitor, monkeypatch):
    appointment = visitor.arrive("check").send()
    sent = f"/en/appointments/sent/{appointment.public_id}/"
    assertRedirects(visitor.see("check"), sent)
    later = clock.now() + timedelta(minutes=31)
    monkeypatch.setattr("cns_portal.clock.now", lambda: later)
    assertRedirects(visitor.see("check"), address("new"))
