"""No law names a period for the trail: it is said so, or what the officer has decided."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from cns_portal import audit, clock
from cns_portal.audit.models import AuditEntry
from cns_portal.audit.privacy import Trail
from tests.factories import InsuredPersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry():
    person = InsuredPersonFactory(signs_in=True)
    return audit.record(audit.SYSTEM, "insured.file_opened", person, dossier=person.dossier)


def test_while_no_period_is_set_the_record_says_who_decides(client, settings):
    settings.AUDIT_KEEP_YEARS = None
    page = client.get(reverse("home:record")).content.decode()
    assert "No period is set: the data protection officer decides." in page


@pytest.mark.parametrize(("years", "words"), [(1, "1 year, as"), (3, "3 years, as")])
def test_a_period_that_was_decided_is_said_with_what_the_portal_does(settings, years, words):
    settings.AUDIT_KEEP_YEARS = years
    with translation.override("en"):
        assert Trail().keep_for.startswith(words)
        assert "deletes none by itself" in Trail().keep_for


def test_what_is_older_is_counted_and_nothing_is_deleted(settings, entry):
    settings.AUDIT_KEEP_YEARS = 1
    before = AuditEntry.objects.count()
    late = clock.now() + timedelta(days=366)
    assert (Trail().due(now=clock.now()), Trail().due(now=late)) == (0, before)
    assert Trail().forget(now=late) == 0
    assert AuditEntry.objects.count() == before > 0


def test_without_a_period_nothing_is_past_its_time(settings, entry):
    settings.AUDIT_KEEP_YEARS = None
    assert Trail().due(now=clock.now() + timedelta(days=36_500)) == 0
