"""Two windows and two workers at once: one request, one reminder, one tick."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Message
from cns_portal.kernel.spans import Days
from incapacity.choices.asking import AskingRefusal, StayReason
from incapacity.choices.sheets import Tick
from incapacity.services import asking, sheets
from insured.choices import RequestRefusal
from insured.choices.countries import Country
from insured.models import Request
from tests.factories import InsuredPersonFactory
from tests.incapacity.factories import CertificateFactory
from tests.insured.covered import insured
from tests.racing import done_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

LUXEMBOURG = ZoneInfo("Europe/Luxembourg")
MONDAY, WEDNESDAY = date(2026, 11, 16), date(2026, 11, 18)
AT_ONCE = 4


@pytest.fixture(autouse=True)
def _wednesday(monkeypatch):
    now = datetime(2026, 11, 18, 9, tzinfo=LUXEMBOURG)
    monkeypatch.setattr("cns_portal.clock.now", lambda: now)
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def certificate():
    person = InsuredPersonFactory(signs_in=True, country="LU")
    insured(person)
    return CertificateFactory(
        person=person,
        created_at=datetime(2026, 11, 16, 9, tzinfo=LUXEMBOURG),
        last_day=WEDNESDAY + timedelta(days=60),
    )


def at_once(call) -> list:
    """What each of several threads got that begin together: the answer, or the refusal."""
    return done_at_once(*[call] * AT_ONCE)


def test_several_workers_remind_once(certificate):
    assert sum(at_once(sheets.remind_all)) == 1
    assert Message.objects.count() == 1
    assert AuditEntry.objects.filter(action="certificate.reminded").count() == 1


def test_a_stay_that_is_sent_from_several_windows_is_asked_for_once(certificate):
    person = certificate.person
    stay = asking.Stay(
        days=Days(WEDNESDAY, WEDNESDAY),
        country=Country.PT,
        address="Rua Nova 1, Lisboa",
        telephone="+351912345678",
        reason=StayReason.INVALIDITY,
    )
    answers = at_once(
        lambda: asking.ask_to_stay_abroad(person=person, stay=stay, actor=person.account)
    )
    assert answers.count(AskingRefusal.STAY_ASKED) == AT_ONCE - 1
    assert Request.objects.count() == 1


def test_lifting_is_asked_for_once(certificate):
    person = certificate.person
    answers = at_once(
        lambda: asking.ask_to_lift(person=person, first=WEDNESDAY, because="", actor=person.account)
    )
    assert answers.count(RequestRefusal.ALREADY_SENT) == AT_ONCE - 1
    assert Request.objects.count() == 1


def test_a_tick_from_several_windows_is_one_tick(certificate):
    actor = certificate.person.account
    at_once(lambda: sheets.tick(certificate, Tick.SHEET_2, done=True, actor=actor))
    certificate.refresh_from_db()
    assert certificate.employer_given_on == WEDNESDAY
    assert AuditEntry.objects.filter(action="certificate.ticked").count() == 1
