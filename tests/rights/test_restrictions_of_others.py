"""What is blocked is spared too where it hangs on a row of another table, or on somebody else's."""

from datetime import timedelta

import pytest

from appointments.models import EarlierOffer, EarlierWish
from cns_portal import clock, keeping
from cns_portal.documents.models import Document
from cns_portal.privacy import holdings
from cns_portal.privacy.models import ErasureOrder
from incapacity.models import Certificate, CertificatePage, Diagnosis
from insured.privacy.keeping import Deleted
from reimbursements.models import Bill, BillPage
from tests import factories
from tests.factories import DocumentFactory, InsuredPersonFactory
from tests.incapacity.factories import (
    CertificateFactory,
    CertificatePageFactory,
    DiagnosisFactory,
)
from tests.reimbursements.factories import BillFactory, BillPageFactory, ClaimFactory
from tests.rights.test_restrictions import in_years

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_root")]


@pytest.fixture
def person(monkeypatch):
    """Whose data are blocked."""
    blocked = InsuredPersonFactory(signs_in=True)
    monkeypatch.setattr(keeping, "_blocked", [lambda: [blocked.dossier]])
    return blocked


@pytest.fixture
def other():
    return InsuredPersonFactory(signs_in=True)


def with_sheet(certificate: Certificate) -> Certificate:
    DiagnosisFactory(certificate=certificate)
    document = DocumentFactory(dossier=certificate.person.dossier)
    CertificatePageFactory(certificate=certificate, document=document)
    return certificate


def test_the_sheet_and_the_diagnosis_of_a_blocked_certificate_stay(person, other):
    theirs = with_sheet(CertificateFactory(person=person, accepted=True))
    with_sheet(CertificateFactory(person=other, accepted=True))
    in_years()
    assert [row.certificate for row in CertificatePage.objects.all()] == [theirs]
    assert [row.certificate for row in Diagnosis.objects.all()] == [theirs]


@pytest.mark.parametrize("state", ["accepted", "withdrawn"])
def test_what_a_parent_sent_for_a_blocked_child_stays_with_the_sheet(person, other, state):
    how = {"accepted": True} if state == "accepted" else {"state": state}
    of_the_child = CertificateFactory(person=other, child=person, family=True, **how)
    with_sheet(of_the_child)
    in_years()
    assert Certificate.objects.get() == of_the_child
    assert Diagnosis.objects.exists()


def test_a_bill_that_somebody_else_sent_for_the_blocked_person_stays(person, other):
    for patient in (person, other):
        bill = BillFactory(claim=ClaimFactory(person=other, decided=True), patient=patient)
        BillPageFactory(bill=bill, document=DocumentFactory(dossier=other.dossier))
    in_years()
    assert [bill.patient for bill in Bill.objects.all()] == [person]
    assert BillPage.objects.get().bill.patient == person


def test_wishes_for_earlier_times_and_their_offers_stay(person, other):
    agency = factories.AgencyFactory(open=True)
    factories.offers()
    for somebody in (person, other):
        appointment = factories.AppointmentFactory(agency=agency, person=somebody)
        now = clock.now()
        wish = factories.EarlierWishFactory(procedure=appointment.procedure)
        factories.EarlierOfferFactory(wish=wish, state="declined", closed_at=now)
        EarlierWish.objects.filter(pk=wish.pk).update(stopped_at=now)
    in_years()
    assert [wish.procedure.dossier for wish in EarlierWish.objects.all()] == [person.dossier]
    assert EarlierOffer.objects.get().wish.procedure.dossier == person.dossier


def test_files_that_nothing_needs_and_traces_of_deleted_ones_stay(person, other):
    long_ago = clock.now() - timedelta(days=3)
    for somebody in (person, other):
        DocumentFactory(dossier=somebody.dossier, stored_at=long_ago)
        DocumentFactory(dossier=somebody.dossier, stored_at=long_ago, deleted_at=long_ago)
    in_years()
    in_years()  # what was never used is deleted first, and its trace afterwards
    assert {row.dossier for row in Document.objects.all()} == {person.dossier}
    assert Document.objects.present().count() == 1
    assert Document.objects.count() == 2


def test_that_data_were_erased_stays(person, other):
    now = clock.now()
    for somebody in (person, other):
        ErasureOrder.objects.create(
            dossier=somebody.dossier, state="done", ordered_at=now, closed_at=now
        )
    in_years()
    assert ErasureOrder.objects.get().dossier == person.dossier


DELETED = [one for one in holdings() if isinstance(one, Deleted)]


@pytest.mark.parametrize("holding", DELETED, ids=lambda holding: holding.code)
def test_what_a_holding_forgets_it_also_finds_for_one_person(holding, person):
    """Otherwise nothing of it is spared. What tells nobody's rows has nobody to spare."""
    found = {rows.model for rows in holding.spares(person.dossier)}
    if not found or type(holding).forgettable is not Deleted.forgettable:
        return
    assert holding.over(clock.now()).model in found
