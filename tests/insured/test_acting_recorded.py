"""Acting for somebody is written down for both and told; booking for them; the price."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from appointments.models import Appointment
from cns_portal import audit, clock, inbox
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Email, Message
from cns_portal.inbox.tasks import deliver
from cns_portal.procedures.models import ProcedureEvent
from insured.models import Guardianship
from insured.selectors import acting as files
from insured.services import acting
from tests.factories import AppointmentFactory, offers
from tests.insured.acting import a_child, a_mandate, a_parent, browser_of, switch

pytestmark = pytest.mark.django_db

SPACE, LIST = "/en/espace/", "/en/espace/appointments/"


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
        me.get("/en/cookies/")


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
