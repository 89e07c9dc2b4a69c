"""A certificate before it is sent: what is missing, and whether it can be sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from cns_portal.kernel.dated import NothingInForceError
from incapacity.choices.certificates import Cause, CertificateState, Sequel
from incapacity.choices.sending import Missing, SendingRefusal
from incapacity.parameters.sourced import KNOWN_FROM
from incapacity.rules import maternity

HOME = "LU"

MOST_DRAFTS = 10
"""A convention of the portal: what one person can keep apart."""


@dataclass(frozen=True, slots=True)
class Pages:
    """The files of a certificate: how many are usable, still being checked, and not accepted."""

    clean: int = 0
    pending: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class Filled:
    """Which parts of a draft are filled in."""

    cause: Cause | None = None
    sequel: Sequel = Sequel.INITIAL
    first_day: date | None = None
    last_day: date | None = None
    issued_on: date | None = None
    expected_on: date | None = None
    has_child: bool = False
    has_earlier: bool = False
    has_doctor: bool = False
    has_matricule: bool = False
    """Whether it is said how the matricule stands on the sheet."""
    country: str = HOME
    has_language: bool = False
    is_late: bool = False
    says_why_late: bool = False
    pages: Pages = field(default_factory=Pages)


def missing(filled: Filled) -> tuple[Missing, ...]:
    """What is not there yet, in the order of the page."""
    birth = filled.cause == Cause.MATERNITY
    found = {
        Missing.CAUSE: filled.cause is None,
        Missing.PAGE: not (filled.pages.clean or filled.pages.pending),
        Missing.EARLIER: filled.sequel != Sequel.INITIAL and not filled.has_earlier and not birth,
        Missing.CHILD: filled.cause == Cause.FAMILY and not filled.has_child,
        Missing.EXPECTED_ON: birth and filled.expected_on is None,
        Missing.FIRST_DAY: not birth and filled.first_day is None,
        Missing.LAST_DAY: not birth and filled.last_day is None,
        Missing.ISSUED_ON: filled.issued_on is None,
        Missing.DOCTOR: not filled.has_doctor,
        Missing.LANGUAGE: filled.country != HOME and not filled.has_language,
        Missing.MATRICULE: not filled.has_matricule,
        Missing.LATE_BECAUSE: filled.is_late and not filled.says_why_late,
    }
    return tuple(what for what, is_missing in found.items() if is_missing)


_NEEDED = (
    (Missing.CAUSE, SendingRefusal.NO_CAUSE),
    (Missing.CHILD, SendingRefusal.NO_CHILD),
    (Missing.EXPECTED_ON, SendingRefusal.NO_EXPECTED),
    (Missing.FIRST_DAY, SendingRefusal.NO_DAYS),
    (Missing.LAST_DAY, SendingRefusal.NO_DAYS),
    (Missing.ISSUED_ON, SendingRefusal.NO_ISSUE),
)


def why_not_send(*, state: CertificateState, filled: Filled) -> SendingRefusal | None:
    """Why the certificate cannot be sent, the first thing to do first; None when it can.

    Only what nobody but the person can add stops it, and days that cannot be counted.
    """
    if state != CertificateState.DRAFT:
        return SendingRefusal.SENT_ALREADY
    if filled.pages.rejected:
        return SendingRefusal.PAGE_UNREADABLE
    lacking = missing(filled)
    if Missing.PAGE in lacking:
        return SendingRefusal.NO_PAGE
    for what, refusal in _NEEDED:
        if what in lacking:
            return refusal
    is_birth = filled.cause == Cause.MATERNITY  # its days follow from the expected date
    if not is_birth and filled.last_day < filled.first_day:
        return SendingRefusal.ENDS_BEFORE_IT_BEGINS
    if not _rules_are_known(filled):
        return SendingRefusal.TOO_LONG_AGO
    return SendingRefusal.PAGE_PENDING if filled.pages.pending else None


def _rules_are_known(filled: Filled) -> bool:
    if filled.cause != Cause.MATERNITY:
        return filled.first_day >= KNOWN_FROM
    try:
        maternity.terms_of(filled.expected_on)
    except NothingInForceError:
        return False
    return True


def why_not_begin(*, drafts: int) -> SendingRefusal | None:
    """Why somebody with so many drafts begins no other one."""
    return SendingRefusal.TOO_MANY_DRAFTS if drafts >= MOST_DRAFTS else None
