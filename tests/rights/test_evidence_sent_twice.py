"""A form that arrives twice leaves no second file behind, and takes none away."""

import uuid

import pytest
from django.urls import reverse

from cns_portal.documents.models import Document
from cns_portal.rights.models import RightsRequest
from tests.appointments.visitors import photo
from tests.factories import InsuredPersonFactory
from tests.insured.acting import browser_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_root")]


def test_the_evidence_of_the_first_stays_and_that_of_the_second_goes_at_once():
    me = InsuredPersonFactory(signs_in=True)
    browser, key = browser_of(me), str(uuid.uuid4())
    for _ in range(2):
        said = {"field": "birth_place", "proposed": "Wiltz", "text": "See.", "evidence": photo()}
        answer = browser.post(reverse("rights:correction"), {**said, "sent_key": key})
        assert answer.status_code == 302
    [kept] = RightsRequest.objects.get(person=me).documents.all()
    first, second = Document.objects.filter(dossier=me.dossier).order_by("pk")
    assert kept.document == first
    assert first.deleted_at is None
    assert second.deleted_at is not None
