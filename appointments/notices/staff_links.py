"""Emailed links to staff about appointments outside the hours: one of them, or a desk's day.

Tokens of their own: none of them opens what a person's link or the link of a booking opens, and
each is bound to the agency to which it was sent.
"""

import base64
import struct
import uuid
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core import signing

from appointments.models import Appointment


@dataclass(frozen=True)
class OneOutside:
    """One appointment outside the hours, at this agency."""

    public_id: uuid.UUID
    agency_id: int


@dataclass(frozen=True)
class DeskDay:
    """All appointments outside the hours of one desk on one day."""

    agency_id: int
    desk_id: int
    day: date


_ONE, _DAY = struct.Struct(">16sQ"), struct.Struct(">QQI")


def _signer(purpose: str) -> signing.Signer:
    return signing.Signer(salt=f"appointments.staff_link.{purpose}", sep=".")


def token(bound: OneOutside | DeskDay) -> str:
    """About eighty characters; the same for the same appointment or desk's day."""
    if isinstance(bound, OneOutside):
        return _signed("one", _ONE.pack(bound.public_id.bytes, bound.agency_id))
    packed = _DAY.pack(bound.agency_id, bound.desk_id, bound.day.toordinal())
    return _signed("desk_day", packed)


def _signed(purpose: str, payload: bytes) -> str:
    return _signer(purpose).sign(base64.urlsafe_b64encode(payload).rstrip(b"=").decode())


def read(text: str) -> OneOutside | DeskDay | None:
    """What the token is bound to; None for whatever we did not sign for this."""
    if payload := _unsigned("one", text):
        public_id, agency_id = _ONE.unpack(payload)
        return OneOutside(uuid.UUID(bytes=public_id), agency_id)
    if payload := _unsigned("desk_day", text):
        agency_id, desk_id, day = _DAY.unpack(payload)
        return DeskDay(agency_id, desk_id, date.fromordinal(day))
    return None


def _unsigned(purpose: str, text: str) -> bytes | None:
    try:
        value = _signer(purpose).unsign(text)
    except signing.BadSignature:
        return None
    return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))


def address_of(appointment: Appointment) -> str:
    """`SITE_URL/a/TOKEN/`: one appointment to decide about."""
    return _address(OneOutside(appointment.public_id, appointment.agency_id))


def address_of_day(*, agency_id: int, desk_id: int, day: date) -> str:
    """`SITE_URL/a/TOKEN/`: a desk's day to decide about."""
    return _address(DeskDay(agency_id, desk_id, day))


def _address(bound: OneOutside | DeskDay) -> str:
    return f"{settings.SITE_URL}/a/{token(bound)}/"
