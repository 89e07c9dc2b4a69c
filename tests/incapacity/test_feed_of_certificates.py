"""What the first page of my space says about certificates."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import translation

from cns_portal.sealing.fields import SealedJSON, SealedText
from incapacity.choices.certificates import Cause, CertificateState
from incapacity.models import Certificate
from incapacity.presenters import feed
from incapacity.selectors import needing
from insured.choices.acting import PageScope
from tests.factories import InsuredPersonFactory
from tests.incapacity.factories import CertificateFactory
from tests.insured.acting import a_mandate, browser_of
from tests.insured.covered import insured

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 17, 9, tzinfo=ZoneInfo("Europe/Luxembourg"))
MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (16, 17, 18))
A_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("cns_portal.clock.now", lambda: NOW)
    with translation.override("en"):
        yield


@pytest.fixture
def me():
    person = InsuredPersonFactory(signs_in=True)
    insured(person)
    return person


def only(person):
    (item,) = feed.items(person, now=NOW)
    return item


def test_a_draft_names_its_deadline(me):
    row = CertificateFactory(person=me, draft=True)
    item = only(me)
    assert item.until == WEDNESDAY
    assert item.url == reverse("incapacity:draft", args=[row.public_id])
    assert "from 16 November 2026 to 20 November 2026" in item.text


def test_a_late_draft_is_the_most_pressing(me):
    CertificateFactory(person=me, draft=True, first_day=MONDAY - 7 * A_DAY)
    item = only(me)
    assert (item.tone, item.until) == ("danger", None)
    assert "still accepted" in item.text


@pytest.mark.parametrize(
    "facts",
    [
        {"cause": "", "first_day": None, "last_day": None, "issued_on": None},
        {"first_day": None, "last_day": None},
        {"last_day": TUESDAY},
        {"first_day": date(9999, 12, 31), "last_day": None},
        {"first_day": date(1999, 12, 31), "last_day": None},
        {"cause": Cause.MATERNITY, "expected_on": date(2027, 1, 1)},
    ],
)
def test_a_draft_without_a_deadline_is_calm(me, facts):
    CertificateFactory(person=me, draft=True, **facts)
    item = only(me)
    assert (item.tone, item.until) == ("neutral", None)
    assert item.title == "A certificate that you have begun"


def test_an_electronic_certificate_says_until_when_it_can_be_held_back(me):
    row = CertificateFactory(person=me, arrived=True, created_at=NOW)
    item = only(me)
    assert item.until == TUESDAY
    assert item.url == reverse("incapacity:electronic", args=[row.public_id])


def test_one_that_was_held_back_asks_for_nothing(me):
    CertificateFactory(person=me, kept=True)
    assert feed.items(me, now=NOW) == []


def test_the_employers_sheet_is_asked_about_while_it_is_due(me):
    row = CertificateFactory(person=me)
    item = only(me)
    assert item.until == WEDNESDAY
    assert item.url == reverse("incapacity:certificate", args=[row.public_id])
    later = NOW + timedelta(days=2)
    assert feed.items(me, now=later) == []


@pytest.mark.parametrize(
    "facts",
    [
        {"employer_given_on": MONDAY},
        {"state": CertificateState.WITHDRAWN},
        {"refused": True},
        {"last_day": TUESDAY},
        {"first_day": TUESDAY + 2 * A_DAY},
    ],
)
def test_otherwise_it_is_not(me, facts):
    CertificateFactory(person=me, **facts)
    assert feed.items(me, now=NOW) == []


def test_whoever_has_no_employer_is_not_asked():
    row = CertificateFactory()
    assert feed.items(row.person, now=NOW) == []


def test_it_costs_the_same_however_many_there_are(me, django_assert_num_queries):
    for _ in range(3):
        CertificateFactory(person=me)
        CertificateFactory(person=me, draft=True)
    with django_assert_num_queries(2):  # the certificates, the affiliation
        assert len(feed.items(me, now=NOW)) == 6
    nobody = InsuredPersonFactory()
    with django_assert_num_queries(1):
        assert feed.items(nobody, now=NOW) == []


def test_my_space_leads_to_my_certificates_and_shows_what_is_due(me):
    CertificateFactory(person=me)
    shown = browser_of(me).get(reverse("home:space")).content.decode()
    assert "My certificates" in shown
    assert "Give your employer their sheet" in shown


def test_who_acts_for_somebody_sees_them_only_with_that_mandate():
    CertificateFactory(person=(mandate := a_mandate(PageScope.APPOINTMENTS)).grantor, draft=True)
    closed = browser_of(mandate.holder, opened=mandate.grantor)
    shown = closed.get(reverse("home:space")).content.decode()
    assert "certificate" not in shown.lower().split("<main", 1)[1].split("</main", 1)[0]


def test_nothing_sealed_is_read_for_it(me):
    sealed = {
        field.name
        for field in Certificate._meta.concrete_fields
        if isinstance(field, SealedJSON | SealedText)
    }
    CertificateFactory(person=me, earlier=CertificateFactory(person=me), sequel="prolongation")
    rows = needing.candidates(me, today=TUESDAY)
    assert rows
    for row in (*rows, *(row.earlier for row in rows if row.earlier)):
        assert sealed <= row.get_deferred_fields()
