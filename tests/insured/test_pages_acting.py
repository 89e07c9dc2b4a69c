"""Somebody else’s file: opened, shown on every page, closed again; two tabs with two files."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from appointments.models import Appointment
from appointments.notices import links
from cns_portal import clock
from cns_portal.audit.models import AuditEntry
from insured.models import Guardianship, Mandate
from insured.services import mandates as services
from tests.factories import AppointmentFactory, InsuredPersonFactory
from tests.insured.acting import a_child, a_mandate, a_parent, browser_of, switch

pytestmark = pytest.mark.django_db

SPACE, LIST = "/en/espace/", "/en/espace/appointments/"
BANNER = "You have opened the file of"


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def marie():
    return a_parent()


@pytest.fixture
def max_(marie):
    return a_child(marie)


def of_max(max_) -> Appointment:
    return AppointmentFactory(person=max_)


# -- opening ------------------------------------------------------------------------------------


def test_a_parent_opens_the_file_of_a_child_and_every_page_says_so(marie, max_):
    appointment = of_max(max_)
    me = browser_of(marie)
    assertNotContains(me.get(SPACE), BANNER)
    assertContains(me.get(SPACE), "My own file")
    assertRedirects(switch(me, max_), SPACE)
    for path in (SPACE, LIST, "/en/espace/messages/", "/en/appointments/new/", "/en/"):
        assertContains(me.get(path), f"{BANNER} <b>Max Beispill</b>")
    assertContains(me.get(LIST), str(appointment.public_id))
    assertRedirects(switch(me, marie), SPACE)
    assertNotContains(me.get(LIST), str(appointment.public_id))


def test_the_file_of_a_stranger_is_not_there(marie, max_):
    stranger = InsuredPersonFactory(signs_in=True)
    me = browser_of(marie, opened=max_)
    assert switch(me, stranger).status_code == 404
    assert me.post(reverse("insured:open_file"), {"file": "nonsense\x00"}).status_code == 404
    assert me.post(reverse("insured:open_file")).status_code == 404
    assertContains(me.get(SPACE), f"{BANNER} <b>Max Beispill</b>")
    assert switch(browser_of(stranger), max_).status_code == 404


def test_looking_opens_nothing_and_a_visitor_signs_in(marie, max_):
    where = reverse("insured:open_file")
    assert browser_of(marie).get(where, {"file": max_.dossier.public_id}).status_code == 405
    assert Client().post(where)["Location"].startswith("/accounts/login/")


def test_the_rows_of_ones_own_file_are_not_those_of_the_open_one(marie, max_):
    mine = AppointmentFactory(person=marie)
    me = browser_of(marie, opened=max_)
    assert me.get(f"{LIST}{mine.public_id}/").status_code == 404


def test_only_those_who_may_open_other_files_have_a_choice(marie):
    page = browser_of(marie).get(SPACE)
    assertNotContains(page, "Open another file")
    assertNotContains(page, "acting.css")


def test_pages_by_emailed_link_say_nothing_of_files(marie, max_):
    token = links.token(of_max(max_), links.Purpose.PERSON)
    assertNotContains(browser_of(marie, opened=max_).get(f"/a/{token}/"), BANNER)


def test_another_sign_in_begins_with_its_own_file(marie, max_):
    me = browser_of(marie, opened=max_)
    me.force_login(a_parent(last_name="Modell").account)
    assertNotContains(me.get(SPACE), BANNER)


# -- a mandate ----------------------------------------------------------------------------------


def test_navigation_and_overview_show_what_the_mandate_opens():
    mandate = a_mandate("appointments", "reimbursements")
    me = browser_of(mandate.holder, opened=mandate.grantor)
    page = me.get(SPACE)
    assertContains(page, "Appointments · Reimbursements.")
    assertContains(page, f'href="{LIST}"')
    for closed in ("/en/espace/messages/", "/en/espace/procedures/", "/en/espace/data/"):
        assertNotContains(page, f'href="{closed}"')
    page = me.get("/en/espace/messages/")
    assertContains(page, "The mandate does not open this page", status_code=403)
    assertContains(page, "<li>Reimbursements</li>", status_code=403)


def test_booking_needs_a_mandate_for_appointments():
    mandate = a_mandate("reimbursements")
    me = browser_of(mandate.holder, opened=mandate.grantor)
    for step in ("", "topic/", "time/", "check/"):
        assert me.get(f"/en/appointments/new/{step}").status_code == 403
    appointment = AppointmentFactory(person=mandate.grantor)
    assert me.get(f"/en/appointments/sent/{appointment.public_id}/").status_code == 404


@pytest.mark.parametrize("how", ["revoked", "over"])
def test_a_mandate_that_has_ended_closes_the_file_at_once(how):
    mandate = a_mandate("appointments")
    appointment = AppointmentFactory(person=mandate.grantor)
    me = browser_of(mandate.holder, opened=mandate.grantor)
    if how == "revoked":
        services.end(mandate, actor=mandate.grantor.account)
    else:
        yesterday = clock.today() - timedelta(days=1)
        Mandate.objects.update(first_day=yesterday, last_day=yesterday)
    answer = me.post(f"{LIST}{appointment.public_id}/cancel/", follow=True)
    assertContains(answer, "You may no longer open the file of Josette Fiktiv")
    assertContains(answer, "Nothing was changed")
    assertNotContains(answer, BANNER)
    appointment.refresh_from_db()
    assert appointment.status == "confirmed"
    assertNotContains(me.get(SPACE), "You may no longer")
    assert switch(me, mandate.grantor).status_code == 404


def test_a_mandate_that_has_not_begun_opens_nothing():
    mandate = a_mandate(first_day=clock.today() + timedelta(days=1))
    assert switch(browser_of(mandate.holder), mandate.grantor).status_code == 404


def test_an_ended_mandate_while_booking_opens_ones_own_file():
    mandate = a_mandate("appointments")
    me = browser_of(mandate.holder, opened=mandate.grantor)
    services.end(mandate, actor=mandate.grantor.account)
    assertRedirects(me.get("/en/appointments/new/"), SPACE)


def test_a_guardianship_that_an_agent_ended_closes_the_file(marie, max_):
    me = browser_of(marie, opened=max_)
    Guardianship.objects.update(last_day=clock.today() - timedelta(days=1))
    assertRedirects(me.get(LIST), SPACE)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2026, 11, 20, 22, 59, 59, tzinfo=UTC), True),  # 23:59:59 in Luxembourg
        (datetime(2026, 11, 20, 23, 0, tzinfo=UTC), False),  # midnight: the 18th birthday
    ],
)
def test_at_midnight_of_the_18th_birthday_the_file_closes(time_machine, moment, is_open):
    time_machine.move_to(datetime(2026, 11, 20, 20, 0, tzinfo=UTC))
    parent = a_parent()
    me = browser_of(parent, opened=a_child(parent, born=date(2008, 11, 21)))
    time_machine.move_to(moment, tick=False)
    assert me.get(LIST).status_code == (200 if is_open else 302)


# -- two tabs -----------------------------------------------------------------------------------


def test_a_form_that_was_shown_for_another_file_is_refused(marie, max_):
    of_his = of_max(max_)
    me = Client(enforce_csrf_checks=True)
    me.force_login(marie.account)
    open_with(me, max_)
    where = f"{LIST}{of_his.public_id}/cancel/"
    old = token_of(me.get(where))
    open_with(me, marie)
    open_with(me, max_)
    answer = me.post(where, {"csrfmiddlewaretoken": old})
    assertContains(answer, "This form cannot be sent", status_code=403)
    assertContains(answer, "The file of Max Beispill is open now.", status_code=403)
    of_his.refresh_from_db()
    assert of_his.status == "confirmed"
    assert me.post(where, {"csrfmiddlewaretoken": token_of(me.get(where))}).status_code == 302
    of_his.refresh_from_db()
    assert of_his.status == "cancelled"


def test_a_page_that_was_open_too_long_says_so_where_no_file_was_switched(marie):
    me = Client(enforce_csrf_checks=True)
    me.force_login(marie.account)
    assertContains(me.post(SPACE), "The page was open too long", status_code=403)


def test_opening_the_file_that_is_open_changes_no_form(marie, max_):
    me = Client(enforce_csrf_checks=True)
    me.force_login(marie.account)
    open_with(me, max_)
    before = me.cookies["csrftoken"].value
    open_with(me, max_)
    assert me.cookies["csrftoken"].value == before
    assert AuditEntry.objects.filter(purpose="guardian").count() == 1


def open_with(client: Client, person) -> None:
    token = token_of(client.get(SPACE))
    data = {"file": person.dossier.public_id, "csrfmiddlewaretoken": token}
    assert client.post(reverse("insured:open_file"), data).status_code == 302


def token_of(answer) -> str:
    return answer.content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
