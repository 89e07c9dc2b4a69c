"""Agents: a password, then a code, and no page of the admin before both."""

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.urls import get_resolver

from cns_portal.demo.people import AGENTS, seed_agents
from cns_portal.sealing.envelope import CannotDecrypt
from tests.accounts.agents import PASSWORD, SECRET, an_agent, code, sign_in_agent
from tests.accounts.identity_service import sign_in

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/agents/login/"
CODE = "/accounts/agents/second-factor/code/"
SET_UP = "/accounts/agents/second-factor/set-up/"


def admin_addresses() -> list[str]:
    """Every address of the admin, with an invented id where one is needed."""
    found = []

    def walk(patterns, prefix):
        for pattern in patterns:
            text = prefix + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns, text)
            elif "final_catch_all" not in text and "(" not in text:
                found.append("/" + text.replace("<path:object_id>", "1").replace("<path:url>", "x"))

    walk([r for r in get_resolver().url_patterns if getattr(r, "namespace", "") == "admin"], "")
    return [address for address in found if "<" not in address]


OPEN = {"/admin/login/", "/admin/logout/", "/admin/jsi18n/"}


def closed_addresses() -> list[str]:
    addresses = [address for address in admin_addresses() if address not in OPEN]
    assert "/admin/insured/insuredperson/" in addresses
    return addresses


def test_password_and_code_lead_into_the_admin(client):
    agent = an_agent(is_superuser=True)
    asked = client.get("/admin/", follow=True)
    assert asked.redirect_chain[-1][0] == f"{LOGIN}?next=%2Fadmin%2F"
    response = client.post(
        LOGIN, {"login": "agent", "password": PASSWORD, "next": "/admin/insured/"}
    )
    assert response["Location"] == CODE
    assert client.get("/admin/").status_code == 302
    response = client.post(CODE, {"code": code(agent)})
    assert response["Location"] == "/admin/insured/"
    assert client.get("/admin/").status_code == 200


def test_the_session_is_new_after_the_code(client):
    agent = an_agent()
    client.post(LOGIN, {"login": "agent", "password": PASSWORD})
    before = client.cookies["sessionid"].value
    client.post(CODE, {"code": code(agent)})
    assert client.cookies["sessionid"].value != before


def sign_in_with(client, password: str, code: str) -> bool:
    client.logout()
    client.post(LOGIN, {"login": "agent", "password": password})
    client.post(CODE, {"code": code})
    return "_auth_user_id" in client.session


