"""Maternity leave: its days, when its certificate is drawn up, who has the benefit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from cns_portal.kernel.months import lasted_months, months_later
from cns_portal.kernel.spans import DAY, Days, joined
from incapacity.parameters.maternity import MATERNITY, Maternity
from incapacity.rules.counting import Counted

SHORTEST_SIX_MONTHS = 181
"""Convention of the portal for an affiliation with interruptions: as many days as the shortest six
calendar months in a row have. How the CNS adds up broken months is not published; an agent
decides."""


def terms_of(expected_on: date) -> Maternity:
    """What holds for a birth expected on a day."""
    return MATERNITY.on(expected_on)


def leave(expected_on: date, *, born_on: date | None = None) -> Days:
    """All days of the leave, both included.

    It begins eight weeks before the expected day, and ends twelve weeks after the birth; as long as
    nobody knows the birth, after the expected day. A child that comes early takes nothing away:
    the days of the eight weeks that were not taken are added at the end. One that comes late
    prolongs the first part, and the twelve weeks stay twelve (Labour Code, articles L. 332-1 and
    L. 332-2, as told by guichet.public.lu). That the day of the birth is in neither part is a
    convention of the portal, from the words "before" and "after".
    """
    terms = terms_of(expected_on)
    first = expected_on - timedelta(weeks=terms.weeks_before)
    born = born_on or expected_on
    early = max(timedelta(0), expected_on - born)
    not_taken = min(early, timedelta(weeks=terms.weeks_before))
    return Days(min(first, born), born + timedelta(weeks=terms.weeks_after) + not_taken)


def certificate_from(expected_on: date) -> date:
    """The first day on which the certificate of the expected date may be drawn up."""
    return expected_on - timedelta(weeks=terms_of(expected_on).certificate_weeks)


def looked_at(begins: date) -> Days:
    """The twelve months before the leave, in which one has to be insured for six."""
    return Days(months_later(begins, -MATERNITY.on(begins).months_looked_at), begins - DAY)


def insured_long_enough(insured: Iterable[Days], *, begins: date) -> bool:
    """Whether the days of compulsory insurance in the twelve months before make six months.

    Six months in a row are enough, and so are days that together make as many.
    """
    months = MATERNITY.on(begins).months_insured
    within = [part for days in joined(insured) if (part := days.meets(looked_at(begins)))]
    if any(lasted_months(part.first, part.end, months) for part in within):
        return True
    return Counted(within).within(looked_at(begins)) >= SHORTEST_SIX_MONTHS
