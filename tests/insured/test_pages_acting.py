"""Somebody else's file: opened, shown, closed again; and what is written down and told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from appointments.models import Appointment
from cns_portal import audit, clock
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Email, Message
from cns_portal.inbox.tasks import deliver
from cns_portal.procedures.models import ProcedureEvent
from insured.models import Guardianship, Mandate
from insured.selectors import acting as files
from insured.services import acting
from insured.services import mandates as services
from tests.factories import AppointmentFactory, InsuredPersonFactory, offers
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
    from appointments.notices import links

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


# -- what is written down and told --------------------------------------------------------------


def test_what_is_done_for_somebody_names_both_and_the_person_is_told():
    mandate = a_mandate("appointments")
    claire, josette = mandate.holder, mandate.grantor
    appointment = AppointmentFactory(person=josette)
    before = Message.objects.count()
    me = browser_of(claire, opened=josette)
    me.post(f"{LIST}{appointment.public_id}/cancel/")
    event = ProcedureEvent.objects.filter(procedure=appointment.procedure).latest("pk")
    assert (event.what, event.actor, event.on_behalf_of) == (
        "appointment.cancelled",
        claire.account,
        "Josette Fiktiv",
    )
    entry = AuditEntry.objects.get(action="appointment.cancelled")
    assert (entry.actor, entry.dossier) == (claire.account, josette.dossier)
    assert entry.details["by"] == {"mandate": mandate.pk}
    told = Message.objects.get(title="Claire Fantasie has acted for you")
    assert (told.dossier, told.reference) == (josette.dossier, appointment.procedure.reference)
    assert f"– Appointment cancelled ({appointment.procedure.reference})" in told.body
    assert "you can end the mandate at once" in told.body
    assert Message.objects.count() == before + 2  # and that the appointment is cancelled
    private = Email.objects.filter(announces__isnull=False)
    assert {mail.recipient for mail in private} == {josette.email}
    assert all("Claire" not in mail.subject + mail.text_body for mail in private)


def test_what_one_does_in_ones_own_file_names_nobody_else(marie, max_):
    appointment = AppointmentFactory(person=marie)
    browser_of(marie).post(f"{LIST}{appointment.public_id}/cancel/")
    event = ProcedureEvent.objects.filter(procedure=appointment.procedure).latest("pk")
    assert (event.actor, event.on_behalf_of) == (marie.account, "")
    assert "by" not in AuditEntry.objects.get(action="appointment.cancelled").details
    assert not Message.objects.filter(title__contains="acted").exists()


def test_the_parents_of_a_child_without_an_address_are_told(marie, max_):
    other = a_parent(first_name="Tom")
    Guardianship.objects.create(
        holder=other, child=max_, source="register", first_day=max_.birth_date
    )
    appointment = of_max(max_)
    browser_of(marie, opened=max_).post(f"{LIST}{appointment.public_id}/cancel/")
    told = Message.objects.get(title="Marie Beispill has acted for you")
    assert told.dossier == max_.dossier
    assert "until the day before your 18th birthday, 21 March 2035" in told.body
    notices = Email.objects.filter(announces=told)
    assert {mail.recipient for mail in notices} == {marie.email, other.email}


def test_a_refused_deed_tells_nobody(marie, max_):
    appointment = AppointmentFactory(person=max_, cancelled=True)
    browser_of(marie, opened=max_).post(f"{LIST}{appointment.public_id}/cancel/")
    assert not Message.objects.filter(title__contains="acted").exists()


def test_what_belongs_to_no_procedure_is_told_in_words_and_drafts_are_not(marie, max_):
    file = browsed(marie, max_)
    ground = file.reasons[0]
    with acting.acting(file, ground, actor=marie.account):
        audit.record(marie.account, "document.stored", max_, dossier=max_.dossier)
    assert not Message.objects.exists()
    with acting.acting(file, ground, actor=marie.account):
        audit.record(marie.account, "card.lost", max_, dossier=max_.dossier)
        audit.record(marie.account, "card.ordered", max_, dossier=max_.dossier)
    assert "– Card reported lost\n– Card ordered\n" in Message.objects.get().body
    with acting.acting(file, ground, actor=marie.account):
        audit.record(marie.account, "something.new", max_, dossier=max_.dossier)
    assert "– Something in your file was changed." in Message.objects.latest("pk").body


def browsed(holder, person) -> files.OpenFile:
    """The file of `person` as `holder` opens it."""
    return next(file for file in files.open_to(holder) if file.person == person)


def test_opening_a_file_is_recorded_once_a_visit():
    mandate = a_mandate("appointments")
    me = browser_of(mandate.holder, opened=mandate.grantor)
    for path in (SPACE, LIST, SPACE):
        me.get(path)
    looked = AuditEntry.objects.get(kind="view", dossier=mandate.grantor.dossier)
    assert (looked.actor, looked.purpose) == (mandate.holder.account, "mandate")
    switch(me, mandate.holder)
    switch(me, mandate.grantor)
    assert AuditEntry.objects.filter(purpose="mandate").count() == 2


def test_an_adults_new_message_stays_new_until_they_open_it_themselves():
    mandate = a_mandate("messages")
    AppointmentFactory(person=mandate.grantor)
    message = a_message(mandate.grantor)
    browser_of(mandate.holder, opened=mandate.grantor).get(address(message))
    message.refresh_from_db()
    assert message.read_at is None
    browser_of(mandate.grantor).get(address(message))
    message.refresh_from_db()
    assert message.read_at


def test_a_parent_reads_for_a_child_that_cannot_sign_in(marie, max_):
    message = a_message(max_)
    browser_of(marie, opened=max_).get(address(message))
    message.refresh_from_db()
    assert message.read_at


def a_message(person) -> Message:
    from cns_portal import inbox

    message = inbox.post_message(
        dossier=person.dossier,
        reference="",
        title="Moien",
        body="Moien",
        language="en",
        idempotency_key=f"test:{person.pk}",
    )
    deliver()
    message.refresh_from_db()
    return message


def address(message: Message) -> str:
    return reverse("home:message", args=[message.public_id])


# -- the price ----------------------------------------------------------------------------------


def test_acting_costs_one_question_and_nothing_for_those_who_act_for_nobody(
    marie, django_assert_num_queries
):
    path, alone = "/en/espace/messages/", browser_of(marie)
    alone.get(path)
    base = 5  # session, account, person, messages and how many are new
    with django_assert_num_queries(base):
        alone.get(path)
    child = a_child(marie)
    with django_assert_num_queries(base + 1):
        alone.get(path)
    for number in range(3):
        a_child(marie, first_name=f"Child {number}")
    acting = browser_of(marie, opened=child)
    with django_assert_num_queries(base + 1):
        acting.get(path)


def test_public_pages_ask_nothing_more_in_ones_own_file(marie, django_assert_num_queries):
    a_child(marie)
    me = browser_of(marie)
    with django_assert_num_queries(2):  # session and account
        me.get("/en/")


# -- booking for somebody -----------------------------------------------------------------------


def booked(client: Client, *, hold_key: str) -> Appointment:
    """Send the request of a prepared booking from the check page."""
    session = client.session
    session["booking"] = {
        **session.get("booking", {}),
        "consented_at": clock.now().isoformat(),
        "topic": "information",
        "channel": "on_site",
        "agency": "any",
        "starts_at": Appointment.objects.get(hold_key=hold_key).starts_at.isoformat(),
        "hold_key": hold_key,
    }
    session.save()
    page = client.get("/en/appointments/new/details/")
    assertContains(page, "Who the appointment is for")
    assertNotContains(page, "For another person")
    typed = {"email": "marie@people.example", "phone": "621 123 456", "question": ""}
    assert client.post("/en/appointments/new/details/", typed).status_code == 302
    answer = client.post("/en/appointments/new/check/")
    public_id = answer["Location"].rstrip("/").rpartition("/")[2]
    return Appointment.objects.get(public_id=public_id)


def test_a_parent_books_for_a_child_and_it_is_the_childs(marie, max_):
    offers()
    AppointmentFactory(held=True, hold_key="key-of-marie")
    me = browser_of(marie, opened=max_)
    appointment = booked(me, hold_key="key-of-marie")
    assert appointment.procedure.dossier == max_.dossier
    assert appointment.procedure.created_by == marie.account
    (event,) = appointment.procedure.events.all()
    assert (event.actor, event.on_behalf_of) == (marie.account, "Max Beispill")
    applicant = appointment.participants.get()
    assert (applicant.first_name, applicant.email) == ("Max", "marie@people.example")
    sent = f"/en/appointments/sent/{appointment.public_id}/"
    assert me.get(sent).status_code == 200
    switch(me, marie)
    assert me.get(sent).status_code == 404
    assert Message.objects.of(max_.dossier).filter(title__startswith="Marie Beispill has").exists()


def test_details_typed_for_one_file_are_forgotten_in_another(marie, max_):
    offers()
    me = browser_of(marie)
    session = me.session
    session["booking"] = {
        "consented_at": clock.now().isoformat(),
        "topic": "information",
        "details": {"email": "other@people.example", "question": "Mine"},
        "details_complete": "signed_in",
    }
    session.save()
    switch(me, max_)
    me.get("/en/appointments/new/channel/")
    assert "details" not in me.session["booking"]
    assert me.session["booking"]["topic"] == "information"
