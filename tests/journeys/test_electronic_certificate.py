"""An electronic certificate from the doctor's program to the CNS, in a browser on a phone."""

import os
from io import StringIO

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.test import Client
from playwright.sync_api import expect

from cns_portal import clock
from cns_portal.demo import doctors_system
from cns_portal.inbox.tasks import deliver
from incapacity import tasks
from incapacity.choices.certificates import CertificateState
from incapacity.models import Certificate
from incapacity.services import senders
from tests.appointments.agents import window_of
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.incapacity.factories import CertificateFactory
from tests.incapacity.sendable import ago
from tests.journeys.looking import looks_right

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 780}


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def marie(transactional_db):
    return InsuredPersonFactory(signs_in=True, first_name="Marie", last_name="Beispill")


def as_in(client: Client, page, portal):
    name = django_settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": portal.url}
    page.context.add_cookies([cookie])
    page.set_viewport_size(PHONE)
    return page


def signed_in(person, page, portal):
    client = Client()
    client.force_login(person.account)
    return as_in(client, page, portal)


def send(matricule: str, *words: str) -> str:
    """What the command of the demonstration says that the portal answers."""
    said = StringIO()
    call_command("send_ecit", matricule, *words, stdout=said)
    return said.getvalue()


def seen(page, name: str) -> None:
    """The page is as every page should be; for people, a picture of it."""
    looks_right(page)
    if folder := os.environ.get("PICTURES"):
        for scheme in ("light", "dark"):
            for width in (360, 1280):
                page.emulate_media(color_scheme=scheme)
                page.set_viewport_size({"width": width, "height": 800})
                page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)
    page.set_viewport_size(PHONE)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_it_arrives_is_held_back_and_passed_on_after_all(open_page, live_portal, marie, scripts):
    page = signed_in(marie, open_page(java_script_enabled=scripts), live_portal)
    assert send(marie.matricule).startswith("201 Created")
    deliver()
    page.goto(f"{live_portal.url}/en/espace/messages/")
    page.get_by_role("link", name="An electronic certificate has arrived").click()
    page.get_by_role("link", name="/espace/incapacity/electronic/").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Certificate from")
    expect(page.get_by_text("It is passed on to the CNS by itself")).to_be_visible()
    expect(page.get_by_text("J06.9")).to_have_count(0)
    if scripts:
        seen(page, "ecit-arrived")
    page.get_by_role("button", name="Hold it back").click()
    expect(page.get_by_text("The CNS does not have this certificate")).to_be_visible()
    if scripts:
        seen(page, "ecit-kept")
    page.get_by_role("button", name="Pass it on to the CNS").click()
    expect(page.get_by_text("The certificate is passed on to the CNS. Reference:")).to_be_visible()
    certificate = Certificate.objects.get()
    assert certificate.state == CertificateState.SENT
    expect(page.get_by_text(certificate.procedure.reference).first).to_be_visible()


def test_it_goes_by_itself_while_somebody_looks_at_it(open_page, live_portal, marie, settings):
    settings.INCAPACITY_PASS_ON_AFTER = 0
    page = signed_in(marie, open_page(), live_portal)
    send(marie.matricule)
    certificate = Certificate.objects.get()
    page.goto(f"{live_portal.url}/en/espace/incapacity/electronic/{certificate.public_id}/")
    expect(page.get_by_text("It is being passed on now")).to_be_visible()
    tasks.pass_on()
    page.get_by_role("button", name="Hold it back").click()
    expect(page.get_by_text("It has already been passed on to the CNS")).to_be_visible()
    assert Certificate.objects.get().state == CertificateState.SENT


def test_a_late_one_that_does_not_fit_is_explained(open_page, live_portal, marie):
    page = signed_in(marie, open_page(), live_portal)
    CertificateFactory(person=marie, first_day=ago(30))
    first, last = ago(29).isoformat(), ago(20).isoformat()
    send(marie.matricule, "--first-day", first, "--last-day", last)
    certificate = Certificate.objects.get(channel="electronic")
    page.goto(f"{live_portal.url}/en/espace/incapacity/electronic/{certificate.public_id}/")
    expect(page.get_by_text("This does not seem to fit")).to_be_visible()
    seen(page, "ecit-late")
    reason = page.get_by_label("Why does it come late?")
    reason.fill("because " * 80)
    page.get_by_role("button", name="Pass it on now").click()
    expect(page.get_by_role("alert")).to_be_visible()
    seen(page, "ecit-late-error")
    page.get_by_label("Why does it come late?").fill("The doctor sent it late.")
    page.get_by_role("button", name="Pass it on now").click()
    expect(page.get_by_text("The certificate is passed on to the CNS")).to_be_visible()
    certificate.refresh_from_db()
    assert certificate.late_because == "The doctor sent it late."


def test_the_same_again_and_a_forgery(live_portal, marie):
    answers = send(marie.matricule, "--again").splitlines()
    assert answers[:2] == answers[2:]
    assert "bad_signature" in send(marie.matricule, "--forged")
    assert Certificate.objects.count() == 1


def test_the_command_is_for_the_demonstration_alone(settings, marie):
    settings.DEMO_MODE = False
    with pytest.raises(CommandError):
        send(marie.matricule)


def test_a_supervisor_sets_a_sender_up(open_page, live_portal, transactional_db):
    page = as_in(window_of(AccountFactory(supervisor=True)), open_page(), live_portal)
    sender = doctors_system.known().sender
    page.goto(f"{live_portal.url}/admin/incapacity/sender/")
    seen(page, "senders")
    page.goto(f"{live_portal.url}/admin/incapacity/sender/add/")
    page.get_by_label("Code").fill("praxis")
    page.get_by_label("Name").fill("Praxissoftware")
    page.get_by_label("Public key").fill(sender.public_key)
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_text("Another sender signs with this key.")).to_be_visible()
    seen(page, "sender-error")
    page.goto(f"{live_portal.url}/admin/incapacity/sender/{sender.pk}/change/")
    seen(page, "sender")
    page.get_by_role("link", name="Another token or key").click()
    seen(page, "sender-rotate")
    page.get_by_role("button", name="Give it another token").click()
    expect(page.get_by_text("It is shown only now.")).to_be_visible()
    seen(page, "sender-token")
    token = page.locator(".token code").inner_text()
    assert senders.of_token(token).sender == sender
    page.goto(f"{live_portal.url}/admin/incapacity/sender/{sender.pk}/revoke/")
    seen(page, "sender-revoke")
    page.get_by_role("button", name="Revoke this sender").click()
    expect(page.get_by_text("is revoked.")).to_be_visible()
    assert senders.of_token(token) is None
    assert clock.now() >= doctors_system.known().sender.revoked_at
