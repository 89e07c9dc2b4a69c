"""What the rules know of a certificate, without anything that names a person."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cns_portal.kernel.spans import Days
from incapacity.choices.certificates import Cause, CertificateState, Outings, Sequel


@dataclass(frozen=True, slots=True)
class Absence:
    """Whole days away from work that one certificate covers, both ends included."""

    days: Days
    cause: Cause
    state: CertificateState = CertificateState.ACCEPTED
    sequel: Sequel = Sequel.INITIAL
    key: Hashable = None
    """What tells it apart: the certificate's identifier."""
    outings: Outings = Outings.NOT_SAID
    in_hospital: bool = False
    """The person's own emergency stay in hospital."""
    child: Child | None = None
    """For leave for family reasons."""
    leave_days: Decimal | None = None
    """Days of leave as somebody stated them; None: worked out from the days."""

    @property
    def counts(self) -> bool:
        """Whether it is counted: what was refused, taken back or never sent is not."""
        return self.state in COUNTED

    @property
    def is_certain(self) -> bool:
        """Whether an agent has accepted it; until then what it adds is provisional."""
        return self.state == CertificateState.ACCEPTED


@dataclass(frozen=True, slots=True)
class Child:
    """The child of a leave for family reasons."""

    key: Hashable
    """What tells children of one parent apart."""
    born_on: date | None
    in_hospital: bool = False
    doubled: bool = False
    """Whether the special supplementary allowance is paid for it."""


COUNTED = frozenset(
    {
        CertificateState.SENT,
        CertificateState.BEING_CHECKED,
        CertificateState.NEEDS_YOU,
        CertificateState.AT_BOARD,
        CertificateState.ACCEPTED,
    }
)
"""Sent and not refused."""
