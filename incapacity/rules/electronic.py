"""What an electronic certificate may say: a message is read whole, or every reason why not is told.

The format is the portal's own and is described in docs/electronic-certificate.md: what the systems
of the existing eCIT exchange is not published. Lengths and limits are conventions of the portal.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from cns_portal.kernel.civil_time import day_of, midnight
from cns_portal.kernel.spans import Days
from incapacity.choices.certificates import Cause, Outings, Sequel
from incapacity.choices.electronic import Answer, Problem
from incapacity.rules.contradictions import is_too_long
from incapacity.rules.message_fields import Fields, Found

SKEW = timedelta(minutes=5)
"""How far the clock of a sender may be ahead of the portal's. A convention."""

SIGNED_WITHIN = timedelta(hours=24)
"""How old a signature may be when a message is new: so that whoever finds an old message cannot
bring it back after the portal has forgotten it. Who could not send it in time signs it again. A
convention, long enough for a night without a connection."""

NEAREST = timedelta(days=2 * 366)
"""How far from today a day may lie, before it or after: beyond that somebody mistyped a year."""

DIAGNOSIS = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+*/-]{0,19}", re.ASCII)
"""Which classification doctors use is not published: letters, digits and the signs of the usual
ones."""

DOCTOR_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ./-]{0,19}", re.ASCII)
COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)

HAS_A_DIAGNOSIS = frozenset({Cause.ILLNESS, Cause.ACCIDENT})
"""Where the code must stand: it belongs to the mandatory content of the certificate of incapacity
(cns.public.lu, "Declaration of incapacity for work", content of the certificate)."""

STAY = {
    "street": (100, True),
    "number": (20, False),
    "floor": (30, False),
    "bell": (60, False),
    "postcode": (12, False),
    "place": (100, True),
    "telephone": (30, False),
}
"""The parts of an address of stay: the most characters, and whether it must be there."""


@dataclass(frozen=True, slots=True)
class Message:
    """The outside of a message, as its sender signed it."""

    issuer: str
    message_id: UUID
    signed_at: datetime
    certificate: dict[str, Any]
    """Not read yet."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What a doctor's system states: nothing is missing, and no value is impossible."""

    matricule: str
    cause: Cause
    sequel: Sequel
    first_day: date | None
    """None where the days follow from the expected date of birth; so is then `last_day`."""
    last_day: date | None
    issued_on: date
    doctor_name: str
    doctor_code: str
    outings: Outings = Outings.NOT_SAID
    in_hospital: bool = False
    stay: dict[str, str] | None = None
    diagnosis: str = ""
    earlier: UUID | None = None
    """The message that brought the certificate which this one prolongs."""
    child_matricule: str = ""
    child_in_hospital: bool = False
    expected_on: date | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """Either what was read, or why it could not be."""

    value: Any = None
    problems: tuple[Found, ...] = field(default=())


def message(payload: Any, *, sender: str, audience: str) -> Read:
    """The outside of a message (a `Message`), signed by the system with the code `sender`.

    `audience` is the address to which it had to be sent: what was written for a system of tests
    does not count here.
    """
    fields = Fields(payload, at="")
    if fields.word("iss", most=40) not in {None, sender}:
        fields.report("iss", Problem.NOT_THIS_SENDER)
    if fields.word("aud", most=300) not in {None, audience}:
        fields.report("aud", Problem.NOT_FOR_THIS_PORTAL)
    message_id = fields.uuid("jti", required=True)
    signed_at = _moment(fields)
    certificate = fields.object("certificate", required=True)
    fields.nothing_else()
    if fields.problems:
        return Read(problems=fields.found)
    return Read(Message(sender, message_id, signed_at, certificate))


def why_not_now(signed_at: datetime, *, now: datetime) -> Answer | None:
    """Why a new message that was signed then is not accepted now, or None."""
    if signed_at > now + SKEW:
        return Answer.SIGNED_IN_THE_FUTURE
    if signed_at < now - SIGNED_WITHIN:
        return Answer.SIGNED_TOO_LONG_AGO
    return None


