"""What does not fit in a certificate. Nothing here stops anybody from sending: an agent decides.

The person reads it before sending, the agent afterwards: the same rule, asked with the same values.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from cns_portal.kernel.months import months_later
from cns_portal.kernel.spans import DAY, Days
from incapacity.choices.certificates import Cause, MatriculeOnSheet, Sequel, SheetLanguage
from incapacity.choices.contradictions import Contradiction as C
from incapacity.rules.facts import Child

A_YEAR = 12
"""Months. A convention of the portal: a longer certificate is most likely a slip of the year."""

NEAR = 7
"""Days. A convention of the portal: a longer gap between two certificates is not spoken of."""

BODILY = frozenset({Cause.ILLNESS, Cause.ACCIDENT})
"""One's own incapacity: one certificate may continue the other."""


@dataclass(frozen=True, slots=True)
class Other:
    """A certificate that was sent earlier from the same file, and not withdrawn or refused."""

    reference: str
    days: Days
    cause: Cause
    key: Hashable = None
    """What tells it apart."""
    prolongs: Hashable = None
    """The key of the certificate that it prolongs; None where it prolongs none."""
    child: Hashable = None
    files: frozenset[str] = frozenset()
    """Digests of its files."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a certificate says, as far as it was entered."""

    key: Hashable = None
    """What tells it apart, as `Other.key` does."""
    cause: Cause | None = None
    sequel: Sequel = Sequel.INITIAL
    first_day: date | None = None
    last_day: date | None = None
    issued_on: date | None = None
    earlier: Hashable = None
    """The certificate that it prolongs or follows: the key of an `Other`."""
    matricule: MatriculeOnSheet | None = None
    is_anothers: bool = False
    """Whether the matricule that was read on the sheet is not the person's."""
    child: Child | None = None
    child_is_known: bool = True
    """Whether the child is on file as the person's."""
    child_is_the_parent: bool = False
    expected_on: date | None = None
    language: SheetLanguage | None = None
    is_translated: bool = False
    """Whether one of the files is said to be a sworn translation."""
    files: frozenset[str] = frozenset()

    @property
    def days(self) -> Days | None:
        """Whole days; None as long as one is missing, or the last comes before the first."""
        if self.first_day is None or self.last_day is None or self.last_day < self.first_day:
            return None
        return Days(self.first_day, self.last_day)


@dataclass(frozen=True, slots=True)
class Around:
    """What the certificate is held against."""

    on: date
    """The day on which it is sent: today, or when it was."""
    until: date | None = None
    """The day until which it has to be sent; None where no deadline holds."""
    drawn_up_by: date | None = None
    """The day by which the doctor has to draw it up; None where no rule says so."""
    drawn_up_from: date | None = None
    """The first day on which a certificate of an expected birth is drawn up."""
    others: tuple[Other, ...] = ()
    other_parents: tuple[Days, ...] = ()
    """When the other parent is on leave for the same child; only agents may know it."""
    about_the_child: tuple[Concern, ...] = ()
    """What the rule of the leave for family reasons says against it."""


@dataclass(frozen=True)
class Concern:
    """A contradiction with what its sentence names."""

    what: C
    about: Mapping[str, Any] = field(default_factory=dict)


def contradictions(typed: Typed, around: Around) -> tuple[Concern, ...]:
    """All that does not fit, in the order of the page."""
    return (
        *_about_the_days(typed),
        *_about_the_issue(typed, around),
        *_about_others(typed, around.others),
        *_about_the_person(typed),
        *_about_the_child(typed, around),
        *_about_a_birth(typed, around),
        *_about_sending(typed, around),
    )


def is_too_long(days: Days) -> bool:
    """Whether they are more than a year: from 3 March to 2 March of the next year they are not."""
    return days.end >= months_later(days.first, A_YEAR)


# -- the days -----------------------------------------------------------------------------------


def _about_the_days(typed: Typed) -> Iterator[Concern]:
    first, last = typed.first_day, typed.last_day
    if first and last and last < first:
        yield Concern(C.ENDS_BEFORE_IT_BEGINS, {"first": first, "last": last})
    if typed.days and is_too_long(typed.days):
        count = (last - first).days + 1
        yield Concern(C.LONGER_THAN_A_YEAR, {"first": first, "last": last, "count": count})


def _about_the_issue(typed: Typed, around: Around) -> Iterator[Concern]:
    issued, first = typed.issued_on, typed.first_day
    if issued is None:
        return
    if issued > around.on:
        yield Concern(C.ISSUED_IN_FUTURE, {"issued_on": issued})
    if around.drawn_up_by is not None and issued > around.drawn_up_by:
        yield Concern(C.ISSUED_TOO_LATE, {"issued_on": issued, "until": around.drawn_up_by})
    if first and months_later(issued, A_YEAR) < first:
        yield Concern(C.ISSUED_LONG_BEFORE, {"issued_on": issued, "first": first})


# -- other certificates of the same person ------------------------------------------------------


def _about_others(typed: Typed, others: Iterable[Other]) -> Iterator[Concern]:
    others = sorted(others, key=lambda other: (other.days.first, other.reference))
    yield from (_about(C.SAME_FILE, other) for other in others if typed.files & other.files)
    earlier = next((o for o in others if o.key is not None and o.key == typed.earlier), None)
    if typed.days is not None:
        yield from _about_shared_days(typed, typed.days, others, earlier)
        yield from _about_gaps(typed, typed.days, others)
        yield from _about_continuing(typed, typed.days, others)
    if earlier is not None and _begins_before(typed, earlier):
        yield _about(C.FOLLOWS_A_LATER_ONE, earlier, first=typed.first_day)
    else:
        yield from _about_the_prolongation(typed, earlier)


