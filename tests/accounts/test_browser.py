"""Signing in with a real browser: two sites, a strict policy, with and without scripts."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from cns_portal.demo.people import AGENTS, seed_agents, seed_people
from tests.accounts.identity_service import CALLBACK

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def portal(live_server, identity_service, settings):
    """The portal's address under the name `localhost`, connected to the provider."""
    port = urlsplit(live_server.url).port
    before = identity_service.redirect_uris
    identity_service.redirect_uris = tuple(
        f"http://{name}:{port}{CALLBACK}" for name in ("localhost", "127.0.0.1")
    )
    policy = settings.CONTENT_SECURITY_POLICY
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": policy["DIRECTIVES"] | {"form-action": ["'self'", identity_service.issuer]}
    }
    yield f"http://localhost:{port}"
    identity_service.redirect_uris = before


@pytest.fixture
def complaints(page):
    """What the browser's console says: violations of the policy among it."""
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def accessible(page) -> list:
    return [
        f"{rule['id']}: {[node['html'] for node in rule['nodes']]}"
        for rule in Axe().run(page).response["violations"]
    ]


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1"])
def test_a_person_signs_in_under_either_name_of_the_portal(page, portal, complaints, name):
    seed_people()
    page.goto(f"{portal.replace('localhost', name)}/accounts/login/?next=/accounts/logout/")
    assert accessible(page) == []
    page.get_by_role("button", name="Sign in with LuxTrust").click()
    expect(page.get_by_text("no real identity is checked")).to_be_visible()
    assert accessible(page) == []
    page.get_by_role("button", name="Marie Beispill").click()
    page.wait_for_url("**/accounts/logout/")
    assert urlsplit(page.url).hostname == name
    assert "Marie Beispill" in page.inner_text("header")
    assert [text for text in complaints if "Content Security Policy" in text] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_choice_of_people_in_light_and_dark(page, portal, theme):
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{portal}/accounts/login/")
    page.get_by_role("button", name="Sign in with LuxTrust").click()
    assert accessible(page) == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320


def test_leaving_the_providers_page(page, portal):
    page.goto(f"{portal}/accounts/login/?next=/accounts/logout/")
    page.get_by_role("button", name="Sign in with LuxTrust").click()
    page.get_by_role("button", name="Cancel").click()
    page.wait_for_url("**/accounts/login/?next=%2Faccounts%2Flogout%2F")


def test_without_scripts(browser, portal):
    seed_people()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{portal}/accounts/login/?next=/accounts/logout/")
    page.get_by_role("button", name="Sign in with LuxTrust").click()
    page.get_by_role("button", name="Josette Fiktiv").click()
    page.wait_for_url("**/accounts/logout/")
    context.close()


def test_an_agent_signs_in_with_two_factors(page, portal, complaints):
    seed_agents()
    agent = next(agent for agent in AGENTS if agent.role == "supervisor")
    page.goto(f"{portal}/admin/")
    assert accessible(page) == []
    page.get_by_label("User name").fill(agent.username)
    page.get_by_label("Password").fill(agent.password)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/second-factor/code/")
    assert accessible(page) == []
    page.get_by_label("Code").fill(page.locator("strong.code").inner_text())
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")
    assert [text for text in complaints if "Content Security Policy" in text] == []


def test_setting_up_a_second_factor(page, portal, complaints):
    from allauth.mfa.models import Authenticator

    accounts = seed_agents()
    agent = next(agent for agent in AGENTS if agent.role == "supervisor")
    Authenticator.objects.filter(user=accounts[agent.username]).delete()
    page.goto(f"{portal}/admin/")
    page.get_by_label("User name").fill(agent.username)
    page.get_by_label("Password").fill(agent.password)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Password").fill(agent.password)
    assert accessible(page) == []
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Set up your authenticator app")).to_be_visible()
    assert accessible(page) == []
    secret = page.locator("main code").inner_text()
    page.get_by_label("code").fill(_code(secret))
    page.get_by_role("button", name="Finish").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    assert accessible(page) == []
    page.get_by_role("link", name="Continue").click()
    page.wait_for_url("**/admin/")
    assert [text for text in complaints if "Content Security Policy" in text] == []


def _code(secret: str) -> str:
    import time

    from allauth.mfa.totp.internal import auth

    return auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30))
