"""Who pays in a month: the employer, until the end of the month of the 77th day, or the CNS.

Checked month by month. A month is paid by the CNS when the days counted in the 18 calendar months
that end with the month before reach 77: so the month in which the 77th day lies is still the
employer's, and the employer pays again from the month for which the count is below.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cns_portal.kernel.months import last_of_month, months_later
from cns_portal.kernel.spans import DAY, Days
from incapacity.choices.counting import Payer
from incapacity.parameters.employer_pays import EMPLOYER_PAYS, EmployerPays
from incapacity.rules.counting import Counted
from incapacity.rules.facts import Absence


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month, and how it is decided who pays in it."""

    first: date
    counted: int
    """Days that count in the month itself."""
    reference: Days
    """The months before it that are looked at."""
    in_reference: int
    """Days that count in those."""
    terms: EmployerPays

    @property
    def last(self) -> date:
        return last_of_month(self.first)

    @property
    def payer(self) -> Payer:
        return Payer.CNS if self.in_reference >= self.terms.days else Payer.EMPLOYER

    @property
    def left(self) -> int:
        """Days that are missing in the months before for the CNS to pay in this one."""
        return max(0, self.terms.days - self.in_reference)


def counted(absences: Iterable[Absence], *, on: date) -> Counted:
    """The days that count towards the limit, by the terms of a day."""
    return Counted.of(absences, EMPLOYER_PAYS.on(on).causes)


def month_of(days: Counted, day: date) -> Month:
    """The month in which `day` lies. Raises `NothingInForceError` before 2009."""
    first = day.replace(day=1)
    terms = EMPLOYER_PAYS.on(first)
    reference = Days(months_later(first, -terms.months), first - DAY)
    return Month(
        first=first,
        counted=days.within(Days(first, last_of_month(first))),
        reference=reference,
        in_reference=days.within(reference),
        terms=terms,
    )


def months(days: Counted, *, first: date, last: date) -> Iterator[Month]:
    """Month by month, from the month of `first` to the month of `last`."""
    month = first.replace(day=1)
    while month <= last:
        yield month_of(days, month)
        month = months_later(month, 1)


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands in a month."""

    month: Month
    following: Month
    """The month after: decided by the 18 months that end with this one."""
    limit_on: date | None
    """The 77th day, when it lies in the months looked at for the following one."""
    changes: tuple[Month, ...]
    """The months from which somebody else pays than in the month before, by the certificates that
    are there: from the following month on, in order."""


def standing(days: Counted, *, today: date) -> Standing:
    """Who pays this month, how near the limit is, and what changes by what is known today."""
    month, following = (month_of(days, months_later(today, later)) for later in (0, 1))
    limit_on = None
    if following.payer == Payer.CNS:
        limit_on = days.nth(following.terms.days, since=following.reference.first)
    return Standing(month, following, limit_on, tuple(_changes(days, month)))


def _changes(days: Counted, month: Month) -> Iterator[Month]:
    """Nothing changes any more once the last certificate has left the months looked at."""
    payer, last = month.payer, max(days.last or month.first, month.first)
    end = months_later(last, month.terms.months + 1)
    for later in months(days, first=months_later(month.first, 1), last=end):
        if later.payer != payer:
            payer = later.payer
            yield later


def cns_pays_from(days: Counted, *, ill_since: date) -> date:
    """From which month the CNS would pay if an incapacity lasted without a break from a day on.

    That month may be one that has begun before the day: then the CNS pays already.
    """
    terms = EMPLOYER_PAYS.on(ill_since)
    lasting = days.with_days(Days(ill_since, months_later(ill_since, terms.months)))
    month = month_of(lasting, ill_since)
    while month.payer == Payer.EMPLOYER:
        month = month_of(lasting, months_later(month.first, 1))
    return month.first
