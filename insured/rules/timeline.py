"""From declarations of entry and exit to periods of affiliation.

The answer depends on the set of declarations alone, never on the order in which they arrived. The
day of an entry is the first day of affiliation, the day of an exit the last one.

Declarations belong together by cover and employer: one such stream is read in the order of its
days. What does not fit what came before in its stream changes nothing and is named as a
contradiction; an agent sets the wrong declaration aside, and the timeline is computed again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from cns_portal.kernel.spans import DAY, Days
from insured.choices.affiliation import Movement
from insured.choices.contradictions import Contradiction


@dataclass(frozen=True, slots=True)
class Declared:
    """What the Centre commun declared about one person. `key` is the caller's own."""

    number: str
    movement: str
    cover: str
    fund: str
    employer_number: str
    employer_name: str
    day: date
    key: int = field(default=0, compare=False)

    @property
    def stream(self) -> tuple[str, str]:
        """What an exit and its entry have in common."""
        return self.cover, self.employer_number

    @property
    def place(self) -> tuple:
        """Where it stands among those of one day; contents only, so that any order gives this."""
        return self.number, self.movement, self.fund, self.employer_name


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of affiliation under one cover at one employer, without a day of another one."""

    days: Days
    entry: Declared
    exit: Declared | None = None


@dataclass(frozen=True, slots=True)
class Contradicting:
    """A declaration that counts for nothing, why, and the one it does not fit with if there is."""

    declared: Declared
    reason: Contradiction
    other: Declared | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The periods in the order of cover and days, and what could not be read into them."""

    periods: list[Period]
    contradictions: list[Contradicting]


def timeline(
    declarations: Iterable[Declared], *, disputed: Container[str] = frozenset()
) -> Timeline:
    """The affiliation of one person, from all declarations that no agent has set aside.

    `disputed` are numbers under which something else was declared about somebody else.

    Of two employers at once the one that began earlier keeps the days; the other gets what is left
    of its own. So no two periods of one cover overlap, and no day is lost.
    """
    usable, contradictions = _with_a_number_of_their_own(set(declarations), disputed)
    streams = defaultdict(list)
    for declared in usable:
        streams[declared.stream].append(declared)
    covers = defaultdict(list)
    for (cover, _employer), stream in streams.items():
        stretches, unfit = _read(stream)
        covers[cover] += stretches
        contradictions += unfit
    return Timeline(
        periods=[period for cover in sorted(covers) for period in _in_turn(covers[cover])],
        contradictions=sorted(contradictions, key=lambda it: (it.declared.day, it.declared.place)),
    )


def _with_a_number_of_their_own(
    declarations: Iterable[Declared], disputed: Container[str]
) -> tuple[list[Declared], list[Contradicting]]:
    """Those whose number is theirs alone; the others contradict each other."""
    by_number = defaultdict(list)
    for declared in declarations:
        by_number[declared.number].append(declared)
    usable, contradictions = [], []
    for number, same in by_number.items():
        if len(same) == 1 and number not in disputed:
            usable += same
            continue
        same.sort(key=lambda declared: (declared.day, declared.stream, declared.place))
        contradictions += [
            Contradicting(
                declared, Contradiction.NUMBER_TWICE, same[position - 1] if len(same) > 1 else None
            )
            for position, declared in enumerate(same)
        ]
    return usable, contradictions


def _read(stream: list[Declared]) -> tuple[list[Period], list[Contradicting]]:
    """One cover at one employer, day by day."""
    read = _Reading()
    by_day = defaultdict(list)
    for declared in stream:
        by_day[declared.day].append(declared)
    for day in sorted(by_day):
        read.day(sorted(by_day[day], key=lambda declared: declared.place))
    return read.ended(), read.contradictions


class _Reading:
    """How far one stream has been read."""

    def __init__(self) -> None:
        self.open: Declared | None = None
        self.periods: list[Period] = []
        self.contradictions: list[Contradicting] = []
        self._exits_alone: list[tuple[Declared, int]] = []

    def day(self, declarations: list[Declared]) -> None:
        """Whatever order on the day lets all of them fit is the right one."""
        left = list(declarations)
        while (fitting := next(filter(self._fits, left), None)) is not None:
            left.remove(fitting)
            if self.open is None:
                self.open = fitting
            else:
                days = Days(self.open.day, fitting.day)
                self.periods.append(Period(days, self.open, fitting))
                self.open = None
        for declared in left:
            self._refuse(declared)

    def _fits(self, declared: Declared) -> bool:
        if self.open is None:
            return declared.movement == Movement.ENTRY
        return declared.movement == Movement.EXIT and declared.fund == self.open.fund

    def _refuse(self, declared: Declared) -> None:
        if declared.movement == Movement.ENTRY:
            reason = Contradiction.ENTRY_WHILE_OPEN
        elif self.open is not None:
            reason = Contradiction.OTHER_FUND
        else:
            self._exits_alone.append((declared, len(self.periods)))
            return
        self.contradictions.append(Contradicting(declared, reason, self.open))

    def ended(self) -> list[Period]:
        """All periods, once everything was read: only now it is clear what an exit missed."""
        for declared, before in self._exits_alone:
            if self.open is not None and before == len(self.periods):
                reason, other = Contradiction.EXIT_BEFORE_ENTRY, self.open
            elif before:
                reason, other = Contradiction.SECOND_EXIT, self.periods[before - 1].exit
            else:
                reason, other = Contradiction.EXIT_WITHOUT_ENTRY, None
            self.contradictions.append(Contradicting(declared, reason, other))
        if self.open is not None:
            self.periods.append(Period(Days(self.open.day), self.open))
            self.open = None
        return self.periods


def _in_turn(periods: Iterable[Period]) -> Iterator[Period]:
    """Each with the days that none which began earlier has; who has none left disappears.

    All that came before began no later, so what they leave of a period is always its end.
    """
    free = date.min
    for period in sorted(periods, key=_turn):
        if period.days.end < free:
            continue
        first = max(period.days.first, free)
        yield Period(Days(first, period.days.last), period.entry, period.exit)
        if period.days.last is None or period.days.last == date.max:
            return
        free = period.days.last + DAY


def _turn(period: Period) -> tuple:
    return period.days.first, period.entry.stream, period.entry.place
