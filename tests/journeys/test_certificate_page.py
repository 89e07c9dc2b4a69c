"""A certificate after it was sent, in a browser: followed, ticked off, and the two requests."""

import os
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import expect

from incapacity.choices.certificates import CertificateState, Sequel
from incapacity.models import Certificate
from insured.choices import RequestKind
from insured.models import Request
from tests.factories import DocumentFactory, InsuredPersonFactory
from tests.incapacity.factories import (
    CertificateFactory,
    CertificatePageFactory,
    DiagnosisFactory,
)
from tests.insured.factories import PeriodFactory, RequestFactory
from tests.journeys.looking import looks_right
from tests.journeys.steps import PHOTO

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NOW = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Europe/Luxembourg"))
SENT = NOW - timedelta(days=2)
FIRST, LAST = date(2026, 11, 19), date(2026, 12, 4)


@pytest.fixture(autouse=True)
def _sunday(monkeypatch):
    monkeypatch.setattr("cns_portal.clock.now", lambda: NOW)


@pytest.fixture
def marie(agency):
    """She works, and has been ill since Thursday after a week of the same illness."""
    me = InsuredPersonFactory(
        signs_in=True, first_name="Marie", last_name="Beispill", language="en", country="LU"
    )
    PeriodFactory(person=me)
    CertificateFactory(
        person=me,
        first_day=date(2026, 11, 9),
        last_day=FIRST - timedelta(days=1),
        created_at=NOW - timedelta(days=11),
        employer_told_on=date(2026, 11, 9),
        employer_given_on=date(2026, 11, 10),
        own_sheet_kept_on=date(2026, 11, 10),
        accepted=True,
    )
    return me


def a_certificate(person, **facts) -> Certificate:
    return CertificateFactory(
        **{
            "person": person,
            "first_day": FIRST,
            "last_day": LAST,
            "created_at": SENT,
            "sequel": Sequel.PROLONGATION,
            "earlier": person.certificates.order_by("pk").first(),
            "due_on": date(2026, 11, 23),
            **facts,
        }
    )


@pytest.fixture
def browser_of(page, live_portal):
    def browser_of(person):
        client = Client()
        client.force_login(person.account)
        name = django_settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_portal.url}
        page.context.add_cookies([cookie])
        return page

    return browser_of


def seen(page, name: str) -> None:
    """The page is as every page should be; for people, a picture of it."""
    page.wait_for_load_state()
    looks_right(page)
    if folder := os.environ.get("PICTURES"):
        for scheme in ("light", "dark"):
            for width in (360, 1280):
                page.emulate_media(color_scheme=scheme)
                page.set_viewport_size({"width": width, "height": 800})
                page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)


def address(live_portal, certificate) -> str:
    return f"{live_portal.url}/en/espace/incapacity/{certificate.public_id}/"


STATES = {
    "sent": {},
    "asked": {"asked": True},
    "at_board": {"at_board": True},
    "accepted": {"accepted": True},
    "refused": {"refused": True},
    "withdrawn": {"state": CertificateState.WITHDRAWN},
}


@pytest.mark.parametrize("name", sorted(STATES))
def test_the_page_looks_right_in_every_state(marie, browser_of, live_portal, name):
    row = a_certificate(marie, **STATES[name])
    DiagnosisFactory(certificate=row)
    CertificatePageFactory(certificate=row, document=DocumentFactory(dossier=marie.dossier))
    page = browser_of(marie)
    page.goto(address(live_portal, row))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Certificate from 19 November")
    seen(page, f"certificate-{name}")


def test_a_long_late_one_from_france_with_everything_looks_right(marie, browser_of, live_portal):
    row = a_certificate(
        marie,
        last_day=date(2027, 2, 28),
        country="FR",
        sheet_language="fr",
        late=True,
        late_because="I was in hospital and nobody could send it for me before.",
        note="Please call me in the afternoon.",
        doctor_name="Docteur Marie-Antoinette de Longueville-Testmann",
        stay={
            "street": "Chemin de la Longue-Haie-Derrière-l’Église",
            "number": "117bis",
            "floor": "4",
            "bell": "Beispill-Muster",
            "postcode": "57100",
            "place": "Thionville",
            "country": "FR",
            "telephone": "+33612345678",
        },
    )
    stay = {"first": "2026-12-01", "last": "2026-12-04", "country": "PT"}
    RequestFactory(person=marie, kind=RequestKind.STAY_ABROAD, accepted=True, details=stay)
    lifted = {"first": "2026-12-25"}
    RequestFactory(person=marie, kind=RequestKind.LIFT_RESTRICTIONS, accepted=True, details=lifted)
    page = browser_of(marie)
    page.goto(address(live_portal, row))
    expect(page.get_by_text("Country: Portugal")).to_be_visible()
    seen(page, "certificate-long")


