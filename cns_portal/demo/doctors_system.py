"""The invented program of a doctor's practice, which sends electronic certificates.

Its key is derived from a sentence that everybody can read here: it is good for a demonstration.
"""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from uuid import UUID, uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cns_portal import audit, clock
from incapacity.choices.certificates import Cause, Outings, Sequel
from incapacity.models import Certificate, Sender
from incapacity.services import arriving, senders
from incapacity.services.reading_messages import ALGORITHM, HEADER
from incapacity.services.senders import Known

CODE, NAME = "demo-practice", "Cabinet Modell (démonstration)"
TOKEN = "demo-ecit-practice"
"""The same in every demonstration, so that `send_ecit` can post to one that runs."""

DOCTOR = {"name": "Dr Anne Modell", "code": "900001"}
KEY = Ed25519PrivateKey.from_private_bytes(
    sha256(b"The practice of Dr Anne Modell exists in this demonstration only.").digest()
)


def send(
    *,
    matricule: str,
    first_day: date,
    last_day: date,
    diagnosis: str,
    outings: Outings = Outings.FORBIDDEN,
) -> Certificate:
    """An illness, certified today or on its first day, as it would arrive at the endpoint."""
    said = certificate(
        matricule=matricule,
        first_day=first_day,
        last_day=last_day,
        diagnosis=diagnosis,
        outings=outings,
    )
    message = arriving.receive(signed(said), known=known(), audience=senders.address())
    return message.certificate


def certificate(
    *, matricule: str, first_day: date, last_day: date, diagnosis: str, outings: Outings
) -> dict:
    """What docs/electronic-certificate.md calls by this name."""
    return {
        "matricule": matricule,
        "cause": str(Cause.ILLNESS),
        "sequel": str(Sequel.INITIAL),
        "first_day": first_day.isoformat(),
        "last_day": last_day.isoformat(),
        "issued_on": min(first_day, clock.today()).isoformat(),
        "doctor": DOCTOR,
        "outings": str(outings),
        "diagnosis": diagnosis,
    }


def signed(said: dict, *, message_id: UUID | None = None, key: Ed25519PrivateKey = KEY) -> bytes:
    """The message about it, as the program posts it. Another key is a forgery."""
    message = {
        "iss": CODE,
        "aud": senders.address(),
        "jti": str(message_id or uuid4()),
        "iat": int(clock.now().timestamp()),
        "certificate": said,
    }
    content = json.dumps(message).encode()
    return jwt.PyJWS().encode(content, key, algorithm=ALGORITHM, headers=HEADER).encode()


def known() -> Known:
    """The sender, set up the first time, with the token that everybody may know."""
    sender = Sender.objects.filter(code=CODE).first()
    if sender is None:
        pem = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        sender, _token = senders.set_up(
            code=CODE, name=NAME, public_key=pem.decode(), actor=audit.SYSTEM
        )
        sender.token_digest = sha256(TOKEN.encode()).hexdigest()
        sender.save(update_fields=["token_digest"])
    return Known(sender, sender.public_key)
