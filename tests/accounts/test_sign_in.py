"""Signing in with an electronic identity, the whole way through a real provider."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse

from cns_portal.accounts.models import Account
from cns_portal.demo.people import PEOPLE, seed_people
from insured.selectors import people as selectors
from tests.accounts.identity_service import choose, come_back, sign_in, start

pytestmark = pytest.mark.django_db
MARIE = next(person for person in PEOPLE if person.key == "marie")


def test_a_known_person_signs_in_and_their_file_opens(client, identity_service):
    seed_people()
    response = sign_in(client, "marie")
    assert response.status_code == 302
    person = selectors.by_matricule(MARIE.matricule)
    assert int(client.session["_auth_user_id"]) == person.account_id
    assert not person.account.has_usable_password()
    assert not person.account.is_staff
    assert person.locality == "Esch-sur-Alzette"


def test_an_unknown_verified_identity_gets_a_file(client, identity_service):
    sign_in(client, "greta")
    person = selectors.by_person_identifier("DE/LU/demo-0000-niemand")
    assert person.full_name == "Greta Niemand"
    assert person.matricule is None
    assert person.dossier_id


def test_the_second_sign_in_finds_the_same_account(client, identity_service, django_user_model):
    sign_in(client, "marie")
    client.logout()
    sign_in(client, "marie")
    assert django_user_model.objects.count() == 1
    assert SocialAccount.objects.count() == 1


def test_two_means_of_one_person_share_the_account(client, identity_service, monkeypatch):
    sign_in(client, "marie")
    client.logout()
    original = identity_service.id_token_claims
    userinfo = identity_service.userinfo
    monkeypatch.setattr(
        identity_service, "id_token_claims", lambda grant: original(grant) | {"sub": "card-2"}
    )
    monkeypatch.setattr(
        identity_service, "userinfo", lambda token: userinfo(token) | {"sub": "card-2"}
    )
    sign_in(client, "marie")
    assert Account.objects.count() == 1
    assert SocialAccount.objects.count() == 2


def test_next_survives_the_way_through_the_provider(client, identity_service):
    response = sign_in(client, "luc", next_url="/en/appointments/new/?step=4")
    assert response["Location"] == "/en/appointments/new/?step=4"


def test_a_foreign_next_is_ignored(client, identity_service):
    response = sign_in(client, "luc", next_url="https://evil.example/")
    assert "evil" not in response["Location"]


def test_the_sign_in_page_carries_next_into_the_form(client, identity_service):
    page = client.get(reverse("account_login"), {"next": "/en/appointments/new/"})
    assert '<input type="hidden" name="next" value="/en/appointments/new/">' in page.text


def test_what_was_typed_before_signing_in_is_kept_under_a_new_session(client, identity_service):
    client.get(reverse("account_login"))
    session = client.session
    session["booking"] = {"topic": "information"}
    session.save()
    address = start(client)
    before = client.cookies["sessionid"].value
    come_back(client, choose(address, "luc"))
    assert client.session["booking"] == {"topic": "information"}
    assert client.cookies["sessionid"].value != before
    client.cookies["sessionid"] = before
    assert "_auth_user_id" not in client.session


def test_the_request_to_the_provider_is_bound_to_this_session(client, identity_service):
    asked = parse_qs(urlsplit(start(client)).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["nonce"][0]) == 43
    assert asked["response_type"] == ["code"]
    again = parse_qs(urlsplit(start(client)).query)
    assert again["nonce"] != asked["nonce"]
    assert again["state"] != asked["state"]


def test_the_address_can_add_nothing_to_the_request(client, identity_service):
    response = client.post(
        "/accounts/identity/eid/login/?auth_params=redirect_uri%3Dhttps://evil.example"
        "&scope=address&process=connect"
    )
    assert "evil" not in response["Location"]
    assert "address" not in response["Location"]


def test_leaving_the_providers_page_leads_back_to_the_choice(client, identity_service):
    asked = parse_qs(urlsplit(start(client, next_url="/en/")).query)
    response = client.get(
        "/accounts/identity/eid/callback/",
        {"error": "access_denied", "state": asked["state"][0], "iss": identity_service.issuer},
    )
    assert response["Location"] == "/accounts/login/?next=%2Fen%2F"


def test_a_provider_that_is_away_is_said_so(client, settings, identity_service):
    providers = settings.SOCIALACCOUNT_PROVIDERS
    providers["electronic_identity"]["APPS"][0]["settings"]["server_url"] = "http://localhost:9"
    response = client.post("/accounts/identity/eid/login/")
    assert response.status_code == 503
    assert "does not answer" in response.text


def test_an_unknown_provider_is_not_found(client, identity_service):
    assert client.post("/accounts/identity/other/login/").status_code == 404


def test_a_link_alone_does_not_start_signing_in(client, identity_service):
    assert client.get("/accounts/identity/eid/login/").status_code == 405


def test_somebody_else_signing_in_on_the_same_browser_loses_the_first_session(
    client, identity_service
):
    sign_in(client, "marie")
    session = client.session
    session["booking"] = {"for": "marie"}
    session.save()
    sign_in(client, "luc")
    assert "booking" not in client.session


@pytest.mark.parametrize("path", ["signup/", "password/reset/", "email/", "3rdparty/"])
def test_there_is_no_registration_and_no_reset_by_mail(client, path):
    assert client.get(f"/accounts/{path}").status_code == 404
