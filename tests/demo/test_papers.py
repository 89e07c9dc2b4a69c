"""The papers of the demonstration are there once, however often it is seeded."""

import pytest

from cns_portal.demo import families, insurance, papers, people
from cns_portal.inbox.tasks import deliver
from insured.models import Paper, Request
from insured.selectors import papers as selectors

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path, monkeypatch):
    settings.PRIVATE_ROOT = str(tmp_path / "private")
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def seeded():
    people.seed_people()
    families.seed_families()
    insurance.seed_declarations()


def test_marie_has_certificates_and_paul_waits_for_a_decision(seeded):
    assert papers.seed_papers() == 2
    assert papers.seed_papers() == 0
    assert {paper.kind for paper in Paper.objects.all()} == {"affiliation", "co_insurance"}
    certificate = Paper.objects.get(kind="co_insurance")
    assert len(certificate.facts["family"]) == 3
    request = Request.objects.get(kind="s2")
    assert request.person.first_name == "Paul"
    assert request.documents.get().kind == "medical_report"


def test_the_worker_prints_them(seeded):
    papers.seed_papers()
    deliver()
    found = list(Paper.objects.all())
    assert selectors.ready_among(found) == {paper.pk for paper in found}
