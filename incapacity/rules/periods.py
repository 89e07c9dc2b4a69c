"""Periods of incapacity: what overlapping and adjoining certificates make together.

"Consecutive calendar days without interruption" on which somebody is unable to work, or has leave
for family reasons or maternity leave (statutes of the CNS, article 169, as amended on 20 May 2011,
data.legilux.public.lu/file/eli-etat-leg-st-2011-05-20-n1-jo-fr-html.html).
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from datetime import date

from cns_portal.kernel.spans import DAY, Days
from incapacity.choices.certificates import Cause
from incapacity.rules.counting import length
from incapacity.rules.facts import Absence

ALL_CAUSES = frozenset(Cause)


@dataclass(frozen=True, slots=True)
class Period:
    """Days in a row, and the certificates that cover them, in the order of their days."""

    days: Days
    absences: tuple[Absence, ...]

    @property
    def length(self) -> int:
        return length(self.days)

    @property
    def is_certain(self) -> bool:
        """Whether agents have accepted each of its certificates."""
        return all(absence.is_certain for absence in self.absences)

    def number_of(self, day: date) -> int:
        """Which day of the period `day` is: the first one is 1."""
        if day not in self.days:
            raise ValueError("The day is not in the period.")
        return (day - self.days.first).days + 1


def periods(absences: Iterable[Absence], *, causes: Collection[Cause] = ALL_CAUSES) -> list[Period]:
    """The periods that certificates make, in order; those that do not count make none.

    The order in which the certificates are given changes nothing.
    """
    found: list[tuple[Days, list[Absence]]] = []
    counting = (absence for absence in absences if absence.counts and absence.cause in causes)
    for absence in sorted(counting, key=_order):
        if found and absence.days.first <= found[-1][0].end + DAY:
            days, together = found[-1]
            together.append(absence)
            found[-1] = Days(days.first, max(days.end, absence.days.end)), together
        else:
            found.append((absence.days, [absence]))
    return [Period(days, tuple(together)) for days, together in found]


def period_with(key: Hashable, absences: Iterable[Absence], **which) -> Period | None:
    """The period to which a certificate belongs, or None where it does not count."""
    for period in periods(absences, **which):
        if any(absence.key == key for absence in period.absences):
            return period
    return None


def period_on(day: date, absences: Iterable[Absence], **which) -> Period | None:
    """The period in which a day lies, or None."""
    return next((period for period in periods(absences, **which) if day in period.days), None)


def _order(absence: Absence) -> tuple:
    """Keys need not be comparable; their words are, and they only decide between equal days."""
    return (
        absence.days.first, absence.days.end, absence.cause, absence.state, absence.sequel,
        str(absence.key),
    )  # fmt: skip
