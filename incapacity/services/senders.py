"""The systems that send electronic certificates: set up, given another key, revoked, recognised."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from cns_portal import audit, clock
from cns_portal.db import promise
from cns_portal.kernel.refusal import Refused
from incapacity.choices.electronic import SenderRefusal
from incapacity.models import Sender
from incapacity.services import reading_messages

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.audit import Actor

CODE = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)

GOES_ON = timedelta(days=7)
"""How long the former key and token are accepted after a change. A convention: a week in which the
sender's program is changed, too. When a key may have been stolen it ends at once."""


@dataclass(frozen=True, slots=True)
class Known:
    """A sender that has shown its token, and the key that goes with this token."""

    sender: Sender
    public_key: str


@transaction.atomic
def set_up(*, code: str, name: str, public_key: str, actor: Account | Actor) -> tuple[Sender, str]:
    """A new sender and its token, which is known to nobody afterwards. Raises `Refused`."""
    if not CODE.fullmatch(code):
        raise Refused(SenderRefusal.NOT_A_CODE)
    pem = _checked(public_key)
    if Sender.objects.filter(code=code).exists():
        raise Refused(SenderRefusal.CODE_TAKEN)
    token = _new_token()
    with promise("incapacity_sender_code_key", broken=Refused(SenderRefusal.CODE_TAKEN)):
        sender = Sender.objects.create(
            code=code,
            name=name,
            public_key=pem,
            token_digest=_digest(token),
            active_from=clock.now(),
        )
    audit.record(actor, "sender.added", sender)
    return sender, token


@transaction.atomic
def rotate(
    sender_id: int, *, actor: Account | Actor, public_key: str = "", at_once: bool = False
) -> tuple[Sender, str]:
    """Another token, and another key if one is given; the former pair goes on for a week.

    `at_once`: it does not, because somebody else may have it. Returns the sender and the new
    token. Raises `Refused`.
    """
    sender = _locked(sender_id)
    if sender.revoked_at is not None:
        raise Refused(SenderRefusal.REVOKED)
    former = (sender.public_key, sender.token_digest, clock.now() + GOES_ON)
    if at_once:
        former = ("", None, None)
    token = _new_token()
    if public_key:
        sender.public_key = _checked(public_key, of=sender)
    sender.token_digest = _digest(token)
    sender.former_public_key, sender.former_token_digest, sender.former_until = former
    sender.save()
    changed = {"key": bool(public_key), "at_once": at_once}
    audit.record(actor, "sender.rotated", sender, details=changed)
    return sender, token


@transaction.atomic
def revoke(sender_id: int, *, actor: Account | Actor) -> Sender:
    """From the next message on it is a stranger; what has arrived stays. Twice is once."""
    sender = _locked(sender_id)
    if sender.revoked_at is None:
        sender.revoked_at = max(clock.now(), sender.active_from)
        sender.former_public_key, sender.former_token_digest = "", None
        sender.former_until = None
        sender.save()
        audit.record(actor, "sender.revoked", sender)
    return sender


def address() -> str:
    """The whole address to which they post, which a message names as its audience."""
    return settings.SITE_URL + reverse("incapacity_ecit:certificates")


def of_token(token: str) -> Known | None:
    """Who has this token now, with the key that belongs to it; None for any other token."""
    digest, now = _digest(token), clock.now()
    sender = Sender.objects.filter(
        Q(token_digest=digest) | Q(former_token_digest=digest, former_until__gt=now),
        active_from__lte=now,
        revoked_at__isnull=True,
    ).first()
    if sender is None:
        return None
    is_present = sender.token_digest == digest
    return Known(sender, sender.public_key if is_present else sender.former_public_key)


def fingerprint(public_key: str) -> str:
    """By which two people compare a key on the telephone: SHA-256 of it in DER, in groups."""
    try:
        der = reading_messages.key_in(public_key).public_bytes(
            Encoding.DER, PublicFormat.SubjectPublicKeyInfo
        )
    except ValueError:
        return ""
    digits = sha256(der).hexdigest()
    return " ".join(digits[start : start + 8] for start in range(0, 64, 8))


def _locked(sender_id: int) -> Sender:
    return Sender.objects.select_for_update(of=("self",)).get(pk=sender_id)


def _checked(public_key: str, *, of: Sender | None = None) -> str:
    """The key as PEM writes it, whatever stood around it. Raises `Refused`."""
    if "PRIVATE KEY" in public_key:
        raise Refused(SenderRefusal.PRIVATE_KEY)
    try:
        key = reading_messages.key_in(public_key.strip())
    except ValueError:
        raise Refused(SenderRefusal.NOT_A_KEY) from None
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii").strip()
    others = Sender.objects.exclude(pk=of.pk) if of else Sender.objects.all()
    if others.filter(Q(public_key=pem) | Q(former_public_key=pem)).exists():
        raise Refused(SenderRefusal.KEY_TAKEN)
    return pem


def _new_token() -> str:
    return secrets.token_urlsafe(32)


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
