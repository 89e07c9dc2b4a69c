"""The families of the demonstration."""

from datetime import UTC, date, datetime

import pytest

from cns_portal.demo import families, people
from cns_portal.inbox.models import Message
from insured.choices import RequestState
from insured.models import FamilyTie, Guardianship, Request
from insured.selectors import families as known
from insured.selectors import people as selectors
from insured.services.co_insurance import doubts
from tests.insured.factories import PeriodFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.PRIVATE_ROOT = str(tmp_path / "private")


def of(key: str):
    return selectors.by_matricule(families.PEOPLE_BY_KEY[key].matricule)


def test_who_belongs_to_whom_and_a_second_start_adds_nothing():
    people.seed_people()
    assert families.seed_families() == 4
    assert families.seed_families() == 0
    marie = of("marie")
    through = {tie.member.first_name: tie.relation for tie in FamilyTie.objects.of(marie)}
    assert through == {"Tom": "spouse", "Lena": "own_child", "Max": "own_child"}
    assert Guardianship.objects.count() == 4
    assert [child.first_name for child in known.wards_of(of("tom"), today=date(2026, 11, 22))] == [
        "Lena",
        "Max",
    ]
    sophie = FamilyTie.objects.get(member=of("sophie"))
    assert sophie.principal.full_name == "Odile Prouf"


def test_one_request_waits_for_an_agent():
    people.seed_people()
    PeriodFactory(person=of("claire"))
    assert families.seed_waiting_request() is True
    assert families.seed_waiting_request() is False
    request = Request.objects.get()
    assert (request.state, request.person) == (RequestState.SENT, of("claire"))
    assert request.documents.count() == 2
    assert doubts(request) == []


def test_whoever_asked_can_still_sign_in_for_the_first_time():
    people.seed_people()
    PeriodFactory(person=of("claire"))
    families.seed_waiting_request()
    assert selectors.person_of(of("claire").account) == of("claire")


def test_the_notice_before_30_is_there_at_once(monkeypatch):
    people.seed_people()
    families.seed_families()
    monkeypatch.setattr("cns_portal.clock.now", lambda: datetime(2026, 11, 22, 9, tzinfo=UTC))
    assert families.seed_notices() == 1
    assert families.seed_notices() == 0
    assert Message.objects.filter(dossier=of("sophie").dossier).exists()
