"""Many write, several workers seal: nothing is sealed twice or left out, and nobody waits."""

import threading

import pytest
from django.db import connection, transaction

from cns_portal import audit
from cns_portal.accounts.models import Dossier
from cns_portal.audit import sealing, verifying
from cns_portal.audit.models import AuditEntry, AuditLink
from tests.killing import killed_in
from tests.racing import at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_writers_and_several_sealers_at_the_same_moment():
    dossier = Dossier.objects.create()

    def writer():
        for _ in range(40):
            with transaction.atomic():
                audit.record(audit.SYSTEM, "a.b", dossier)

    def sealer():
        for _ in range(20):
            sealing.seal_new(limit=7)

    answers = at_once(*[writer] * 6, *[sealer] * 3)
    assert [one for one in answers if isinstance(one, Exception)] == []
    sealing.seal_new()
    findings = verifying.verify()
    assert (findings.checked, findings.broken, findings.waiting) == (240, 0, 0)


def test_who_writes_does_not_wait_for_who_seals_and_is_in_the_next_batch():
    """A transaction that began before the batch ends after it."""
    dossier = Dossier.objects.create()
    written, sealed = threading.Event(), threading.Event()

    def slow_writer():
        with transaction.atomic():
            entry = audit.record(audit.SYSTEM, "late", dossier)
            written.set()
            assert sealed.wait(30)
        return entry.pk

    def the_worker():
        assert written.wait(30)
        with transaction.atomic():
            audit.record(audit.SYSTEM, "early", dossier)
        with transaction.atomic():
            count = sealing.seal_new()
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '5s'")
            sealed.set()
        return count

    late, count = at_once(slow_writer, the_worker)
    assert count == 1
    assert sealing.seal_new() == 1
    assert AuditLink.objects.get(position=2).entry_id == late
    assert AuditEntry.objects.get(action="early").pk > late
    assert verifying.verify().is_whole


def test_a_worker_that_is_killed_leaves_no_half_batch():
    dossier = Dossier.objects.create()
    for _ in range(9):
        audit.record(audit.SYSTEM, "a.b", dossier)
    killed_in(lambda: sealing.seal_new(), where="cns_portal.audit.sealing.AuditSeal.objects.create")
    assert not AuditLink.objects.exists()
    assert sealing.seal_new() == 9
    assert verifying.verify().is_whole
