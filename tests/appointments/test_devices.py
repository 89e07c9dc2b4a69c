"""Devices: a token that is shown once, a cookie that only their page gets, and the end of both."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from appointments.choices import DeviceKind
from appointments.models import Device
from appointments.services import devices
from appointments.services.acting import SYSTEM, By
from cns_portal.audit.models import AuditEntry
from tests.appointments.agents import agent_of, window_of
from tests.appointments.entrance import AtTheDevice, address, new_device
from tests.factories import AccountFactory, AgencyFactory, DeviceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]

LIST = "/admin/appointments/device/"
TERMINAL, DISPLAY = DeviceKind.TERMINAL, DeviceKind.DISPLAY


@pytest.fixture
def supervisor():
    return window_of(AccountFactory(supervisor=True))


# -- the token ---------------------------------------------------------------------------------


def test_a_token_has_more_than_128_bits_and_only_its_hash_is_kept(agency):
    tokens = {new_device(agency)[1] for _ in range(50)}
    assert len(tokens) == 50
    assert 30 ** min(map(len, tokens)) > 2**128
    kept = repr(list(Device.objects.values())) + repr(list(AuditEntry.objects.values()))
    assert not any(token in kept for token in tokens)


@pytest.mark.parametrize(("kind", "end"), [(TERMINAL, ""), (DISPLAY, "display/")])
def test_a_device_signs_in_once_and_stays_signed_in(agency, client, settings, kind, end):
    settings.SESSION_COOKIE_SECURE = True
    _device, token = new_device(agency, kind)
    asked = client.get(address(agency, end))
    assert 'name="token"' in asked.content.decode()
    typed = f" {token[:4].lower()}-{token[4:]} "
    answer = client.post(address(agency, end), {"token": typed})
    cookie = answer.cookies[f"{kind}-device"]
    assert (answer.status_code, answer["Location"]) == (302, address(agency, end))
    assert cookie["httponly"]
    assert cookie["secure"]
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == address(agency)
    assert cookie["max-age"] > 300 * 86_400
    assert token not in cookie.value
    assert token not in answer["Location"]
    shown = client.get(address(agency, end))
    assert 'name="token"' not in shown.content.decode()
    assert f"{kind}-device" in shown.cookies, "each page begins the age of the cookie anew"


def test_a_token_opens_one_kind_of_page_at_one_agency(agency, client):
    other = AgencyFactory(slug="other")
    _device, token = new_device(agency, TERMINAL)
    pages = []
    for where in (address(other), address(agency, "display/"), address(other, "display/")):
        for typed in (token, "nobody's"):
            answer = client.post(where, {"token": typed})
            assert answer.status_code == 403
            assert not any(name.endswith("-device") for name in answer.cookies)
            pages.append(re.sub(r'(?:value|action)="[^"]*"', "", answer.content.decode()))
    assert len(set(pages[:2])) == len(set(pages[2:4])) == len(set(pages[4:])) == 1


def test_an_unknown_agency_has_no_terminal(db, client):
    nowhere = "/terminal/nowhere/"
    for end in ("", "display/", "frame", "alive", "calls.json"):
        assert client.get(nowhere + end).status_code == 404
        assert client.post(nowhere + end, {"token": "x"}).status_code == 404


def test_whoever_tries_many_tokens_has_to_wait(agency, client):
    _device, token = new_device(agency)
    codes = [client.post(address(agency), {"token": "wrong"}).status_code for _ in range(11)]
    assert codes == [403] * 10 + [429]
    refused = client.post(address(agency), {"token": token})
    assert refused.status_code == 429
    assert "Please wait ten minutes." in refused.content.decode()


@pytest.mark.parametrize("typed", ["", "x" * 5000, "\x00", "é" * 40, "%s%n", "<script>"])
def test_strange_tokens_are_refused(agency, client, typed):
    assert client.post(address(agency), {"token": typed}).status_code == 403


def test_a_forged_cookie_is_no_device(agency):
    client = Client()
    device, _token = new_device(agency)
    for value in (device.token_hash, f"{device.token_hash}:1:x", str(device.pk), ""):
        client.cookies["terminal-device"] = value
        assert 'name="token"' in client.get(address(agency)).content.decode()
        assert client.get(address(agency, "alive")).status_code == 403


def test_the_cookie_of_one_agency_is_nothing_at_another(agency):
    terminal = AtTheDevice(agency)
    other = AgencyFactory(slug="other")
    assert 'name="token"' in terminal.client.get(address(other)).content.decode()
    assert terminal.client.get(address(other, "alive")).status_code == 403


@pytest.mark.parametrize("kind", DeviceKind)
def test_a_revoked_device_is_a_stranger_from_the_next_request_on(agency, kind):
    at = AtTheDevice(agency, kind)
    data = "calls.json" if kind == DISPLAY else "alive"
    assert at.client.get(address(agency, data)).status_code in {200, 204}
    devices.revoke(at.device.pk, by=SYSTEM)
    assert at.client.get(address(agency, data)).status_code == 403
    assert 'name="token"' in at.client.get(at.page).content.decode()
    assert at.client.post(at.page, {"token": at.token}).status_code == 403
    if kind == TERMINAL:
        assert at.client.post(at.page, {"code": "2345"}).context.get("screen") is None
        frame = at.client.post(address(agency, "frame"), b"", content_type="image/jpeg")
        assert frame.status_code == 403


def test_nobodys_session_is_begun_or_looked_at(agency, django_assert_num_queries):
    terminal = AtTheDevice(agency)
    terminal.client.get(terminal.page)  # from now on it is heard of
    for page in (terminal.page, address(agency, "alive")):
        with django_assert_num_queries(2):  # the agency and the device
            answer = terminal.client.get(page)
        assert "sessionid" not in answer.cookies
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert not Session.objects.exists()


def test_the_device_is_heard_of_at_most_once_a_minute(
    agency, stopped_clock, django_assert_num_queries
):
    terminal = AtTheDevice(agency)
    terminal.client.get(address(agency, "alive"))
    first = stopped_clock.moment
    stopped_clock.advance(seconds=59)
    with django_assert_num_queries(2):
        terminal.client.get(address(agency, "alive"))
    terminal.device.refresh_from_db()
    assert terminal.device.last_seen_at == first
    stopped_clock.advance(seconds=1)
    terminal.client.get(address(agency, "alive"))
    terminal.device.refresh_from_db()
    assert terminal.device.last_seen_at == first + timedelta(minutes=1)


# -- the supervisor's window ----------------------------------------------------------------------


def test_a_supervisor_sees_the_token_once(supervisor, agency):
    answer = supervisor.post(
        f"{LIST}add/", {"agency": agency.pk, "kind": "terminal", "name": "Entrance"}
    )
    html = answer.content.decode()
    token = re.search(r"<code>([^<]+)</code>", html)[1]
    device = Device.objects.get()
    assert devices.of_token(token, agency=agency, kind=TERMINAL) == device
    assert f"http://testserver{address(agency)}" in html
    assert "no-store" in answer["Cache-Control"]
    assert answer.status_code == 200, "no address and no session carries it"
    for page in (LIST, f"{LIST}{device.pk}/change/", f"{LIST}add/"):
        assert token not in supervisor.get(page).content.decode()
    entry = AuditEntry.objects.get(action="device.added")
    assert entry.details == {"kind": "terminal", "agency": agency.pk}
    assert token.replace(" ", "") not in repr(entry.__dict__)


def test_the_list_says_when_a_device_was_last_heard_of(supervisor, agency, stopped_clock):
    AtTheDevice(agency, name="Beside the door").client.get(address(agency))
    html = supervisor.get(LIST).content.decode()
    assert "Beside the door" in html
    assert "In use" in html
    assert 'class="field-last_seen_at nowrap">2 March 2026' in html


def test_revoking_asks_first_and_is_written_down(supervisor, agency):
    device = DeviceFactory(agency=agency)
    page = f"{LIST}{device.pk}/revoke/"
    assert "cannot be undone" in supervisor.get(page).content.decode()
    device.refresh_from_db()
    assert device.revoked_at is None
    for _twice in range(2):
        assert supervisor.post(page)["Location"] == LIST
    device.refresh_from_db()
    assert device.revoked_at is not None
    assert AuditEntry.objects.filter(action="device.revoked").count() == 1
    assert "Revoked" in supervisor.get(LIST).content.decode()


def test_revoking_twice_keeps_the_first_moment(agency, stopped_clock):
    device = DeviceFactory(agency=agency)
    by = By.agent(AccountFactory(supervisor=True))
    first = devices.revoke(device.pk, by=by).revoked_at
    stopped_clock.advance(hours=1)
    assert devices.revoke(device.pk, by=by).revoked_at == first


def test_an_agent_sees_the_devices_of_the_own_agency_and_changes_none(agency):
    mine = DeviceFactory(agency=agency, name="My entrance")
    theirs = DeviceFactory(agency=AgencyFactory(), name="Their entrance")
    window = window_of(agent_of(agency))
    html = window.get(LIST).content.decode()
    assert "My entrance" in html
    assert "Their entrance" not in html
    assert window.get(f"{LIST}{mine.pk}/change/").status_code == 200
    assert window.get(f"{LIST}{theirs.pk}/change/").status_code == 404
    assert window.get(f"{LIST}{mine.pk}/revoke/").status_code == 404
    assert window.post(f"{LIST}{mine.pk}/revoke/").status_code == 404
    assert window.post(f"{LIST}add/", {"agency": agency.pk}).status_code == 403
    mine.refresh_from_db()
    assert mine.revoked_at is None