def certificate(raw: dict[str, Any], *, now: datetime) -> Read:
    """What the certificate states (a `Stated`).

    Only what cannot be is refused. What merely looks wrong, such as a certificate issued late or
    one that overlaps another, is accepted: the person and an agent see it.
    """
    fields = Fields(raw, at="certificate")
    today = day_of(now + SKEW)
    cause = fields.one_of("cause", Cause, required=True)
    sequel = fields.one_of("sequel", Sequel, required=True)
    days = _days(fields, cause, today=today)
    doctor = fields.fields("doctor", required=True)
    stated = {
        "matricule": fields.matricule("matricule"),
        "cause": cause,
        "sequel": sequel,
        **days,
        "doctor_name": doctor.text("name", most=150, required=True),
        "doctor_code": doctor.matching("code", DOCTOR_CODE, required=True),
        "outings": fields.one_of("outings", (Outings.ALLOWED, Outings.FORBIDDEN))
        or Outings.NOT_SAID,
        "in_hospital": fields.flag("in_hospital"),
        "stay": _stay(fields),
        "diagnosis": fields.matching("diagnosis", DIAGNOSIS, required=cause in HAS_A_DIAGNOSIS)
        or "",
        "earlier": fields.uuid("earlier"),
        "expected_on": fields.day("expected_on", required=cause == Cause.MATERNITY),
        **_child(fields, required=cause == Cause.FAMILY),
    }
    doctor.nothing_else()
    _by_cause(fields, cause)
    if sequel == Sequel.INITIAL and "earlier" in fields:
        fields.report("earlier", Problem.NOT_FOR_A_FIRST_CERTIFICATE)
    _near(fields, "expected_on", stated["expected_on"], today=today)
    if (child := stated.get("child_matricule")) and child == stated["matricule"]:
        fields.report("child.matricule", Problem.SAME_AS_THE_PERSON)
    fields.nothing_else()
    return Read(problems=fields.found) if fields.problems else Read(Stated(**stated))


def passes_on_at(now: datetime, *, after: timedelta | None, due_on: date | None) -> datetime | None:
    """When a certificate that arrives now is passed on by itself; None: only by hand.

    `after` is how long the person has to hold it back; None where the portal passes nothing on by
    itself. A certificate that is in time now is not made late by waiting: then it is passed on at
    the end of the day on which it is due, ten minutes before midnight.
    """
    if after is None:
        return None
    moment = now + after
    if due_on is not None:
        last = midnight(due_on + timedelta(days=1)) - timedelta(minutes=10)
        if now < last < moment:
            return last
    return moment


# -- the parts ------------------------------------------------------------------------------------


def _moment(fields: Fields) -> datetime | None:
    seconds = fields.number("iat", required=True)
    if seconds is None:
        return None
    if not 0 <= seconds < 253_402_300_800:  # the year 10000, which no calendar here knows
        fields.report("iat", Problem.NOT_A_MOMENT)
        return None
    return datetime.fromtimestamp(seconds, tz=UTC)


def _days(fields: Fields, cause: Cause | None, *, today: date) -> dict[str, date | None]:
    """For maternity both days may be left out together: then the law says them."""
    required = cause != Cause.MATERNITY or "first_day" in fields or "last_day" in fields
    days = {
        "first_day": fields.day("first_day", required=required),
        "last_day": fields.day("last_day", required=required),
        "issued_on": fields.day("issued_on", required=True),
    }
    for name, day in days.items():
        _near(fields, name, day, today=today)
    first, last = days["first_day"], days["last_day"]
    if first and last:
        if last < first:
            fields.report("last_day", Problem.BEFORE_THE_FIRST_DAY)
        elif is_too_long(Days(first, last)):
            fields.report("last_day", Problem.LONGER_THAN_A_YEAR)
    if days["issued_on"] and days["issued_on"] > today:
        fields.report("issued_on", Problem.IN_THE_FUTURE)
    return days


def _near(fields: Fields, name: str, day: date | None, *, today: date) -> None:
    if day is not None and abs(day - today) > NEAREST:
        fields.report(name, Problem.TOO_FAR_AWAY)


def _stay(fields: Fields) -> dict[str, str] | None:
    if "stay" not in fields:
        return None
    address = fields.fields("stay")
    parts = {
        name: address.text(name, most=most, required=required) or ""
        for name, (most, required) in STAY.items()
    }
    parts["country"] = address.matching(
        "country", COUNTRY, required=True, otherwise=Problem.NOT_A_COUNTRY
    )
    address.nothing_else()
    return parts


def _child(fields: Fields, *, required: bool) -> dict[str, Any]:
    if "child" not in fields and not required:
        return {}
    child = fields.fields("child", required=required)
    found = {
        "child_matricule": child.matricule("matricule"),
        "child_in_hospital": child.flag("in_hospital"),
    }
    child.nothing_else()
    return found


def _by_cause(fields: Fields, cause: Cause | None) -> None:
    """What belongs to another cause is a mistake of one of the two fields."""
    belongs: dict[str, Collection[Cause]] = {
        "child": {Cause.FAMILY},
        "expected_on": {Cause.MATERNITY},
        "in_hospital": {Cause.ILLNESS, Cause.ACCIDENT, Cause.MATERNITY},
    }
    for name, causes in belongs.items():
        if cause is not None and name in fields and cause not in causes:
            fields.report(name, Problem.NOT_FOR_THIS_CAUSE)
