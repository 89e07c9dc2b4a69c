"""The figures of a period, per agency, topic and channel: one answer for the page and the file.

The number of queries depends neither on how many appointments there are nor on the days: the
database counts, this process adds up a few dozen rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from appointments.choices import CancelledBefore, CancelledBy, Channel, Status, TopicCode
from appointments.models import Agency
from appointments.rules import figures as rules
from appointments.rules.figures import Period
from appointments.rules.free_times import Offer
from appointments.rules.states import PRESENT
from appointments.selectors.calendars import calendars
from appointments.selectors.figures_counted import (
    Kind,
    Spread,
    Times,
    cancellations,
    statuses,
    times,
)
from appointments.selectors.free_times import next_free
from appointments.selectors.offers import calendar_version, offers
from cns_portal.kernel import civil_time

NOBODY = Times(None, None)
KEPT = frozenset({Status.COMPLETED}) | PRESENT


@dataclass(frozen=True)
class Figures:
    """What became of the appointments of one kind.

    `offered` is None where topics are added up: they share the same desks. `next_free_on` is the
    day of the next time that the public can book, None where there is none to come.
    """

    offered: int | None = None
    statuses: Counter[str] = field(default_factory=Counter)
    cancelled: Counter[tuple[CancelledBy, CancelledBefore]] = field(default_factory=Counter)
    times: Times = NOBODY
    next_free_on: date | None = None
    days_to_next_free: int | None = None

    @property
    def booked(self) -> int:
        """Requests that were sent for these days, whatever became of them."""
        return self.statuses.total()

    @property
    def kept(self) -> int:
        """The person came."""
        return sum(self.statuses[status] for status in KEPT)

    @property
    def missed(self) -> int:
        return self.statuses[Status.MISSED]

    @property
    def given_up(self) -> int:
        """Cancelled, by whomever."""
        return self.statuses[Status.CANCELLED]

    @property
    def moved(self) -> int:
        """Given up for another time."""
        return self.statuses[Status.MOVED]

    @property
    def refused(self) -> int:
        return self.statuses[Status.REFUSED]

    @property
    def unsettled(self) -> int:
        """Still to come, or nobody has written down what became of it."""
        return self.statuses[Status.REQUESTED] + self.statuses[Status.CONFIRMED]

    @property
    def waited(self) -> Spread | None:
        """How long people waited, if enough did."""
        return self.times.waited if self.times.waited and self.times.waited.is_shown else None

    @property
    def served(self) -> Spread | None:
        """How long people were served, if enough were."""
        return self.times.served if self.times.served and self.times.served.is_shown else None


@dataclass(frozen=True)
class Row:
    """One line: an agency, a topic and a channel; None where they are added up."""

    agency: Agency | None
    topic: str | None
    channel: str | None
    figures: Figures


@dataclass(frozen=True)
class Report:
    """Everything that page and file show."""

    period: Period
    agencies: list[Agency]
    rows: list[Row]
    of_agencies: list[Row]
    of_topics: list[Row]
    total: Row


def report(agencies: Sequence[Agency], period: Period, *, now: datetime) -> Report:
    """The figures of these agencies. Asks a number of queries that depends on nothing."""
    ids = [agency.pk for agency in agencies]
    counted, given_up = statuses(ids, period), cancellations(ids, period)
    took = times(ids, period)
    offered = _offered(ids, period)
    free = _next_free([agency.pk for agency in agencies if agency.active], now)
    by_key = {agency.pk: agency for agency in agencies}
    nothing = Counter()

    def row(kind: Kind, *, places: int | None, next_day: date | None) -> Row:
        mine = [one for one in {*counted, *given_up} if _belongs(one, kind)]
        days = None if next_day is None else (next_day - civil_time.day_of(now)).days
        return Row(
            by_key.get(kind.agency),
            kind.topic,
            kind.channel,
            Figures(
                offered=places,
                statuses=sum((counted.get(one, nothing) for one in mine), Counter()),
                cancelled=sum((given_up.get(one, nothing) for one in mine), Counter()),
                times=took.get(kind, NOBODY),
                next_free_on=next_day,
                days_to_next_free=days,
            ),
        )

    kinds = _in_order({*counted, *offered}, ids)
    topics = list(dict.fromkeys((kind.topic, kind.channel) for kind in _in_order(kinds, [])))
    return Report(
        period=period,
        agencies=list(agencies),
        rows=[row(kind, places=offered.get(kind, 0), next_day=free.get(kind)) for kind in kinds],
        of_agencies=[
            row(
                Kind(agency, None, None),
                places=None,
                next_day=_first(day for kind, day in free.items() if kind.agency == agency),
            )
            for agency in ids
        ],
        of_topics=[
            row(
                Kind(None, *topic),
                places=sum(n for kind, n in offered.items() if kind[1:] == topic),
                next_day=_first(day for kind, day in free.items() if kind[1:] == topic),
            )
            for topic in topics
        ],
        total=row(Kind(None, None, None), places=None, next_day=_first(free.values())),
    )


def _belongs(one: Kind, kind: Kind) -> bool:
    return all(wanted in (None, had) for had, wanted in zip(one, kind, strict=True))


def _first(days: Iterable[date]) -> date | None:
    return min(days, default=None)


def _in_order(kinds: Iterable[Kind], agencies: Sequence[int]) -> list[Kind]:
    """As lists have them: agencies, then topics, then channels."""
    topics, channels = TopicCode.values, Channel.values
    place = {agency: number for number, agency in enumerate(agencies)}
    return sorted(
        kinds,
        key=lambda kind: (
            place.get(kind.agency, 0),
            topics.index(kind.topic),
            channels.index(kind.channel),
        ),
    )


def _offered(agencies: Sequence[int], period: Period) -> dict[Kind, int]:
    """The places of each kind: four queries a channel. Without a desk for it, it is not offered."""
    found: dict[Kind, int] = {}
    places, days, active = rules.Places(), period.days(), offers()
    for channel in Channel.values:
        served = [offer for offer in active if offer.channel == channel]
        known = calendars(agencies, channel, period.first, period.last) if served else {}
        for agency, calendar in known.items():
            for offer in served if calendar.desks else ():
                found[Kind(agency, offer.topic, channel)] = places.offered(
                    offer=offer, calendar=calendar.calendar, desks=calendar.desks, days=days
                )
    return found


def _next_free(agencies: Sequence[int], now: datetime) -> dict[Kind, date]:
    """The day of the next free time of each kind that has one."""
    version = calendar_version()
    return {
        Kind(agency, offer.topic, offer.channel): civil_time.day_of(start)
        for offer in _shapes_first(offers())
        for agency, start in next_free(
            offer=offer, agency_ids=agencies, now=now, version=version
        ).items()
        if start is not None
    }


def _shapes_first(active: Iterable[Offer]) -> list[Offer]:
    """Topics of the same length one after the other: they share what is remembered of days."""
    return sorted(active, key=lambda offer: (offer.channel, offer.slot_minutes))
