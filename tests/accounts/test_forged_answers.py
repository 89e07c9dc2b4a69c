"""What must not sign anybody in: every answer here is wrong in exactly one way."""

import time
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from cns_portal.accounts.models import Account
from cns_portal.demo.identity_provider.provider import PERSON_IDENTIFIER
from insured.selectors import people as selectors
from tests.accounts.identity_service import CALLBACK, choose, come_back, sign_in, start

pytestmark = pytest.mark.django_db


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def claims_changed(monkeypatch, service, **changes):
    """The provider signs these claims instead; None leaves a claim out."""
    original = service.id_token_claims

    def changed(grant):
        claims = original(grant) | changes
        return {name: value for name, value in claims.items() if value is not None}

    monkeypatch.setattr(service, "id_token_claims", changed)


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://somebody.else.example"},
        {"aud": "another-portal"},
        {"aud": ["portal", "another-portal"]},
        {"aud": ["portal", "another-portal"], "azp": "another-portal"},
        {"nonce": "x" * 43},
        {"exp": int(time.time()) - 3600},
        {"iat": int(time.time()) + 3600},
        {"nonce": None},
        {"exp": None},
        {"aud": None},
        {"iss": None},
        {"sub": None},
    ],
    ids=lambda changes: " ".join(
        # A moment differs between the processes that collect the tests.
        name if isinstance(value, int) else f"{name}={value}"
        for name, value in changes.items()
    )[:40],
)
def test_a_wrong_claim(client, identity_service, monkeypatch, changes):
    claims_changed(monkeypatch, identity_service, **changes)
    response = sign_in(client, "marie")
    assert response.status_code == 401
    assert not signed_in(client)
    assert not Account.objects.exists()


def test_no_signature(client, identity_service, monkeypatch):
    kid = identity_service.key_id
    monkeypatch.setattr(
        identity_service,
        "sign",
        lambda claims: jwt.encode(claims, None, algorithm="none", headers={"kid": kid}),
    )
    assert sign_in(client, "marie").status_code == 401
    assert not signed_in(client)


def test_the_public_key_used_as_a_shared_secret(client, identity_service, monkeypatch):
    public = identity_service.key.public_key().public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )

    def sign(claims):
        import base64
        import hashlib
        import hmac
        import json

        def part(value: dict) -> str:
            return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

        header = {"alg": "HS256", "typ": "JWT", "kid": identity_service.key_id}
        text = f"{part(header)}.{part(claims)}"
        mac = hmac.new(public, text.encode(), hashlib.sha256).digest()
        return f"{text}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"

    monkeypatch.setattr(identity_service, "sign", sign)
    assert sign_in(client, "marie").status_code == 401
    assert not signed_in(client)


@pytest.mark.parametrize("kid", ["", "unknown", None])
def test_a_key_the_provider_does_not_publish(client, identity_service, monkeypatch, kid):
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    headers = {} if kid is None else {"kid": kid}
    monkeypatch.setattr(
        identity_service,
        "sign",
        lambda claims: jwt.encode(claims, other, algorithm="RS256", headers=headers),
    )
    assert sign_in(client, "marie").status_code == 401
    assert not signed_in(client)


def test_another_key_under_the_published_name(client, identity_service, monkeypatch):
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    kid = identity_service.key_id
    monkeypatch.setattr(
        identity_service,
        "sign",
        lambda claims: jwt.encode(claims, other, algorithm="RS256", headers={"kid": kid}),
    )
    assert sign_in(client, "marie").status_code == 401
    assert not signed_in(client)


def test_no_id_token(client, identity_service, monkeypatch):
    monkeypatch.setattr(identity_service, "sign", lambda claims: "")
    assert sign_in(client, "marie").status_code == 401
    assert not signed_in(client)


def test_userinfo_about_somebody_else(client, identity_service, monkeypatch):
    original = identity_service.userinfo
    monkeypatch.setattr(
        identity_service, "userinfo", lambda token: original(token) | {"sub": "simulated-luc"}
    )
    assert sign_in(client, "marie").status_code == 401
    assert not signed_in(client)


def test_unsigned_userinfo_cannot_change_what_is_signed(client, identity_service, monkeypatch):
    original = identity_service.userinfo
    monkeypatch.setattr(
        identity_service,
        "userinfo",
        lambda token: original(token) | {"given_name": "Mallory", "matricule": "1893120105732"},
    )
    sign_in(client, "marie")
    assert selectors.by_matricule("1893120105732") is None
    assert Account.objects.get().first_name == "Marie"