def test_somebody_ticks_off_the_employers_sheet_and_takes_it_back(marie, browser_of, live_portal):
    row = a_certificate(
        marie, first_day=date(2026, 11, 20), sequel=Sequel.INITIAL, earlier=None
    )  # the third day is a Sunday, so the employer has until Monday
    page = browser_of(marie)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_portal.url}/en/espace/")
    page.get_by_role("link", name="Give your employer their sheet").click()
    page.get_by_role("button", name="Tick off (My employer has sheet 2)").click()
    expect(page.get_by_text("It is ticked off.")).to_be_visible()
    expect(page.get_by_text("done on 22 November 2026")).to_be_visible()
    seen(page, "certificate-ticked")
    page.get_by_role("button", name="Not yet, after all (My employer has sheet 2)").click()
    expect(page.get_by_text("The tick is gone.")).to_be_visible()
    row.refresh_from_db()
    assert row.employer_given_on is None


def test_everything_works_without_scripts(marie, live_portal, browser):
    """Ticking off, asking for both, and going on with a prolongation."""
    a_certificate(marie, last_day=date(2027, 1, 31))
    client = Client()
    client.force_login(marie.account)
    name = django_settings.SESSION_COOKIE_NAME
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_portal.url}]
    )
    page = context.new_page()
    page.goto(address(live_portal, marie.certificates.order_by("pk").last()))
    page.get_by_role("button", name="Tick off (I keep sheet 3)").click()
    expect(page.get_by_text("It is ticked off.")).to_be_visible()
    page.get_by_role("link", name="Ask to leave the house at any hour").click()
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_text("Your request is sent.")).to_be_visible()
    page.goto(address(live_portal, marie.certificates.order_by("pk").last()))
    page.get_by_role("button", name="Send a prolongation").click()
    assert marie.certificates.filter(state="draft", sequel=Sequel.PROLONGATION).count() == 1
    context.close()


def test_a_stay_abroad_with_wrong_input_then_right(marie, browser_of, live_portal):
    a_certificate(marie)
    page = browser_of(marie)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_portal.url}/en/espace/incapacity/stay-abroad/")
    seen(page, "stay-abroad")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("alert")).to_be_visible()
    seen(page, "stay-abroad-empty")
    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_label("The birth of one’s child abroad").check()
    page.get_by_label("Country", exact=False).select_option("LU")
    page.get_by_label("Address there").fill("Rua Nova 1, 1.º esq., Muster, 1100-001 Lisboa")
    page.get_by_label("Telephone number there").fill("+351 912 345 678")
    page.get_by_label("First day abroad").fill("24.11.2026")
    page.get_by_label("Last day abroad").fill("30 11 2026")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("alert")).to_contain_text("You live in this country")
    page.get_by_label("Country", exact=False).select_option("PT")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("alert")).to_contain_text("certificate of death or of birth")
    seen(page, "stay-abroad-refused")
    page.get_by_label("Certificate of death or birth", exact=False).set_input_files(PHOTO)
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_text("Your request is sent.")).to_be_visible()
    expect(page.get_by_role("heading", name="Portugal, from 24 November 2026")).to_be_visible()
    seen(page, "stay-abroad-sent")
    assert Request.objects.get().documents.count() == 1


def test_too_short_for_lifting_then_long_enough(marie, browser_of, live_portal):
    row = a_certificate(marie)
    page = browser_of(marie)
    page.goto(f"{live_portal.url}/en/espace/incapacity/outings/")
    expect(page.get_by_text("Your certificates together cover 26 days")).to_be_visible()
    seen(page, "outings-too-short")
    row.last_day = date(2027, 1, 31)
    row.save()
    page.goto(f"{live_portal.url}/en/espace/incapacity/outings/")
    page.get_by_label("From which day?").fill("21/11/2026")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("alert")).to_contain_text("from today on, not before")
    seen(page, "outings-refused")
    page.get_by_label("From which day?").fill("25/12/2026")
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_role("heading", name="From 25 December 2026")).to_be_visible()
    seen(page, "outings-sent")
