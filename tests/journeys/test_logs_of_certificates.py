"""What a day with certificates leaves in logs and addresses: nothing about anybody."""

import io
import logging
import re
from datetime import date
from urllib.parse import unquote_plus

import pytest
from django.conf import settings
from django.db import IntegrityError
from playwright.sync_api import expect

from cns_portal import clock
from cns_portal.web.logs import Redacting
from incapacity import tasks
from incapacity.models import Certificate, Diagnosis
from incapacity.services import working
from tests.documents import samples
from tests.factories import some_matricule
from tests.incapacity.agents import QUEUE, an_agent, page_of
from tests.incapacity.ecit_messages import ADDRESS, ILLNESS, Practice, changed
from tests.incapacity.sendable import ago, marie, signed_in
from tests.insured.agents import window_of
from tests.insured.families import co_insured
from tests.journeys.test_every_page import take_over

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DOCTOR, CODE, STREET, BELL = "Dr Oktavian Wunderlich", "Q87.42", "Irrgartenpfad", "Zwirbelturm"
SHEET = {"name": "Quendoline.jpg", "mimeType": "image/jpeg", "buffer": samples.picture("JPEG")}


@pytest.fixture
def person(agency):
    person = marie()
    type(person).objects.filter(pk=person.pk).update(
        first_name="Quendoline", last_name="Zwirbelmann", email="quendoline@people.example"
    )
    person.refresh_from_db()
    co_insured(person, first_name="Xaverius", last_name="Zwirbelmann", birth_date=date(2021, 3, 21))
    return person


