"""A whole day in a browser, through every room, and what the logs say of it: nothing of anybody.

Everything that the portal's programs write goes through what their handlers go through: the web
server's own log, its access log with address and referrer, and the worker's.
"""

import logging
import re

import pytest
from django.db import IntegrityError
from django.urls import NoReverseMatch
from playwright.sync_api import Error, expect

from appointments.models import Participant
from appointments.notices import links
from cns_portal.audit import sealing
from cns_portal.contact.models import Question
from cns_portal.privacy import tasks as forgetting
from insured.models import BankAccount, InsuredPerson
from tests.architecture.addresses import LINK_TOKEN, Belongings, addresses, url
from tests.factories import AccountFactory
from tests.insured.acting import browser_of
from tests.insured.agents import window_of
from tests.journeys.test_every_page import take_over
from tests.journeys.test_logs_of_certificates import found_in, log

__all__ = ["log"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST, LAST, STREET = "Quendoline", "Zwirbelmann", "Irrgartenpfad"
PHONE, EMAIL = "691998877", "quendoline@zwirbel.example"
IBAN = "LU280019400644750000"
NOT_OPENED = {"admin:logout", "account_logout", "admin:jsi18n"}


class AccessLog:
    """A middleware that writes what gunicorn's access log has: the address and the referrer."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        answer = self.get_response(request)
        logging.getLogger("gunicorn.access").info(
            '"%s %s HTTP/1.1" %s "%s"',
            request.method,
            request.get_full_path(),
            answer.status_code,
            request.headers.get("Referer", ""),
        )
        return answer


@pytest.fixture
def access_log(settings):
    settings.MIDDLEWARE = [f"{__name__}.{AccessLog.__name__}", *settings.MIDDLEWARE]


@pytest.fixture
def day(agency, settings):
    """An insured person with a row of everything, under names that nobody else has."""
    settings.STORAGE_KEYS = ["A" * 43 + "="]
    belongings = Belongings()
    person = belongings.person
    InsuredPerson.objects.filter(pk=person.pk).update(
        first_name=FIRST, last_name=LAST, street=STREET, email=EMAIL, phone=f"+352 {PHONE}"
    )
    person.refresh_from_db()
    for account in BankAccount.objects.filter(person=person):
        account.iban, account.holder = IBAN, f"{FIRST} {LAST}"
        account.save()
    return belongings


def opened(page, address: str) -> None:
    """As somebody types it, in a window of its own: no address waits for what another left behind.

    A file is downloaded instead of shown, and an empty refusal has no page, which both end the
    loading. A machine that is busy elsewhere may stop one attempt; how pages open is not what these
    tests are about.
    """
    for attempts_left in (2, 1, 0):
        window = page.context.new_page()
        try:
            window.goto(address, wait_until="commit")
        except Error as error:
            if not re.search(r"Download is starting|ERR_ABORTED|ERR_HTTP_RESPONSE", str(error)):
                if not attempts_left:
                    raise
                continue
        finally:
            window.close()
        return


@pytest.fixture
def browser_at(browser):
    """A browser of its own, in which pages may be refused: nobody minds what it complains of."""
    contexts = []

    def browser_at():
        contexts.append(browser.new_context(locale="en-GB"))
        return contexts[-1].new_page()

    yield browser_at
    for context in contexts:
        context.close()


def every(day, *, admin: bool) -> list[str]:
    """The addresses of all pages, with this person's identifiers."""
    found = []
    for one in addresses():
        if one.name in NOT_OPENED or one.way.startswith("admin/") is not admin:
            continue
        try:
            found.append(url(one, day.identifiers(one)))
        except (KeyError, NoReverseMatch):
            continue
    return found


def a_visitor_books(journey) -> Participant:
    journey.start()
    journey.choose_what_and_where()
    journey.choose_time()
    journey.give_details()
    journey.heading("Check your answers before sending")
    journey.send()
    journey.heading("Your request has been sent")
    return Participant.objects.get(role="applicant", email="vera@people.example")


def a_visitor_asks(page, portal) -> None:
    page.goto(f"{portal.url}/en/contact/write/")
    page.get_by_label("What is it about?").select_option("reimbursement")
    page.get_by_label("Your question").fill(f"{FIRST} {LAST}, {IBAN}, has a sore knee")
    page.get_by_label("Your name").fill(f"{FIRST} {LAST}")
    page.get_by_label("Your e-mail address").fill(EMAIL)
    for words in ("Send the question", "Send it as it is"):
        button = page.get_by_role("button", name=words)
        if button.count():
            button.first.click()
            page.wait_for_load_state()


def wrong_turns(page, portal, day, token: str) -> None:
    """Links that are cut off, numbers typed into addresses, files that are no files."""
    number = day.person.matricule
    for path in (
        f"/a/{token[:-3]}/",
        f"/a/{token}/nothing/",
        f"/en/espace/data/email/{LINK_TOKEN}/x/",
        f"/en/nothing/?matricule={number}&iban={IBAN}",
        f"/en/search/?q={number[:4]}+{number[4:6]}+{number[6:8]}+{number[8:11]}+{number[11:]}",
        f"/en/verify/{day.paper.code}/",
        f"/documents/{day.document.public_id}/",
    ):
        opened(page, f"{portal.url}{path}")


def breaks_down(monkeypatch) -> None:
    """What the database says about a row that it refuses names everything in the row."""

    def refused(*args, **kwargs):
        InsuredPerson.objects.filter(last_name=LAST).update(language="xx")

    with monkeypatch.context() as patched:
        patched.setattr("cns_portal.privacy.registry._holdings", {"broken": Broken(refused)})
        forgetting.forget()


class Broken:
    """A holding that cannot forget."""

    code = label = what = why = legal_basis = keep_for = "broken"

    def __init__(self, forget) -> None:
        self.forget = self.due = forget


def test_nothing_of_anybody_stands_in_the_logs_of_a_day(
    day, journey, page, browser_at, live_portal, worker, access_log, log, monkeypatch
):
    visitor = a_visitor_books(journey)
    a_visitor_asks(page, live_portal)
    assert Question.objects.exists()
    token = links.token(day.appointment, links.Purpose.PERSON)
    wrong_turns(browser_at(), live_portal, day, token)

    mine = browser_at()
    take_over(mine, live_portal, browser_of(day.person))
    for address in every(day, admin=False):
        opened(mine, live_portal.url + address)

    desk = browser_at()
    boss = AccountFactory(supervisor=True)
    day.agency.agents.add(boss)
    take_over(desk, live_portal, window_of(boss))
    for address in every(day, admin=True):
        opened(desk, live_portal.url + address)
    for path in ("insured/insuredperson", "appointments/appointment", "reimbursements/claim"):
        for words in (day.person.matricule, f"{FIRST} {LAST}", f"{LAST}%' OR 1=1 --"):
            desk.goto(f"{live_portal.url}/admin/{path}/")
            desk.locator("#searchbar").fill(words)
            desk.locator("#searchbar").press("Enter")
            desk.wait_for_load_state()
            expect(desk.locator("#searchbar")).to_be_visible()

    breaks_down(monkeypatch)
    sealing.seal_new()
    told = log.getvalue()
    secrets = [
        *(FIRST, LAST, STREET, PHONE, EMAIL, IBAN, day.person.matricule, "sore knee"),
        *(visitor.last_name, visitor.email, visitor.matricule, visitor.street),
        *(token, LINK_TOKEN, day.paper.code, str(day.document.public_id)),
        *(mine.context.cookies()[0]["value"], desk.context.cookies()[0]["value"]),
    ]
    assert len(told.splitlines()) > 300
    for part in ("/en/espace/", "/admin/insured/", "/a/…/", "Not Found", IntegrityError.__name__):
        assert part in told, part
    assert found_in(told, [one for one in secrets if one]) == []


def test_every_secret_would_be_found_if_it_were_written():
    line = f'"GET /x?a={FIRST}+{LAST}&b=1950+01+15+000+01 HTTP/1.1" "{EMAIL}"'
    assert found_in(line, [FIRST, LAST, "1950011500001", EMAIL]) == [
        FIRST,
        LAST,
        "1950011500001",
        EMAIL,
    ]