def test_without_state(client, identity_service):
    start(client)
    response = client.get(CALLBACK, {"code": "x", "iss": identity_service.issuer})
    assert response.status_code == 401


def test_the_state_of_another_session(client, identity_service):
    victim = Client()
    start(victim)
    answer = choose(start(client), "luc")
    assert come_back(victim, answer).status_code == 401
    assert not signed_in(victim)


def test_a_state_is_good_once(client, identity_service):
    answer = choose(start(client), "luc")
    assert come_back(client, answer).status_code == 302
    client.logout()
    assert come_back(client, answer).status_code == 401
    assert not signed_in(client)


def test_a_code_of_another_session_does_not_fit_this_verifier(client, identity_service):
    stolen = parse_qs(urlsplit(choose(start(Client()), "marie")).query)["code"][0]
    state = parse_qs(urlsplit(start(client)).query)["state"][0]
    query = urlencode({"code": stolen, "state": state, "iss": identity_service.issuer})
    assert client.get(f"{CALLBACK}?{query}").status_code == 401
    assert not signed_in(client)


def test_the_provider_refuses_a_wrong_verifier(client, identity_service):
    answer = parse_qs(urlsplit(choose(start(client), "marie")).query)
    response = requests.post(
        f"{identity_service.issuer}/token",
        {
            "grant_type": "authorization_code",
            "code": answer["code"][0],
            "redirect_uri": identity_service.redirect_uris[0],
            "code_verifier": "wrong" * 12,
        },
        auth=(identity_service.client_id, identity_service.client_secret),
        timeout=60,
    )
    assert response.json() == {"error": "invalid_grant"}


@pytest.mark.parametrize("issuer", ["https://somebody.else.example", ""])
def test_an_answer_from_another_provider(client, identity_service, issuer):
    answer = urlsplit(choose(start(client), "marie"))
    asked = {name: values[0] for name, values in parse_qs(answer.query).items()}
    asked["iss"] = issuer
    assert client.get(CALLBACK, asked).status_code == 401
    assert not signed_in(client)


def test_a_discovery_document_of_another_issuer(client, identity_service, monkeypatch):
    original = identity_service.discovery()
    monkeypatch.setattr(
        identity_service, "discovery", lambda: original | {"issuer": "https://other.example"}
    )
    assert client.post("/accounts/identity/eid/login/").status_code == 503


def test_a_means_of_level_low(client, identity_service):
    response = sign_in(client, "loris")
    assert response.status_code == 403
    assert "level of assurance" in response.text
    assert not signed_in(client)
    assert not Account.objects.exists()


@pytest.mark.parametrize("level", [None, "", "http://eidas.europa.eu/LoA/", "high"])
def test_an_unknown_level(client, identity_service, monkeypatch, level):
    claims_changed(monkeypatch, identity_service, acr=level)
    assert sign_in(client, "marie").status_code == 403
    assert not signed_in(client)


@pytest.mark.parametrize("matricule", ["1985041203100", "123", "abcdefghijklm"])
def test_a_malformed_matricule(client, identity_service, monkeypatch, matricule):
    claims_changed(monkeypatch, identity_service, matricule=matricule)
    response = sign_in(client, "marie")
    assert response.status_code == 403
    assert "identification number" in response.text
    assert not Account.objects.exists()


def test_neither_matricule_nor_identifier(client, identity_service, monkeypatch):
    claims_changed(monkeypatch, identity_service, **{PERSON_IDENTIFIER: None})
    original = identity_service.userinfo
    monkeypatch.setattr(
        identity_service,
        "userinfo",
        lambda token: {k: v for k, v in original(token).items() if k != PERSON_IDENTIFIER},
    )
    assert sign_in(client, "greta").status_code == 403
    assert not Account.objects.exists()


def test_the_e_mail_address_of_somebody_else_opens_nothing(
    client, identity_service, monkeypatch, django_user_model
):
    agent = django_user_model.objects.create_user(
        "agent", email="marie@people.example", password="x", is_staff=True
    )
    claims_changed(monkeypatch, identity_service, email=agent.email, email_verified=True)
    sign_in(client, "marie")
    assert int(client.session["_auth_user_id"]) != agent.pk
    assert Account.objects.count() == 2
    assert client.get("/admin/").status_code == 302
    assert client.get("/admin/", follow=True).status_code == 403