@pytest.fixture
def log():
    """Everything the portal's programs would write, as their handlers write it."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    line = settings.LOGGING["formatters"]["line"]
    handler.setFormatter(logging.Formatter(line["format"], style=line["style"]))
    handler.addFilter(Redacting())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(settings.LOGGING["root"]["level"])
    # Whatever configured logging in an earlier test may have silenced the portal's loggers.
    for known in logging.Logger.manager.loggerDict.values():
        if isinstance(known, logging.Logger):
            known.disabled = False
    yield text
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def secrets(person):
    """What must not stand anywhere, in any spelling that is looked for without case."""
    children = Certificate.child.field.related_model.objects.exclude(pk=person.pk)
    numbers = [person.matricule, *children.values_list("matricule", flat=True)]
    names = ["Quendoline", "Zwirbelmann", "Xaverius", "Wunderlich", STREET, BELL, CODE]
    return [*names, *filter(None, numbers)]


def found_in(text: str, secrets: list[str]) -> list[str]:
    """Those of the secrets that the text holds, matricules also with gaps."""
    plain = unquote_plus(text).lower()
    digits = re.sub(r"(?<=\d)[ .+](?=\d)", "", plain)
    return [one for one in secrets if one.lower() in plain or one.lower() in digits]


def written(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def asked_by(page) -> list[str]:
    """The addresses that the browser asks for, from now on."""
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    return addresses


def at_home(page, portal) -> None:
    """A certificate from its first question to the page that it gets, with slips on the way."""
    page.goto(f"{portal.url}/en/espace/incapacity/new/")
    page.get_by_label("I am ill").check()
    page.get_by_label("First day of absence").fill(written(ago(0)))
    page.get_by_role("button", name="Show until when").click()
    page.locator("#answer").get_by_role("button", name="Go on to the certificate").click()
    page.get_by_label("Add photos or PDF files").set_input_files(SHEET)
    expect(page.get_by_text("Quendoline.jpg").first).to_be_visible()
    page.get_by_label("Doctor", exact=True).fill(DOCTOR)
    page.get_by_label("Code of the diagnosis").fill(CODE)
    page.get_by_label("The doctor wrote it").check()
    page.get_by_label("Last day", exact=True).fill("31/02/2026")
    page.get_by_label("Last day", exact=True).blur()
    expect(page.get_by_role("status").filter(has_text="Not saved yet")).to_be_visible()
    page.get_by_label("Last day", exact=True).fill(written(ago(-4)))
    page.get_by_label("Issued on").fill(written(ago(0)))
    page.get_by_role("button", name="Save and check").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before sending")
    send = page.get_by_role("button", name="Send the certificate")
    for _ in range(60):
        page.wait_for_load_state()
        if send.count():
            break
        page.wait_for_timeout(300)
        page.reload()
    send.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your certificate is sent")
    for path in ("", "days/"):
        page.goto(f"{portal.url}/en/espace/incapacity/{path}")
        page.wait_for_load_state()


def at_the_desk(page, portal, certificate: Certificate, person) -> None:
    """Searched for by number and by name, opened, the sheet and the code looked at."""
    for words in (person.matricule, person.full_name, "Zwirbel%' OR 1=1"):
        page.goto(portal.url + QUEUE)
        page.locator("#searchbar").fill(words)
        page.locator("#searchbar").press("Enter")
        page.wait_for_load_state()
    page.goto(portal.url + page_of(certificate))
    page.wait_for_load_state()
    page.get_by_role("link", name="Show the code").click()
    expect(page.get_by_text(CODE)).to_be_visible()


def from_a_practice(portal, page, person) -> None:
    """Messages that are accepted, replayed, wrong and unsigned."""
    practice = Practice()
    today = f"{clock.today():%Y-%m-%d}"
    stay = {"street": STREET, "place": "Wiltz", "bell": BELL, "country": "LU"}
    days = {"first_day": today, "last_day": today, "issued_on": today}
    names = {"doctor__name": DOCTOR, "diagnosis": CODE}
    good = changed(ILLNESS, matricule=person.matricule, stay=stay, **days, **names)
    wrong = changed(good, last_day="never", cause=CODE)
    unknown = changed(good, matricule=some_matricule(999, born="19910101"))
    where = portal.url + ADDRESS
    messages = [practice.message(one, aud=where) for one in (good, wrong, unknown)]
    for body in (*messages, messages[0], messages[0][:-9] + b"tampered9", CODE.encode()):
        page.request.post(
            where,
            data=body,
            headers={
                "Authorization": f"Bearer {practice.token}",
                "Content-Type": "application/jose",
            },
        )


def breaks_down(monkeypatch, arrived) -> None:
    """What the database says about a row that it refuses names everything in the row."""

    def refused(certificate, *args, **kwargs):
        Certificate.objects.filter(pk=certificate.pk).update(country="lu")

    with monkeypatch.context() as patched:
        patched.setattr("incapacity.services.passing_on.handing_in.hand_in", refused)
        # Due only now, so that the worker beside does not pass it on before.
        Certificate.objects.filter(pk=arrived.pk).update(passes_on_at=clock.now())
        tasks.pass_on()


def test_nothing_about_anybody_is_logged_or_stands_in_an_address(
    open_page, worker, live_portal, person, log, secrets, monkeypatch
):
    mine, addresses = open_page(), []
    take_over(mine, live_portal, signed_in(person))
    addresses.append(asked_by(mine))
    at_home(mine, live_portal)
    certificate = Certificate.objects.get(state="sent")
    assert Diagnosis.objects.get(certificate=certificate).code == CODE

    agent = an_agent()
    desk = open_page()
    take_over(desk, live_portal, window_of(agent))
    addresses.append(asked_by(desk))
    at_the_desk(desk, live_portal, certificate, person)
    working.take(certificate.pk, agent=agent)

    from_a_practice(live_portal, desk, person)
    [arrived] = Certificate.objects.filter(state="arrived")
    breaks_down(monkeypatch, arrived)

    told = log.getvalue()
    assert "could not be passed on" in told
    assert IntegrityError.__name__ in told
    assert found_in(told, secrets) == []
    asked = "\n".join(url for urls in addresses for url in urls)
    assert "/espace/incapacity/" in asked
    assert "/admin/incapacity/" in asked
    assert found_in(asked, secrets) == []


def test_what_is_looked_for_would_be_found():
    assert found_in("GET /x?q=Zwirbel%2Dmann+1985%2004%2012", ["Zwirbel-mann", "19850412"]) == [
        "Zwirbel-mann",
        "19850412",
    ]
