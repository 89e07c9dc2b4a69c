"""Certificates written in bulk: every promise of the database is kept, one seed is one world."""

import pytest
from django.db import connection
from django.db.models import F

from cns_portal.demo import people, volume_certificates
from cns_portal.procedures.models import Procedure, ProcedureEvent
from incapacity.choices.certificates import CertificateState
from incapacity.models import Certificate, Diagnosis
from incapacity.rules import deadlines
from incapacity.selectors.deadlines import case_of
from incapacity.services.steps import PHASES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _agents():
    people.seed_agents()


def settle() -> None:
    """Every promise about keys is looked at now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_volume_keeps_every_promise():
    assert volume_certificates.add_certificates(500, seed=7) == 500
    settle()
    assert Certificate.objects.count() == Procedure.objects.count() == 500
    states = set(Certificate.objects.values_list("state", flat=True))
    assert {"sent", "being_checked", "accepted", "refused", "withdrawn"} <= states
    assert not Certificate.objects.exclude(state=F("procedure__current_state")).exists()
    for certificate in Certificate.objects.select_related("procedure"):
        assert certificate.procedure.phase == PHASES[CertificateState(certificate.state)]


def test_the_history_of_a_written_certificate_ends_with_its_state():
    volume_certificates.add_certificates(150, seed=8)
    for procedure in Procedure.objects.all():
        last = ProcedureEvent.objects.filter(procedure=procedure).order_by("at", "pk").last()
        assert (last.state, last.at) == (procedure.current_state, procedure.updated_at)


def test_a_written_deadline_is_the_one_of_the_rules():
    volume_certificates.add_certificates(200, seed=9)
    for certificate in Certificate.objects.select_related("earlier"):
        assert certificate.due_on == deadlines.for_cns(case_of(certificate)).day
        assert certificate.last_day >= certificate.first_day
    assert Certificate.objects.filter(late=True).exists()


def test_a_prolongation_begins_the_day_after_the_certificate_that_it_prolongs():
    volume_certificates.add_certificates(300, seed=10)
    chained = Certificate.objects.filter(earlier__isnull=False).select_related("earlier")
    assert chained.count() > 20
    for certificate in chained:
        assert (certificate.first_day - certificate.earlier.last_day).days == 1
        assert certificate.person_id == certificate.earlier.person_id
        assert certificate.sequel == "prolongation"


def test_diagnoses_are_sealed_and_can_be_read():
    volume_certificates.add_certificates(60, seed=11)
    assert {one.code for one in Diagnosis.objects.all()} <= set(volume_certificates.CODES)
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM incapacity_diagnosis")
        kept = b"".join(bytes(row[0]) for row in cursor.fetchall())
    assert not any(code.encode() in kept for code in volume_certificates.CODES)


def test_the_same_seed_writes_the_same_certificates():
    def picture():
        rows = Certificate.objects.order_by("pk").values_list("first_day", "last_day", "cause")
        return [(last - first, cause) for first, last, cause in rows][-80:]

    volume_certificates.add_certificates(80, seed=12)
    first = picture()
    volume_certificates.add_certificates(80, seed=12)
    assert picture() == first
    volume_certificates.add_certificates(80, seed=13)
    assert picture() != first
