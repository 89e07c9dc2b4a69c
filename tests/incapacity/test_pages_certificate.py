"""The page of a certificate that was sent: what it says in every state, to whom, at what cost."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import translation

from incapacity.choices.certificates import (
    Cause,
    CertificateState,
    Outings,
    Sequel,
)
from incapacity.choices.sheets import Tick
from insured.choices import RequestKind
from insured.choices.acting import PageScope
from tests.factories import DocumentFactory, InsuredPersonFactory
from tests.incapacity.factories import (
    CertificateFactory,
    CertificatePageFactory,
    DiagnosisFactory,
)
from tests.insured.acting import a_mandate, browser_of
from tests.insured.factories import RequestFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 17, 9, tzinfo=ZoneInfo("Europe/Luxembourg"))
SENT = datetime(2026, 11, 16, 9, tzinfo=ZoneInfo("Europe/Luxembourg"))
A_DAY = timedelta(days=1)
STATES = {
    "sent": {},
    "taken": {"taken": True},
    "asked": {"asked": True},
    "at_board": {"at_board": True},
    "accepted": {"accepted": True},
    "refused": {"refused": True},
    "withdrawn": {"state": CertificateState.WITHDRAWN},
}


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("cns_portal.clock.now", lambda: NOW)
    with translation.override("en"):
        yield


@pytest.fixture
def me():
    return InsuredPersonFactory(signs_in=True, language="en")


@pytest.fixture
def browser(me):
    return browser_of(me)


def a_certificate(person, **facts):
    return CertificateFactory(**{"person": person, "created_at": SENT, **facts})


def address(certificate) -> str:
    return reverse("incapacity:certificate", args=[certificate.public_id])


def words(response) -> str:
    return " ".join(response.content.decode().split())


def page(browser, certificate) -> str:
    response = browser.get(address(certificate))
    assert response.status_code == 200
    return words(response)


# -- how far it has come --------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(STATES))
def test_every_state_says_where_it_stands_and_what_comes_next(browser, me, name):
    row = a_certificate(me, **STATES[name])
    shown = page(browser, row)
    assert str(CertificateState(row.state).label) in shown
    assert "Certificate from 16 November 2026 to 20 November 2026" in shown
    assert row.procedure.reference in shown
    assert ("The CNS is waiting for you" in shown) == (name == "asked")
    assert ("Your sheets" in shown) == (name != "withdrawn")
    assert ("When you may leave the house" in shown) == (name not in {"refused", "withdrawn"})
    assert ("Take the certificate back" in shown) == (name in {"sent", "taken", "asked"})
    assert ("Write to the CNS about" in shown) == (name not in {"accepted", "withdrawn"})
    assert ("Send a prolongation" in shown) == (name not in {"refused", "withdrawn"})


def test_a_late_one_says_so_and_that_it_is_checked_all_the_same(browser, me):
    row = a_certificate(me, late=True, late_because="I was in hospital.")
    shown = page(browser, row)
    assert "It should have been sent by 18 November 2026." in shown
    assert "I was in hospital." in shown
    assert "came after the deadline" not in page(browser, a_certificate(me))


@pytest.mark.parametrize("state", ["accepted", "refused", "withdrawn"])
def test_once_it_is_over_nobody_is_said_to_decide_about_the_delay(browser, me, state):
    shown = page(browser, a_certificate(me, late=True, late_because="", **STATES[state]))
    assert "came after the deadline" in shown
    assert "checked all the same" not in shown


def test_an_electronic_one_that_is_not_passed_on_has_a_page_of_its_own(browser, me):
    for facts in ({"arrived": True}, {"kept": True}):
        row = a_certificate(me, **facts)
        response = browser.get(address(row))
        assert response["Location"] == reverse("incapacity:electronic", args=[row.public_id])


def test_a_draft_and_a_strangers_certificate_are_not_there(browser, me):
    assert browser.get(address(a_certificate(me, draft=True))).status_code == 404
    strangers = CertificateFactory()
    assert browser.get(address(strangers)).status_code == 404
    arrived = CertificateFactory(arrived=True)
    assert browser.get(address(arrived)).status_code == 404


# -- what it says ---------------------------------------------------------------------------------


def test_the_diagnosis_is_never_shown_only_that_it_is_there(browser, me):
    row = a_certificate(me)
    assert "Not entered" in page(browser, row)
    DiagnosisFactory(certificate=row, code="F32.1")
    shown = page(browser, row)
    assert "F32.1" not in shown
    assert "Only the medical side of the CNS reads it." in shown


def test_a_sick_child_a_birth_and_a_doctor_abroad_show_what_is_theirs(browser, me):
    child = InsuredPersonFactory(first_name="Max", last_name="Beispill")
    shown = page(browser, a_certificate(me, cause=Cause.FAMILY, child=child, leave_days="2.0"))
    assert "Max Beispill" in shown
    assert "<dd>2</dd>" in shown
    assert "No rule" not in shown
    assert "When you may leave the house" not in shown
    birth = page(browser, a_certificate(me, maternity=True))
    assert "Expected date of birth" in birth
    assert "11 January 2027" in birth
    assert "Send a prolongation" not in birth
    french = page(browser, a_certificate(me, country="FR", sheet_language="fr"))
    assert "France" in french
    assert "avis d’arrêt de travail" in french
    assert "I keep a copy for myself" in french


def test_the_address_of_stay_is_one_line(browser, me):
    stay = {
        "street": "rue du Test",
        "number": "7",
        "floor": "2",
        "bell": "Muster",
        "postcode": "1234",
        "place": "Luxembourg",
        "country": "LU",
    }
    shown = page(browser, a_certificate(me, stay=stay))
    assert "7 rue du Test, floor 2, bell: Muster, 1234 Luxembourg" in shown


def test_the_picture_is_open_to_the_person_and_not_to_whoever_acts_for_them():
    mandate = a_mandate(PageScope.INCAPACITY)
    row = a_certificate(mandate.grantor)
    file = CertificatePageFactory(
        certificate=row, document=DocumentFactory(dossier=row.person.dossier)
    )
    picture = reverse("incapacity:page_picture", args=[row.public_id, file.document.public_id])
    assert picture in page(browser_of(mandate.grantor), row)
    seen = page(browser_of(mandate.holder, opened=mandate.grantor), row)
    assert picture not in seen
    assert "Page 1" in seen
    assert "Write to the CNS" not in seen


# -- what it means --------------------------------------------------------------------------------


def test_the_period_counts_the_certificates_around_it(browser, me):
    first = a_certificate(me, first_day=date(2026, 11, 9), last_day=date(2026, 11, 15))
    second = a_certificate(me, sequel=Sequel.PROLONGATION, earlier=first)
    shown = page(browser, second)
    assert "a period of incapacity of 12 days in a row" in shown
    assert "Its own first day is day 8 of it." in shown
    assert address(first) in shown
    assert "It prolongs" in shown
    assert "Sent after it" in page(browser, first)


def test_one_that_stands_alone_names_no_period(browser, me):
    assert "The whole period" not in page(browser, a_certificate(me))


def test_what_the_cns_has_allowed_stands_in_the_calendar(browser, me):
    row = a_certificate(me, last_day=date(2027, 1, 20))
    lifted = {"first": "2026-11-18"}
    RequestFactory(
        person=me,
        kind=RequestKind.LIFT_RESTRICTIONS,
        accepted=True,
        details=lifted,
        decision={"reason": "", "added": {"last": "2026-11-19"}},
    )
    stay = {"first": "2026-12-01", "last": "2026-12-04", "country": "PT"}
    RequestFactory(person=me, kind=RequestKind.STAY_ABROAD, accepted=True, details=stay)
    shown = page(browser, row)
    assert "Wednesday 18 November 2026 to Thursday 19 November 2026" in shown
    assert "You may go out at any hour" in shown
    assert (
        "You may stay abroad from 1 December 2026 to 4 December 2026. Country: Portugal." in shown
    )


def test_when_the_days_are_over_nothing_is_asked_for_any_more(browser, me):
    now = a_certificate(me)
    assert reverse("incapacity:stay_abroad") in page(browser, now)
    over = a_certificate(me, first_day=date(2026, 11, 9), last_day=date(2026, 11, 10))
    assert reverse("incapacity:stay_abroad") not in page(browser, over)


def test_what_the_doctor_forbids_stands_in_the_calendar(browser, me):
    shown = page(browser, a_certificate(me, outings=Outings.FORBIDDEN))
    assert "the doctor does not allow going out" in shown


def test_days_before_any_known_rule_have_no_deadline_and_no_error(browser, me):
    day = date(2009, 3, 2)
    row = a_certificate(me, first_day=day, last_day=day + 9 * A_DAY, issued_on=day)
    assert "Certificate from 2 March 2009" in page(browser, row)


# -- ticking off ----------------------------------------------------------------------------------


def tick(browser, certificate, what=Tick.SHEET_2, done="yes"):
    url = reverse("incapacity:tick", args=[certificate.public_id])
    return browser.post(url, {"what": what, "done": done}, follow=True)


def test_a_tick_and_taking_it_away(browser, me):
    row = a_certificate(me)
    shown = words(tick(browser, row))
    assert "It is ticked off." in shown
    assert "done on 17 November 2026" in shown
    row.refresh_from_db()
    assert row.employer_given_on == date(2026, 11, 17)
    assert "The tick is gone." in words(tick(browser, row, done="no"))
    row.refresh_from_db()
    assert row.employer_given_on is None


def test_a_tick_needs_a_word_that_is_known_and_a_certificate_of_ones_own(browser, me):
    assert tick(browser, a_certificate(me), what="sheet_9").status_code == 404
    assert tick(browser, CertificateFactory()).status_code == 404
    assert tick(browser, a_certificate(me, draft=True)).status_code == 404
    url = reverse("incapacity:tick", args=[a_certificate(me).public_id])
    assert browser.get(url).status_code == 405


def test_of_a_certificate_taken_back_nothing_is_ticked_off(browser, me):
    row = a_certificate(me, state=CertificateState.WITHDRAWN)
    assert "there is nothing to tick off" in words(tick(browser, row))
    row.refresh_from_db()
    assert row.employer_given_on is None


def test_the_deadlines_say_what_is_kept_and_what_is_late(browser, me, monkeypatch):
    row = a_certificate(me)
    shown = page(browser, row)
    assert "Last day: Wednesday 18 November 2026" in shown
    assert "1 day left" in shown
    monkeypatch.setattr("cns_portal.clock.now", lambda: NOW + 9 * A_DAY)
    shown = page(browser, row)
    assert "not ticked off, the last day has passed" in shown
    tick(browser, row)
    assert "done on 26 November 2026, after the last day" in page(browser, row)


# -- cost -----------------------------------------------------------------------------------------


def test_the_page_costs_the_same_however_many_certificates_there_are(
    browser, me, django_assert_num_queries, django_assert_max_num_queries
):
    row = a_certificate(me)
    browser.get(address(row))
    with django_assert_max_num_queries(16) as counted:
        browser.get(address(row))
    for number in range(1, 6):
        day = row.first_day - 5 * number * A_DAY
        a_certificate(me, first_day=day, earlier=row, sequel=Sequel.PROLONGATION)
        RequestFactory(
            person=me,
            kind=RequestKind.LIFT_RESTRICTIONS,
            accepted=True,
            details={"first": day.isoformat()},
        )
    with django_assert_num_queries(len(counted)):
        browser.get(address(row))
