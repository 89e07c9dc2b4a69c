"""What the pages of the rights say of a file as it is: values, proofs, what is still ahead."""

import uuid

import pytest
from django.urls import reverse
from django.utils.formats import date_format
from pytest_django.asserts import assertContains, assertNotContains

from cns_portal import clock, documents, privacy
from cns_portal.documents.choices import Rejection
from cns_portal.documents.models import Document
from cns_portal.kernel import civil_time
from cns_portal.privacy.models import ErasureOrder
from cns_portal.rights.choices.requests import RightsKind
from cns_portal.rights.models import RightsDocument, RightsRequest
from cns_portal.rights.services.sending import EVIDENCE
from tests.appointments.visitors import photo
from tests.factories import AppointmentFactory, InsuredPersonFactory
from tests.insured.factories import BankAccountFactory
from tests.rights.factories import RightsRequestFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def me():
    return InsuredPersonFactory(signs_in=True)


@pytest.fixture
def mine(client, me):
    client.force_login(me.account)
    return client


def test_the_account_in_force_is_shown_and_sent_by_its_last_characters(mine, me):
    account = BankAccountFactory(person=me)
    shown = f"{account.country} account ending in {account.last_four}"
    page = mine.get(reverse("rights:correction"))
    assertContains(page, shown)
    assertNotContains(page, account.iban)
    said = {"field": "bank_account", "present": "", "proposed": "Mine.", "text": ""}
    mine.post(reverse("rights:correction"), {**said, "sent_key": str(uuid.uuid4())})
    assert RightsRequest.objects.get(person=me).details["present"] == shown


def test_what_an_erasure_waits_for_is_said_in_whole_sentences(mine, me):
    appointment = AppointmentFactory(person=me)
    day = date_format(civil_time.day_of(appointment.ends_at), "DATE_FORMAT")
    page = mine.get(reverse("rights:erasure"))
    assertContains(page, f"<li>You have an appointment. This is over on {day}.</li>", html=True)


def test_a_proof_that_was_not_accepted_is_said_to_be_so_and_why(mine, me):
    sent = RightsRequestFactory(person=me, kind=RightsKind.CORRECTION)
    proof = documents.store(photo(), dossier=me.dossier, by=me.account, purpose=EVIDENCE)
    RightsDocument.objects.create(request=sent, document=proof)
    where = reverse("rights:request", args=[sent.public_id])
    assertContains(mine.get(where), "Being checked")
    rejected = {"state": "rejected", "rejection": "truncated", "checked_at": clock.now()}
    Document.objects.filter(pk=proof.pk).update(scanned_with="not scanned", **rejected)
    page = mine.get(where)
    assertContains(page, "Not accepted")
    assertContains(page, Rejection.TRUNCATED.label)


def test_a_granted_erasure_says_what_it_waits_for_until_it_is_carried_out(mine, me):
    appointment = AppointmentFactory(person=me)
    granted = RightsRequestFactory(person=me, kind=RightsKind.ERASURE, answered_no=True)
    where = reverse("rights:request", args=[granted.public_id])
    day = date_format(civil_time.day_of(appointment.ends_at), "DATE_FORMAT")
    waits = f"<li>You have an appointment. This is over on {day}.</li>"
    assertNotContains(mine.get(where), waits, html=True)
    order = privacy.order_erasure(
        me.dossier, by=me.account, now=clock.now(), reference=granted.procedure.reference
    )
    assertContains(mine.get(where), waits, html=True)
    assertContains(mine.get(where), "is carried out as soon as nothing open needs your data")
    ErasureOrder.objects.filter(pk=order.pk).update(state="done", closed_at=clock.now())
    assertNotContains(mine.get(where), waits, html=True)