@pytest.fixture
def cache_with_our_clock(settings):
    """Redis forgets by its own clock, which no test can turn; this one asks ours."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


def test_a_wrong_code_does_not(client):
    an_agent()
    assert not sign_in_with(client, PASSWORD, "000000")


@pytest.mark.parametrize("seconds_later", [0, 20, 29, 31, 45, 59])
def test_a_code_is_accepted_once_for_as_long_as_it_would_be_good(
    client, cache_with_our_clock, seconds_later
):
    agent = an_agent()
    with time_machine.travel("2026-05-04 10:00:00+00:00", tick=False) as moment:
        used = code(agent)
        assert sign_in_with(client, PASSWORD, used)
        moment.shift(seconds_later)
        assert not sign_in_with(client, PASSWORD, used)
        assert sign_in_with(client, PASSWORD, code(agent))


def test_a_code_may_be_half_a_minute_old_but_no_older(client, cache_with_our_clock):
    agent = an_agent()
    with time_machine.travel("2026-05-04 10:00:00+00:00", tick=False) as moment:
        first = code(agent)
        moment.shift(61)
        assert not sign_in_with(client, PASSWORD, first)
        second = code(agent)
        moment.shift(30)
        assert sign_in_with(client, PASSWORD, second)


def test_an_agent_without_a_second_factor_must_set_it_up_first(client):
    agent = an_agent(second_factor_set_up=False, is_superuser=True)
    response = client.post(LOGIN, {"login": "agent", "password": PASSWORD}, follow=True)
    assert response.request["PATH_INFO"].startswith("/accounts/agents/")
    for address in closed_addresses():
        assert client.get(address).status_code == 302, address
    again = client.get(SET_UP, follow=True)
    assert "password once more" in again.text
    client.post("/accounts/agents/again/", {"password": PASSWORD, "next": SET_UP})
    page = client.get(SET_UP)
    assert page.status_code == 200
    secret = client.session["mfa.totp.secret"]
    before = client.cookies["sessionid"].value
    assert client.post(SET_UP, {"code": "000000"}).status_code == 200
    done = client.post(SET_UP, {"code": code(agent, secret)}, follow=True)
    assert done.status_code == 200
    assert "recovery codes" in done.text
    assert client.cookies["sessionid"].value != before
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("who", ["nobody", "agent_without_code", "agent_with_password_only"])
def test_no_page_of_the_admin_without_both_factors(client, who):
    if who == "agent_without_code":
        client.force_login(an_agent(second_factor_set_up=False, is_superuser=True))
    if who == "agent_with_password_only":
        client.force_login(an_agent(is_superuser=True))
    for address in closed_addresses():
        for method in (client.get, client.post):
            response = method(address)
            assert response.status_code == 302, address
            assert response["Location"].startswith("/admin/login/"), address


def test_an_agent_whose_session_has_not_shown_the_code_is_asked_for_it(client):
    agent = an_agent(is_superuser=True)
    client.force_login(agent)
    page = client.get("/admin/", follow=True)
    assert page.redirect_chain[-1][0].startswith("/accounts/agents/second-factor/again/")
    before = client.cookies["sessionid"].value
    response = client.post(
        page.redirect_chain[-1][0], {"code": code(agent), "next": "/admin/insured/"}
    )
    assert response["Location"] == "/admin/insured/"
    assert client.cookies["sessionid"].value != before
    assert client.get("/admin/").status_code == 200


def test_an_insured_person_gets_no_admin_and_no_agents_pages(client, identity_service):
    sign_in(client, "marie")
    for address in closed_addresses():
        assert client.get(address, follow=True).status_code == 403, address
    for page in ("second-factor/", "second-factor/set-up/", "password/", "again/"):
        assert client.get(f"/accounts/agents/{page}").status_code == 403, page


def test_the_admin_has_no_password_form_of_its_own(client):
    an_agent()
    response = client.post("/admin/login/", {"username": "agent", "password": PASSWORD})
    assert response.status_code == 302
    assert "_auth_user_id" not in client.session


def test_next_stays_on_this_site(client):
    agent = an_agent()
    sign_in_agent(client, agent)
    response = client.get("/admin/login/", {"next": "https://evil.example/"})
    assert response["Location"] == "/admin/"


def test_a_password_of_an_account_that_is_no_agent_opens_nothing(client, django_user_model):
    django_user_model.objects.create_user("somebody", password=PASSWORD)
    response = client.post(LOGIN, {"login": "somebody", "password": PASSWORD})
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_seeds_are_encrypted_at_rest_under_the_storage_keys_alone(settings):
    settings.STORAGE_KEYS = ["A" * 43 + "="]
    agent = an_agent()
    stored = Authenticator.objects.get(user=agent).data["secret"]
    assert SECRET not in stored
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-" * 6, []
    assert Authenticator.objects.get(user=agent).wrap().validate_code(code(agent))
    settings.STORAGE_KEYS = ["B" * 42 + "A="]
    with pytest.raises(CannotDecrypt):
        Authenticator.objects.get(user=agent).wrap().validate_code(code(agent))


def test_tables_with_seeds_and_tokens_are_not_in_the_admin():
    labels = {model._meta.app_label for model in admin.site._registry}
    assert labels.isdisjoint({"mfa", "socialaccount", "account"})


def test_too_many_wrong_passwords_are_stopped(client):
    an_agent()
    for _attempt in range(6):
        client.post(LOGIN, {"login": "agent", "password": "wrong"})
    response = client.post(LOGIN, {"login": "agent", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert response.status_code in (200, 429)


# -- The demonstration shows the code, and only there ---------------------------------------


def test_the_demonstration_shows_the_code_of_its_agents(client):
    agent = AGENTS[0]
    seed_agents()
    with time_machine.travel("2026-05-04 10:00:05+00:00", tick=False):
        client.post(LOGIN, {"login": agent.username, "password": agent.password})
        page = client.get(CODE)
        shown = page.context["demonstration"]["code"]
        assert "Demonstration" in page.text
        assert shown in page.text
        assert client.post(CODE, {"code": shown}).status_code == 302
        for sentence in ("would next show", "in 25 seconds"):
            client.logout()
            client.post(LOGIN, {"login": agent.username, "password": agent.password})
            page = client.get(CODE)
            assert sentence in page.text
            client.post(CODE, {"code": page.context["demonstration"]["code"]})


def test_nowhere_else(client, settings):
    agent = AGENTS[0]
    seed_agents()
    settings.DEMO_MODE = False
    client.post(LOGIN, {"login": agent.username, "password": agent.password})
    page = client.get(CODE)
    assert page.context["demonstration"] is None
    assert "would show" not in page.text


def test_and_not_of_an_agent_with_an_app_of_their_own(client):
    an_agent("agent.esch")  # the name of a demonstration agent, another secret
    client.post(LOGIN, {"login": "agent.esch", "password": PASSWORD})
    assert client.get(CODE).context["demonstration"] is None


def test_the_agents_of_the_demonstration_can_be_seeded_twice():
    first = seed_agents()
    assert seed_agents() == first
    assert Authenticator.objects.count() == len(AGENTS)
    assert first["supervisor"].is_superuser
    assert not first["agent.esch"].is_superuser


def test_check_finds_nothing():
    call_command("check", "--fail-level", "WARNING")


# -- The pages around it ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    ["second-factor/", "password/", "again/", "second-factor/again/"],
)
def test_agents_have_pages_for_password_and_second_factor(client, page):
    sign_in_agent(client, an_agent())
    assert client.get(f"/accounts/agents/{page}").status_code == 200


def test_recovery_codes_are_renewed_after_the_password(client):
    agent = an_agent()
    sign_in_agent(client, agent)
    new = "/accounts/agents/recovery-codes/new/"
    asked = client.get(new)
    assert asked.status_code == 302
    client.post(asked["Location"], {"password": PASSWORD, "next": new})
    assert client.get(new).status_code == 200
    codes = client.post(new, follow=True)
    assert "recovery codes" in codes.text
    stored = Authenticator.objects.get(user=agent, type=Authenticator.Type.RECOVERY_CODES)
    assert all(code not in str(stored.data) for code in codes.context["unused_codes"])


def test_a_recovery_code_signs_in_once(client):
    agent = an_agent()
    client.force_login(agent)
    codes = RecoveryCodes.activate(agent).get_unused_codes()
    assert sign_in_with(client, PASSWORD, codes[0])
    assert not sign_in_with(client, PASSWORD, codes[0])


def test_a_new_password(client):
    agent = an_agent()
    sign_in_agent(client, agent)
    new = "another-password-for-tests"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post("/accounts/agents/password/", data)
    agent.refresh_from_db()
    assert agent.check_password(new)


def test_signing_out_asks_first_and_ends_the_session(client):
    sign_in_agent(client, an_agent())
    assert client.get("/accounts/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_a_supervisor_resets_a_lost_second_factor(client):
    supervisor, agent = an_agent("supervisor", is_superuser=True), an_agent()
    sign_in_agent(client, supervisor)
    response = client.post(
        "/admin/accounts/account/",
        {"action": "reset_second_factor", "_selected_action": [agent.pk]},
        follow=True,
    )
    assert "was reset" in response.text
    assert not Authenticator.objects.filter(user=agent).exists()
    assert Authenticator.objects.filter(user=supervisor).exists()


def test_an_account_added_by_a_supervisor_is_an_agents(client, django_user_model):
    sign_in_agent(client, an_agent("supervisor", is_superuser=True))
    response = client.post(
        "/admin/accounts/account/add/",
        {
            "username": "new.agent",
            "usable_password": "true",
            "password1": "Guichet-2026-Esch",
            "password2": "Guichet-2026-Esch",
        },
    )
    assert response.status_code == 302, response.context["errors"]
    assert django_user_model.objects.get(username="new.agent").is_staff


def test_accounts_of_the_insured_are_not_in_the_list(client, identity_service):
    sign_in(client, "marie")
    client.logout()
    sign_in_agent(client, an_agent("supervisor", is_superuser=True))
    assert "eid-" not in client.get("/admin/accounts/account/").text


def test_an_agent_with_every_permission_cannot_make_themselves_a_supervisor(client):
    agent = an_agent()
    agent.user_permissions.set(Permission.objects.all())
    sign_in_agent(client, agent)
    assert client.get("/admin/").status_code == 200
    for page in ("", "add/", f"{agent.pk}/change/", f"{agent.pk}/password/"):
        assert client.get(f"/admin/accounts/account/{page}").status_code == 403, page
