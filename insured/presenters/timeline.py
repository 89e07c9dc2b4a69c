"""The stretches of somebody's insurance as a list in words, and as a bar that decorates it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from cns_portal.kernel.months import months_later
from cns_portal.kernel.spans import Days
from insured.choices.affiliation import Cover, Fund
from insured.notices.sentences import in_words

if TYPE_CHECKING:
    from insured.models import AffiliationPeriod
    from insured.rules.coverage import History
    from insured.selectors.family_coverage import Member

DAY = timedelta(days=1)
SHOWN_AT_ONCE = 5
MONTHS_BACK, MONTHS_AHEAD = 24, 12
"""What the bar spans around today."""

OWN, FAMILY, KEPT, GAP, WAITING = "own", "family", "kept", "gap", "waiting"


@dataclass(frozen=True)
class Stretch:
    """Some days with what insures on them."""

    days: Days
    title: str
    kind: str
    details: tuple[str, ...] = ()
    is_now: bool = False
    is_to_come: bool = False

    @property
    def when(self) -> str:
        """The days in words."""
        if self.days.last is None and self.is_to_come:
            return _("from {first} on").format(first=in_words(self.days.first))
        if self.days.last is None:
            return _("since {first}").format(first=in_words(self.days.first))
        if self.days.first == self.days.last:
            return _("on {first}").format(first=in_words(self.days.first))
        return _("{first} to {last}").format(
            first=in_words(self.days.first), last=in_words(self.days.last)
        )


@dataclass(frozen=True)
class Mark:
    """A piece of the bar; `x` and `width` are shares of it, written for a drawing."""

    x: str
    width: str
    kind: str


@dataclass(frozen=True)
class Bar:
    """A drawing of the last two years and the next one; everything in it stands in the list."""

    marks: tuple[Mark, ...]
    today: str
    years: tuple[tuple[str, int], ...]


def stretches(member: Member, *, today: date) -> list[Stretch]:
    """Everything that may be seen of a member's insurance, the latest first."""
    found = [_of_row(row, member.history, today) for row in member.shown_rows]
    if member.seen_in_full:
        found += _kept_and_gaps(member.history, today)
    return sorted(found, key=lambda one: (one.days.first, one.kind == OWN), reverse=True)


def bar(found: Iterable[Stretch], *, today: date, waiting: Iterable[Days] = ()) -> Bar:
    """The stretches as a drawing; `waiting` are days on which an insurance does not pay yet."""
    frame = Days(months_later(today, -MONTHS_BACK), months_later(today, MONTHS_AHEAD))
    drawn = [(one.days, one.kind) for one in found if one.kind != GAP]
    drawn += [(days, WAITING) for days in waiting]
    marks = [
        Mark(_share(shown.first, frame), _width(shown, frame), kind)
        for days, kind in drawn
        if (shown := days.meets(frame)) is not None
    ]
    years = [date(year, 1, 1) for year in range(frame.first.year + 1, frame.end.year + 1)]
    last = months_later(today, MONTHS_AHEAD - 1)  # a number at the very end would run over it
    return Bar(
        marks=tuple(marks),
        today=_share(today, frame),
        years=tuple((_share(day, frame), day.year) for day in years if day <= last),
    )


def _of_row(row: AffiliationPeriod, history: History, today: date) -> Stretch:
    days = Days(row.first_day, row.last_day)
    details = [Fund(row.fund).label]
    if row.employer_name:
        details.insert(0, row.employer_name)
    if row.through is not None:
        details.insert(0, _("through {name}").format(name=row.through.full_name))
    if row.cover == Cover.VOLUNTARY_OPTIONAL:
        details += _waits(days, history)
    if row.last_day is not None and row.last_day >= today:
        details.append(_("ends on {last}").format(last=in_words(row.last_day)))
    return Stretch(
        days=days,
        title=Cover(row.cover).label,
        kind=FAMILY if row.cover == Cover.CO_INSURED else OWN,
        details=tuple(map(str, details)),
        is_now=today in days,
        is_to_come=today < days.first,
    )


def _waits(days: Days, history: History) -> list[str]:
    """From when an optional insurance pays, where it waits."""
    return [
        _("benefits from {begins} on").format(begins=in_words(begins))
        if begins
        else _("an agent decides from when it pays")
        for waiting, begins in history.waiting
        if waiting.overlaps(days)
    ]


def _kept_and_gaps(history: History, today: date) -> Iterable[Stretch]:
    """What lies between and after the affiliations: rights that are kept, and nothing."""
    kept = [
        part
        for ending in history.endings
        if ending.kept_until
        for part in Days(ending.last + DAY, ending.kept_until).without(history.runs)
    ]
    for days in kept:
        yield _without_insurance(days, _("Rights are kept"), KEPT, today)
    if history.runs:
        since = Days(history.runs[0].first)
        for days in since.without([*history.runs, *kept]):
            yield _without_insurance(days, _("Not covered"), GAP, today)


def _without_insurance(days: Days, title: str, kind: str, today: date) -> Stretch:
    return Stretch(days, title, kind, is_now=today in days, is_to_come=today < days.first)


def _share(day: date, frame: Days) -> str:
    return _percent((day - frame.first).days / _length(frame))


def _width(days: Days, frame: Days) -> str:
    return _percent(((days.end - days.first).days + 1) / _length(frame))


def _length(frame: Days) -> int:
    return (frame.end - frame.first).days + 1


def _percent(share: float) -> str:
    return f"{share * 100:.2f}%"
