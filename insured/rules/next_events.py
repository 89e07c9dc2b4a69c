"""What comes next in somebody's insurance: ends, beginnings, birthdays, a card that expires."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from insured.choices.affiliation import Cover
from insured.choices.coverage import CoverageReason, EventKind
from insured.choices.family import Relation
from insured.rules.ages import CHILDREN, CHILDREN_UNTIL, OF_AGE, birthday
from insured.rules.coverage import History
from insured.rules.voluntary import loss_to_continue

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """Something that happens on `day`; what ends is there on `day` for the last time."""

    day: date
    kind: EventKind


def next_events(
    history: History,
    *,
    today: date,
    born: date | None = None,
    relation: Relation | str = "",
    beyond_thirty_until: date | None = None,
    lives_in_luxembourg: bool = False,
    card_until: date | None = None,
) -> list[Event]:
    """Everything known to come from `today` on, the nearest first.

    `relation` is what a co-insured person is to the main insured one: the 30th birthday matters to
    co-insured children only, and later to whoever may remain until `beyond_thirty_until`.
    `card_until` is the last day of the European side of the card in use.
    """
    events = [
        *_of_affiliation(history),
        *_of_voluntary(history, today, born, lives_in_luxembourg),
        *_of_birthdays(born, relation, beyond_thirty_until),
    ]
    if card_until:
        events.append(Event(card_until, EventKind.CARD_EXPIRES))
    return sorted({event for event in events if event.day >= today})


def _of_affiliation(history: History) -> Iterable[Event]:
    for run in history.runs:
        waited = any(
            period.cover == Cover.VOLUNTARY_OPTIONAL and period.first < run.first
            for period in history.affiliated_on(run.first)
        )
        yield Event(run.first, EventKind.BENEFITS_BEGIN if waited else EventKind.BEGINS)
    for ending in history.endings:
        yield Event(ending.last, EventKind.ENDS)
        if ending.kept_until and _is_last_of_kept(history, ending.kept_until):
            yield Event(ending.kept_until, EventKind.RIGHTS_END)


def _is_last_of_kept(history: History, day: date) -> bool:
    """Whether kept rights are what covers on `day`, and nothing on the day after."""
    answer = history.on(day)
    return answer.why == CoverageReason.KEPT and not history.on(day + DAY).covered


def _of_voluntary(
    history: History, today: date, born: date | None, lives_in_luxembourg: bool
) -> Iterable[Event]:
    """The last day for continued insurance, where nothing else insures after the loss."""
    loss = loss_to_continue(history.periods, on=today)
    if loss is None or not loss.long_enough or not lives_in_luxembourg:
        return
    if born and loss.deadline < birthday(born, OF_AGE):
        return
    if not history.affiliated_on(max(today, loss.last + DAY)):
        yield Event(loss.deadline, EventKind.VOLUNTARY_DEADLINE)


def _of_birthdays(
    born: date | None, relation: Relation | str, beyond_thirty_until: date | None
) -> Iterable[Event]:
    if relation in CHILDREN and beyond_thirty_until:
        yield Event(beyond_thirty_until, EventKind.REMAINS_UNTIL)
    if born is None:
        return
    yield Event(birthday(born, OF_AGE), EventKind.EIGHTEEN)
    if relation in CHILDREN and not beyond_thirty_until:
        yield Event(birthday(born, CHILDREN_UNTIL), EventKind.THIRTY)
