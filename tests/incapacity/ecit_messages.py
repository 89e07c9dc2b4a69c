"""Messages as a doctor's system writes and signs them, for the tests."""

import copy
import json
import uuid
from datetime import datetime

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cns_portal import audit, clock
from incapacity.models import Sender
from incapacity.services import senders
from incapacity.services.reading_messages import HEADER

AUDIENCE = "http://testserver/ecit/v1/certificates"
ADDRESS = "/ecit/v1/certificates"

ILLNESS = {
    "matricule": "",
    "cause": "illness",
    "sequel": "initial",
    "first_day": "2026-11-23",
    "last_day": "2026-11-27",
    "issued_on": "2026-11-23",
    "doctor": {"name": "Dr Anne Beispill", "code": "900123"},
    "outings": "allowed",
    "diagnosis": "J06.9",
}
"""A week of illness from Monday 23 November 2026; whose it is stands in for each test."""


class Practice:
    """A sender with its private key and its token, which sends for doctors."""

    def __init__(self, code: str = "practice", *, key: Ed25519PrivateKey | None = None) -> None:
        self.key = key or Ed25519PrivateKey.generate()
        self.sender, self.token = senders.set_up(
            code=code, name="Practice software", public_key=pem(self.key), actor=audit.SYSTEM
        )

    @property
    def known(self) -> senders.Known:
        return senders.of_token(self.token)

    def message(self, certificate: dict, **changes) -> bytes:
        """The signed message; `changes` are other claims, without one whose value is `...`."""
        return signed(claims(certificate, sender=self.sender, **changes), self.key)

    def post(self, client, certificate: dict, **changes):
        """What the portal answers to it."""
        return self.post_raw(client, self.message(certificate, **changes))

    def post_raw(self, client, body: bytes, *, token: str | None = None, **extra):
        return client.post(
            ADDRESS,
            body,
            content_type=extra.pop("content_type", "application/jose"),
            headers={"Authorization": f"Bearer {token or self.token}", **extra.pop("headers", {})},
            **extra,
        )


def pem(key: Ed25519PrivateKey) -> str:
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return public.decode("ascii")


def claims(certificate: dict, *, sender: Sender, **changes) -> dict:
    """Everything that is signed."""
    found = {
        "iss": sender.code,
        "aud": AUDIENCE,
        "jti": str(uuid.uuid4()),
        "iat": int(clock.now().timestamp()),
        "certificate": certificate,
        **changes,
    }
    if isinstance(found["iat"], datetime):
        found["iat"] = int(found["iat"].timestamp())
    return {name: value for name, value in found.items() if value is not ...}


def signed(payload, key, *, header: dict | None = None) -> bytes:
    """A compact JWS of a JSON value, or of bytes as they are."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    header = HEADER if header is None else header
    return jwt.PyJWS().encode(body, key, algorithm="EdDSA", headers=header).encode()


def without(certificate: dict, *names: str) -> dict:
    """A copy without these fields; "doctor.code" is the field of an inner object."""
    found = copy.deepcopy(certificate)
    for name in names:
        *way, last = name.split(".")
        inner = found
        for step in way:
            inner = inner[step]
        del inner[last]
    return found


def changed(certificate: dict, **changes) -> dict:
    """A copy with other fields; `doctor__code` is the field of an inner object."""
    found = copy.deepcopy(certificate)
    for name, value in changes.items():
        *way, last = name.split("__")
        inner = found
        for step in way:
            inner = inner[step]
        inner[last] = value
    return found
