"""What the provider knows and signs: one client, one key, codes and tokens that live for minutes.

Everything is kept in the memory of one process; a restart forgets it, and the portal then says
"start again", which is what it says with a real provider too.
"""

import base64
import hashlib
import secrets
import threading
import time
from dataclasses import dataclass, field

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from django.utils.crypto import constant_time_compare

from cns_portal.demo.people import PEOPLE, Person

CODE_LIFETIME = 60  # seconds
TOKEN_LIFETIME = 300
PERSON_IDENTIFIER = "http://eidas.europa.eu/attributes/naturalperson/PersonIdentifier"


@dataclass(frozen=True)
class Grant:
    """Somebody chose a person; the client may exchange the code once."""

    person: Person
    client_id: str
    redirect_uri: str
    nonce: str
    code_challenge: str
    expires: float


@dataclass
class Provider:
    """One provider with its only client."""

    issuer: str
    client_id: str
    client_secret: str
    redirect_uris: tuple[str, ...]
    key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )
    _grants: dict[str, Grant] = field(default_factory=dict)
    _tokens: dict[str, tuple[Person, float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def discovery(self) -> dict:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks.json",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": ["openid", "profile", "email"],
            "ui_locales_supported": ["fr", "de", "lb", "en"],
            "authorization_response_iss_parameter_supported": True,
        }

    @property
    def key_id(self) -> str:
        return hashlib.sha256(str(self.key.public_key().public_numbers().n).encode()).hexdigest()[
            :16
        ]

    def jwks(self) -> dict:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        public.pop("key_ops", None)
        return {"keys": [{**public, "kid": self.key_id, "use": "sig", "alg": "RS256"}]}

    def grant(self, person: Person, *, redirect_uri: str, nonce: str, code_challenge: str) -> str:
        """A code for `person`, good once and for a minute."""
        code = secrets.token_urlsafe(32)
        with self._lock:
            self._forget()
            self._grants[code] = Grant(
                person=person,
                client_id=self.client_id,
                redirect_uri=redirect_uri,
                nonce=nonce,
                code_challenge=code_challenge,
                expires=time.time() + CODE_LIFETIME,
            )
        return code

    def exchange(self, *, code: str, redirect_uri: str, code_verifier: str) -> dict | None:
        """The tokens for a code, or None when it is not good (any more)."""
        with self._lock:
            grant = self._grants.pop(code, None)  # gone, whatever happens next
        if grant is None or grant.expires < time.time() or grant.redirect_uri != redirect_uri:
            return None
        digest = hashlib.sha256(code_verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not constant_time_compare(challenge, grant.code_challenge):
            return None
        access_token = secrets.token_urlsafe(32)
        with self._lock:
            self._tokens[access_token] = (grant.person, time.time() + TOKEN_LIFETIME)
        return {
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": TOKEN_LIFETIME,
            "id_token": self.sign(self.id_token_claims(grant)),
        }

    def id_token_claims(self, grant: Grant) -> dict:
        now = int(time.time())
        return {
            "iss": self.issuer,
            "aud": grant.client_id,
            "iat": now,
            "auth_time": now,
            "exp": now + TOKEN_LIFETIME,
            "nonce": grant.nonce,
            "acr": grant.person.level,
            **identity_claims(grant.person),
        }

    def sign(self, claims: dict) -> str:
        return jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": self.key_id})

    def userinfo(self, access_token: str) -> dict | None:
        person, expires = self._tokens.get(access_token, (None, 0.0))
        if person is None or expires < time.time():
            return None
        return {**identity_claims(person), "email": person.email, "locale": person.language}

    def is_client(self, client_id: str, client_secret: str) -> bool:
        return constant_time_compare(client_id, self.client_id) and constant_time_compare(
            client_secret, self.client_secret
        )

    def _forget(self) -> None:
        now = time.time()
        self._grants = {key: grant for key, grant in self._grants.items() if grant.expires > now}
        self._tokens = {key: pair for key, pair in self._tokens.items() if pair[1] > now}


def identity_claims(person: Person) -> dict:
    """Who the person is, under the names the portal's adapter knows."""
    claims = {
        "sub": f"simulated-{person.key}",
        "given_name": person.first_name,
        "family_name": person.last_name,
        "matricule": person.matricule,
        PERSON_IDENTIFIER: person.person_identifier,
        "birthdate": person.birth_date.isoformat() if person.birth_date else None,
    }
    return {name: value for name, value in claims.items() if value}


def people_to_choose_from() -> list[Person]:
    return [person for person in PEOPLE if person.can_sign_in]


def person_with(key: str) -> Person | None:
    return next((person for person in people_to_choose_from() if person.key == key), None)
