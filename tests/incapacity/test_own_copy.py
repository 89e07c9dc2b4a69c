"""The copy of one's own certificates: all of it, for the person alone."""

import json
from datetime import date

import pytest
from django.urls import reverse

from incapacity.selectors.own_copy import copy_of
from tests.factories import DocumentFactory, InsuredPersonFactory
from tests.incapacity.factories import (
    CertificateFactory,
    CertificatePageFactory,
    DiagnosisFactory,
    ElectronicMessageFactory,
)
from tests.incapacity.sendable import marie, signed_in
from tests.insured.acting import a_child, a_mandate, a_parent, browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


def address() -> str:
    return reverse("incapacity:own_copy")


def full(person, **columns):
    certificate = CertificateFactory(person=person, note="On the third floor", **columns)
    DiagnosisFactory(certificate=certificate, code="J06.9")
    document = DocumentFactory(dossier=person.dossier, original_name="blatt.jpg")
    CertificatePageFactory(certificate=certificate, document=document)
    return certificate


def test_the_copy_holds_what_was_entered_with_the_diagnosis(client):
    person = marie()
    certificate = full(person, accepted=True)
    ElectronicMessageFactory(certificate=CertificateFactory(kept=True, person=person))
    full(marie())
    answer = signed_in(person).get(address())
    assert answer["Content-Disposition"] == 'attachment; filename="certificates.json"'
    assert "no-store" in answer["Cache-Control"]
    first, second = json.loads(answer.content)["certificates"]
    assert first["reference"] == certificate.procedure.reference
    assert (first["diagnosis"], first["note"]) == ("J06.9", "On the third floor")
    assert first["files"] == [{"name": "blatt.jpg", "kind": "sheet"}]
    assert first["first_day"] == "2026-11-16"
    assert first["decision"] == {"reason": ""}
    assert second["arrived_from"].startswith("Practice software")


def test_no_certificate_of_the_room_is_left_out():
    """Whatever column the table gets: it is in the copy, or said to be none of the person's."""
    person = marie()
    full(person)
    [row] = copy_of(person)["certificates"]
    assert {"late", "due_on", "employer_given_on", "nudged_at", "stay", "as_sent"} <= set(row)
    assert "agent" not in row


def test_a_child_learns_the_days_and_not_who_stayed_at_home():
    child = InsuredPersonFactory(signs_in=True)
    parent = marie()
    CertificateFactory(person=parent, cause="family", child=child, last_day=date(2026, 11, 17))
    copy = copy_of(child)
    assert copy["certificates"] == []
    assert copy["about_me"] == [{"first_day": date(2026, 11, 16), "last_day": date(2026, 11, 17)}]
    assert parent.last_name not in str(copy)


@pytest.mark.parametrize("how", ["parent", "mandate"])
def test_nobody_who_acts_for_the_person_gets_it(how):
    if how == "parent":
        holder = a_parent()
        whose = a_child(holder)
    else:
        given = a_mandate("incapacity", "messages")
        holder, whose = given.holder, given.grantor
    full(whose, created_by=holder.account, sent_by=holder.account)
    client = browser_of(holder, opened=whose)
    shown = client.get(reverse("incapacity:list"))
    assert shown.status_code == 200
    assert address() not in shown.content.decode()
    answer = client.get(address())
    assert answer.status_code == 403
    assert b"J06.9" not in answer.content
    assert address() in signed_in(holder).get(reverse("incapacity:list")).content.decode()


def test_as_many_questions_for_many_certificates_as_for_one(django_assert_num_queries):
    person = marie()
    for _number in range(4):
        full(person)
    with django_assert_num_queries(3):
        copy_of(person)
