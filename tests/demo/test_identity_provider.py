"""The simulated provider behaves like a real one."""

import time
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests

from cns_portal.demo.identity_provider.provider import people_to_choose_from
from cns_portal.demo.management.commands.run_identity_provider import redirect_uris

VERIFIER = "v" * 64


def challenge_of(verifier: str) -> str:
    import base64
    import hashlib

    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@pytest.fixture
def service(running_provider):
    return running_provider.provider


def asked(service, **changes) -> dict:
    return {
        "client_id": service.client_id,
        "redirect_uri": service.redirect_uris[0],
        "response_type": "code",
        "scope": "openid profile",
        "state": "s",
        "nonce": "n",
        "code_challenge": challenge_of(VERIFIER),
        "code_challenge_method": "S256",
    } | changes


def page(service, **changes):
    query = urlencode(asked(service, **changes))
    return requests.get(f"{service.issuer}/authorize?{query}", allow_redirects=False, timeout=60)


def answer(service, **changes) -> dict:
    response = requests.post(
        f"{service.issuer}/authorize",
        asked(service, **changes),
        allow_redirects=False,
        timeout=60,
    )
    return dict(parse_qsl(urlsplit(response.headers["Location"]).query))


def exchange(service, code: str, **changes) -> requests.Response:
    data = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": service.redirect_uris[0],
        "code_verifier": VERIFIER,
    } | changes
    return requests.post(
        f"{service.issuer}/token",
        data,
        auth=(service.client_id, service.client_secret),
        timeout=60,
    )


def test_the_page_offers_everybody_and_says_what_it_is(service):
    shown = page(service)
    assert "Simulation – no real identity is checked." in shown.text
    for person in people_to_choose_from():
        assert person.full_name in shown.text
    assert "Max" not in shown.text


def test_the_page_sets_no_cookie_and_lets_the_form_lead_back(service):
    shown = page(service)
    assert not shown.cookies
    policy = shown.headers["Content-Security-Policy"]
    assert "form-action 'self' http://testserver" in policy
    assert "unsafe" not in policy
    assert "<script" not in shown.text
    assert " style=" not in shown.text


def test_the_stylesheet_is_served(service):
    assert requests.get(f"{service.issuer}/static/css/portal.css", timeout=60).status_code == 200


def test_the_page_speaks_the_language_that_was_asked_for(service):
    assert '<html lang="de">' in page(service, ui_locales="de").text
    assert '<html lang="en">' in page(service, ui_locales="xx").text


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "another"},
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": "http://testserver/accounts/identity/eid/callback/?x=1"},
    ],
)
def test_an_unknown_portal_is_not_sent_anywhere(service, changes):
    assert page(service, **changes).status_code == 400


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"person": "nobody"}, "invalid_request"),
        ({"person": "max"}, "invalid_request"),
        ({"cancel": "1"}, "access_denied"),
    ],
)
def test_mistakes_are_told_to_the_portal(service, changes, error):
    told = answer(service, **changes)
    assert told == {"error": error, "state": "s", "iss": service.issuer}


def test_a_code_is_good_once(service):
    code = answer(service, person="luc")["code"]
    tokens = exchange(service, code)
    assert tokens.status_code == 200
    assert tokens.headers["Cache-Control"] == "no-store"
    assert exchange(service, code).json() == {"error": "invalid_grant"}


def test_a_code_tried_with_a_wrong_verifier_is_lost(service):
    code = answer(service, person="luc")["code"]
    assert exchange(service, code, code_verifier="w" * 64).status_code == 400
    assert exchange(service, code).status_code == 400


def test_a_code_grows_old(service, monkeypatch):
    code = answer(service, person="luc")["code"]
    later = time.time() + 61
    monkeypatch.setattr("cns_portal.demo.identity_provider.provider.time.time", lambda: later)
    assert exchange(service, code).status_code == 400


def test_only_the_client_gets_tokens(service):
    code = answer(service, person="luc")["code"]
    response = requests.post(
        f"{service.issuer}/token", {"code": code}, auth=("portal", "guessed"), timeout=60
    )
    assert response.status_code == 401
    by_form = exchange(service, code)
    assert by_form.status_code == 200


def test_userinfo_needs_a_token(service):
    response = requests.get(f"{service.issuer}/userinfo", timeout=60)
    assert response.status_code == 401
    tokens = exchange(service, answer(service, person="luc")["code"]).json()
    claims = requests.get(
        f"{service.issuer}/userinfo",
        headers={"Authorization": f"Bearer {tokens['access_token']}"},
        timeout=60,
    ).json()
    assert (claims["sub"], claims["given_name"]) == ("simulated-luc", "Luc")


def test_the_portal_may_be_opened_under_either_name(settings):
    settings.SITE_URL = "http://localhost:8000"
    assert redirect_uris(8000) == (
        "http://localhost:8000/accounts/identity/eid/callback/",
        "http://127.0.0.1:8000/accounts/identity/eid/callback/",
        "http://[::1]:8000/accounts/identity/eid/callback/",
    )


def test_it_runs_in_the_demonstration_only(settings):
    from django.core.management import CommandError, call_command

    settings.DEMO_MODE = False
    with pytest.raises(CommandError, match="DEMO_MODE"):
        call_command("run_identity_provider")
