"""What figures are about: which days, how places are counted, and what is too few to be shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from appointments.choices import CancelledBefore, CancelledBy
from appointments.rules.free_times import Offer, free_times
from appointments.rules.opening import Calendar, Window
from cns_portal.kernel import civil_time
from cns_portal.procedures.choices import ActorKind

USUAL_DAYS = 28
"""Four weeks: every weekday counts as often as the others."""

LONGEST = 366
"""Days that one page of figures may be about."""

FEWEST_CASES = 5
"""Times of fewer people are not shown: they would tell how long somebody, or some agent, took."""

AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Period:
    """Luxembourg days, the first and the last included."""

    first: date
    last: date

    def days(self) -> list[date]:
        """All of them, in order."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


def last_days(today: date, count: int = USUAL_DAYS) -> Period:
    """The last `count` days that are over."""
    return Period(today - timedelta(days=count), today - timedelta(days=1))


def last_week(today: date) -> Period:
    """The last Monday to Sunday that is over."""
    monday = today - timedelta(days=today.weekday() + 7)
    return Period(monday, monday + timedelta(days=6))


def last_month(today: date) -> Period:
    """The last calendar month that is over."""
    last = today.replace(day=1) - timedelta(days=1)
    return Period(last.replace(day=1), last)


def cancelled_by(*, actor_kind: str, with_reason: bool) -> CancelledBy:
    """Who gave the appointment up, from the line of the history that says so.

    A link may be the person's or the agency's; only staff give a reason, and they must.
    """
    if actor_kind == ActorKind.AGENT or (actor_kind == ActorKind.LINK and with_reason):
        return CancelledBy.STAFF
    return CancelledBy.PORTAL if actor_kind == ActorKind.SYSTEM else CancelledBy.PERSON


def cancelled_before(*, late: bool, days_before: int) -> CancelledBefore:
    """How long before it began. `late` is less than `AN_HOUR`; `days_before` counts midnights."""
    if late:
        return CancelledBefore.AN_HOUR
    if days_before < 1:
        return CancelledBefore.SAME_DAY
    if days_before <= 2:
        return CancelledBefore.TWO_DAYS
    return CancelledBefore.A_WEEK if days_before <= 7 else CancelledBefore.EARLIER


class Places:
    """How many appointments of a kind fit into a day on which nothing is booked.

    Days with the same hours are counted once, so that a year costs little more than a week.
    """

    def __init__(self) -> None:
        self._counted: dict[tuple, int] = {}

    def offered(
        self, *, offer: Offer, calendar: Calendar, desks: Sequence[int], days: Iterable[date]
    ) -> int:
        """What fits into these days, one after the other at each desk; closures are taken off."""
        return sum(self._of_day(offer, calendar.windows(day), desks, day) for day in days)

    def _of_day(self, offer: Offer, windows: list[Window], desks: Sequence[int], day: date) -> int:
        if not windows or not desks:
            return 0
        midnight = civil_time.midnight(day)
        hours = tuple(
            (
                window.opens_at - midnight,
                window.closes_at - midnight,
                window.grid_from - midnight,
                window.desks,
            )
            for window in windows
        )
        key = (offer.slot_minutes, offer.buffer_minutes, len(desks), hours)
        if key not in self._counted:
            self._counted[key] = sum(
                _one_after_the_other(offer, windows, rank, day) for rank in range(len(desks))
            )
        return self._counted[key]


def _one_after_the_other(offer: Offer, windows: list[Window], rank: int, day: date) -> int:
    """How many appointments the desk of this rank can have: where hours overlap, starts do too."""
    mine = [window for window in windows if window.desks is None or rank < window.desks]
    count, free_from = 0, 0
    for start in free_times(day=day, windows=mine, desks=[rank], busy=(), offer=offer):
        if start.second >= free_from:
            count += 1
            free_from = start.second + int(offer.occupied.total_seconds())
    return count
