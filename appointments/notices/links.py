"""The emailed links: signed, bound to one purpose and one appointment, never a name in them."""

import base64
import uuid
from dataclasses import dataclass
from enum import Enum

from django.conf import settings
from django.core import signing

from appointments.models import Appointment


class Purpose(Enum):
    """Who the link is for. A person's link never opens what staff may do."""

    PERSON = "person"
    STAFF = "staff"


@dataclass(frozen=True)
class Link:
    """What a genuine token says."""

    public_id: uuid.UUID
    purpose: Purpose


def _signer(purpose: Purpose) -> signing.Signer:
    return signing.Signer(salt=f"appointments.link.{purpose.value}", sep=".")


def token(appointment: Appointment, purpose: Purpose) -> str:
    """About seventy characters. The same appointment always has the same token per purpose."""
    payload = base64.urlsafe_b64encode(appointment.public_id.bytes).rstrip(b"=")
    return _signer(purpose).sign(payload.decode())


def read(text: str) -> Link | None:
    """What the token says; None for whatever we did not sign."""
    for purpose in Purpose:
        try:
            value = _signer(purpose).unsign(text)
            payload = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
        except (signing.BadSignature, ValueError):
            continue
        return Link(uuid.UUID(bytes=payload), purpose)
    return None


def address(appointment: Appointment, purpose: Purpose = Purpose.PERSON) -> str:
    """`SITE_URL/a/TOKEN/`: shows the appointment, and cancels it on POST."""
    return f"{settings.SITE_URL}/a/{token(appointment, purpose)}/"


def waiting_room_address(appointment: Appointment) -> str:
    """Where a video call is joined."""
    return f"{address(appointment)}video/"


def phone_address(appointment: Appointment) -> str:
    """The code for the entrance, large, on a phone."""
    return f"{address(appointment)}phone/"


def earlier_address(appointment: Appointment) -> str:
    """Where an earlier time is taken or left, and where one stops being told."""
    return f"{address(appointment)}earlier/"
