"""Who reads who looked at their file: the office of the doctor, and the case of every sheet."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from cns_portal import audit
from tests.factories import DocumentFactory
from tests.incapacity.agents import a_doctor, an_agent
from tests.incapacity.factories import CertificateFactory, CertificatePageFactory
from tests.incapacity.sendable import marie, signed_in

pytestmark = pytest.mark.django_db
BOARD = "An agent of the CNS (medical board)"


@pytest.fixture
def certificate():
    return CertificateFactory(person=marie())


def looks(certificate):
    return signed_in(certificate.person).get(reverse("insured:data_looks"))


@pytest.mark.parametrize(("who", "is_doctor"), [(a_doctor, True), (an_agent, False)])
def test_a_doctor_of_the_board_is_called_so(certificate, who, is_doctor):
    dossier = certificate.person.dossier
    audit.record_view(who(), certificate, purpose="incapacity.page", dossier=dossier)
    (assertContains if is_doctor else assertNotContains)(looks(certificate), BOARD)


def test_a_look_at_a_sheet_names_its_case(certificate):
    dossier = certificate.person.dossier
    sheet, other = DocumentFactory(dossier=dossier), DocumentFactory(dossier=dossier)
    CertificatePageFactory(certificate=certificate, document=sheet)
    audit.record_view(an_agent(), other, purpose="certificate_page", dossier=dossier)
    assertNotContains(looks(certificate), certificate.procedure.reference)
    audit.record_view(an_agent(), sheet, purpose="certificate_page", dossier=dossier)
    assertContains(looks(certificate), certificate.procedure.reference)