def _about_shared_days(typed: Typed, days: Days, others, earlier: Other | None):
    for other in others:
        if _is_the_same(typed, days, other):
            yield _about(C.SAME_CERTIFICATE, other)
        elif days.overlaps(other.days):
            prolongs = other is earlier and typed.sequel == Sequel.PROLONGATION
            is_prolonged = other.prolongs is not None and other.prolongs == typed.key
            if (prolongs and _continues(days, other.days)) or (
                is_prolonged and _continues(other.days, days)
            ):
                continue  # a prolongation may begin before the earlier one ends
            yield _about(C.OVERLAPS, other)


def _about_gaps(typed: Typed, days: Days, others: Iterable[Other]):
    """Short gaps to the certificate before and to the one after; one's own incapacity only."""
    if typed.cause not in BODILY or typed.sequel == Sequel.PROLONGATION:
        return
    bodily = [other for other in others if other.cause in BODILY]
    if any(other.days.overlaps(days) for other in bodily):
        return
    before = [other for other in bodily if other.days.end < days.first]
    after = [other for other in bodily if other.days.first > days.end]
    for other in (
        *(max(before, key=lambda o: o.days.end, default=None),),
        *(min(after, key=lambda o: o.days.first, default=None),),
    ):
        if other is not None and (gap := _between(days, other.days)) is not None:
            for bare in gap.without(one.days for one in others):
                yield _about(C.LEAVES_GAP, other, gap=bare)


def _about_continuing(typed: Typed, days: Days, others: Iterable[Other]):
    if typed.cause not in BODILY or typed.sequel != Sequel.INITIAL:
        return
    for other in others:
        if other.cause == typed.cause and other.days.end + DAY == days.first:
            yield _about(C.CONTINUES_ANOTHER, other)


def _about_the_prolongation(typed: Typed, earlier: Other | None):
    if typed.sequel != Sequel.PROLONGATION:
        return
    if typed.earlier is None:
        yield Concern(C.PROLONGS_NOTHING)
    elif (
        earlier is not None and typed.days is not None and not _continues(typed.days, earlier.days)
    ):
        yield _about(C.DOES_NOT_ADJOIN, earlier, first=typed.days.first)


def _begins_before(typed: Typed, earlier: Other) -> bool:
    """Whether what is to prolong or follow another one comes first: then that one is no earlier."""
    follows = typed.sequel != Sequel.INITIAL and typed.first_day is not None
    return follows and typed.first_day < earlier.days.first


def _is_the_same(typed: Typed, days: Days, other: Other) -> bool:
    same_child = (typed.child.key if typed.child else None) == other.child
    return days == other.days and typed.cause == other.cause and same_child


def _continues(days: Days, earlier: Days) -> bool:
    """Whether they go on where the earlier ones end, or before that, and reach further."""
    return earlier.first <= days.first <= earlier.end + DAY and days.end > earlier.end


def _between(days: Days, other: Days) -> Days | None:
    """The days between two stretches, when they are few."""
    first, last = min(days.end, other.end) + DAY, max(days.first, other.first) - DAY
    if last < first or last - first >= timedelta(days=NEAR):
        return None
    return Days(first, last)


# -- who it is about ----------------------------------------------------------------------------


def _about_the_person(typed: Typed) -> Iterator[Concern]:
    if typed.is_anothers:
        yield Concern(C.OTHER_MATRICULE)
    elif typed.matricule == MatriculeOnSheet.MISSING:
        yield Concern(C.NO_MATRICULE)


def _about_the_child(typed: Typed, around: Around) -> Iterator[Concern]:
    if typed.cause != Cause.FAMILY:
        return
    if typed.child_is_the_parent:
        yield Concern(C.CHILD_IS_THE_PARENT)
        return
    child, first = typed.child, typed.first_day
    if child is not None and not typed.child_is_known:
        yield Concern(C.CHILD_UNKNOWN)
    if child is not None and child.born_on and first and child.born_on > first:
        yield Concern(C.CHILD_NOT_BORN, {"born": child.born_on, "first": first})
        return
    yield from around.about_the_child
    if typed.days is not None:
        yield from (
            Concern(C.BOTH_PARENTS, {"days": days})
            for days in around.other_parents
            if days.overlaps(typed.days)
        )


def _about_a_birth(typed: Typed, around: Around) -> Iterator[Concern]:
    if typed.cause != Cause.MATERNITY or not (typed.issued_on and typed.expected_on):
        return
    issued, expected = typed.issued_on, typed.expected_on
    if around.drawn_up_from is not None and issued < around.drawn_up_from:
        about = {"issued_on": issued, "from_day": around.drawn_up_from}
        yield Concern(C.EXPECTED_TOO_EARLY, about)
    if expected < issued:
        yield Concern(C.EXPECTED_BEFORE_ISSUE, {"expected_on": expected})


# -- the sheet and its way ----------------------------------------------------------------------


def _about_sending(typed: Typed, around: Around) -> Iterator[Concern]:
    if typed.language == SheetLanguage.OTHER and not typed.is_translated:
        yield Concern(C.NOT_TRANSLATED)
    if around.until is not None and around.on > around.until:
        yield Concern(C.LATE, {"until": around.until})


def _about(what: C, other: Other, **more: Any) -> Concern:
    return Concern(what, {"reference": other.reference, "days": other.days, **more})
