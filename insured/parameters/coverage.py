"""How long rights are kept, and who pays how much for voluntary insurance; each with its source."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cns_portal.kernel.dated import Timeline

INTERRUPTION_DAYS = 8
"""From eight days on an interruption breaks the continuity (CSS, article 2; statutes)."""

QUALIFYING_MONTHS = 6
"""So long without interruption before the end (cmfep.public.lu, "Affiliation")."""

KEPT_MONTHS = 3
"""After the current month (cmfep.public.lu, "Affiliation"; CSS, article 18: at most a year)."""

ILLNESS_MONTHS = 3
"""On top, for an illness under treatment when the affiliation ended (the same page)."""

REQUEST_MONTHS = 3
"""Within which continued insurance has to be asked for, or it is lost (CSS, article 2)."""

ADULT_AGE = 18
"""From which continued insurance is open (CSS, article 2, paragraph 1)."""

UNPAID_MONTHS = 2
"""Contributions unpaid for so long end the voluntary insurance (ccss.public.lu)."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Months from the request until the optional insurance pays; None: not known."""

    months: int | None
    source: str


@dataclass(frozen=True, slots=True)
class Amount:
    """Euro a month, from a day on."""

    euro: Decimal
    since: date
    source: str


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of the base: 0.056 is 5.60 %."""

    share: Decimal
    source: str


WAITING = Timeline(
    (
        # The page names a contribution of 107.58: 5.60 % of the wage in force from this day.
        date(2013, 10, 1),
        Waiting(3, "ccss.lu, Assurance maladie volontaire (CSS, article 2)"),
    ),
    (
        date(2022, 9, 1),
        Waiting(3, "CSS, article 2, paragraph 2, version of 1 September 2022 (secu.lu)"),
    ),
)

_WAGES = (
    Amount(Decimal("2570.93"), date(2024, 1, 1), "guichet.lu, social parameters of 2024"),
    Amount(Decimal("2637.79"), date(2025, 1, 1), "press, January 2025"),
    Amount(Decimal("2703.74"), date(2025, 5, 1), "press, May 2025 and January 2026"),
)
MINIMUM_WAGE = Timeline(*((wage.since, wage) for wage in _WAGES))
"""The minimum social wage of an unskilled adult, on which voluntary insurance is calculated."""

MINIMUM_WAGE_ADJUSTED_ON = date(2026, 6, 1)
"""Index 992.24 is in force since; the wage at this index was not found, so the last one serves."""

CONTRIBUTION = Timeline(
    (date(2024, 1, 1), Rate(Decimal("0.0560"), "cmfep.public.lu, Affiliation")),
)
"""Of the minimum social wage, for health care; long-term care comes on top."""
