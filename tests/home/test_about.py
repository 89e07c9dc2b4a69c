"""The pages about the portal itself, and what programs look for at fixed places."""

from datetime import datetime, timedelta

import pytest
from django.conf import settings as django_settings
from django.contrib.messages.storage.cookie import CookieStorage

from cns_portal import clock
from cns_portal.home.presenters.cookies import cookies

pytestmark = pytest.mark.django_db


def fields(text: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text.splitlines() if line)


def test_security_txt_says_where_weaknesses_are_reported_and_until_when_it_holds(client, settings):
    settings.SITE_URL = "https://portal.example"
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    found = fields(answer.text)
    assert found["Contact"].startswith("https://portal.example/en/")
    assert found["Canonical"] == "https://portal.example/.well-known/security.txt"
    expires = datetime.fromisoformat(found["Expires"])
    assert timedelta(days=100) < expires - clock.now() < timedelta(days=365)


def test_whoever_runs_the_portal_can_name_another_place(client, settings):
    settings.SECURITY_CONTACT = "mailto:security@portal.example"
    found = fields(client.get("/.well-known/security.txt").text)
    assert found["Contact"] == "mailto:security@portal.example"


def test_every_cookie_of_a_visit_is_on_the_page(client):
    listed = {cookie.name for cookie in cookies()}
    client.post("/en/theme/", {"theme": "dark", "next": "/en/"})
    client.post("/en/language/", {"language": "de", "next": "/en/"})
    client.get("/accounts/login/")
    client.post("/en/appointments/new/", {"consent": "on"})
    assert len(client.cookies) >= 3
    assert set(client.cookies) <= listed
    page = client.get("/en/cookies/").text
    assert all(f">{name}<" in page for name in listed)


def test_the_names_are_those_that_the_settings_give(settings):
    settings.SESSION_COOKIE_NAME = "__Host-session"
    assert "__Host-session" in {cookie.name for cookie in cookies()}
    assert CookieStorage.cookie_name in {cookie.name for cookie in cookies()}
    assert django_settings.CSRF_COOKIE_AGE == 60 * 60 * 24 * 7 * 52  # "one year" on the page


@pytest.mark.parametrize("path", ["accessibility", "cookies", "data-protection", "legal-notice"])
@pytest.mark.parametrize("language", ["de", "en", "fr", "lb"])
def test_the_pages_are_there_in_every_language_and_ask_the_database_nothing(
    client, path, language, django_assert_num_queries
):
    with django_assert_num_queries(0):
        answer = client.get(f"/{language}/{path}/")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text


def test_the_pages_say_that_this_is_not_the_official_site(client):
    assert "not the official site" in client.get("/en/legal-notice/").text
    statement = client.get("/en/accessibility/").text
    assert "law of 28 May 2019" in statement
    assert "does not claim to be compliant" in statement
    assert "within 30 days" in statement
