"""Free times of one agency on one day, computed from what is open and what is taken.

A day is a row of five-minute ticks in one integer per desk, so that fitting an appointment is a
few shifts instead of a walk over bookings. The first tick lies at Luxembourg's midnight; a day of
23 or 25 hours simply has fewer or more of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from appointments.rules.opening import Window
from cns_portal.kernel import civil_time

TICK = 300  # seconds
# The longest day of the year, and the longest appointment with its minutes after, begun at its end.
TICKS_OF_A_DAY = (25 + 6) * 3600 // TICK
ALL_DAY = (1 << TICKS_OF_A_DAY) - 1


@dataclass(frozen=True, slots=True)
class Offer:
    """How a topic is served through a channel. Durations in whole minutes."""

    topic: str
    channel: str
    slot_minutes: int
    buffer_minutes: int
    notice: timedelta
    horizon_days: int
    left_to_agent: bool = False

    @property
    def slot(self) -> timedelta:
        """How long the person has."""
        return timedelta(minutes=self.slot_minutes)

    @property
    def occupied(self) -> timedelta:
        """How long the desk is taken: the slot and the agent's minutes after it."""
        return timedelta(minutes=self.slot_minutes + self.buffer_minutes)


class Busy(NamedTuple):
    """A desk that is taken from one moment to another (POSIX seconds, end excluded)."""

    desk: int
    from_second: int
    until_second: int


class FreeTime(NamedTuple):
    """A start (POSIX seconds) and how many desks are free for it."""

    second: int
    free: int


def free_times(
    *,
    day: date,
    windows: Sequence[Window],
    desks: Sequence[int],
    busy: Iterable[Busy],
    offer: Offer,
) -> tuple[FreeTime, ...]:
    """The starts at which at least one desk is free for the whole of `offer`, in order.

    `desks` are in the order in which they are staffed: a window with two desks uses the first two.
    """
    if not windows or not desks:
        return ()
    midnight = _midnight(day)
    offered = [(_offered(window, midnight, offer), window.desks) for window in windows]
    taken = _taken(busy, midnight)
    counts: dict[int, int] = {}
    for rank, desk in enumerate(desks):
        starts = _starts(offered, rank, taken.get(desk, 0), offer)
        while starts:
            lowest = starts & -starts
            tick = lowest.bit_length() - 1
            counts[tick] = counts.get(tick, 0) + 1
            starts ^= lowest
    return tuple(FreeTime(midnight + tick * TICK, counts[tick]) for tick in sorted(counts))


def free_desks(
    *,
    starts_at: datetime,
    windows: Sequence[Window],
    desks: Sequence[int],
    busy: Iterable[Busy],
    offer: Offer,
) -> list[int]:
    """The desks that are free for `offer` at `starts_at`, in the order of staffing."""
    midnight = _midnight(civil_time.day_of(starts_at))
    bit = _bit(starts_at, midnight)
    offered = [(_offered(window, midnight, offer), window.desks) for window in windows]
    taken = _taken(busy, midnight)
    return [
        desk
        for rank, desk in enumerate(desks)
        if _starts(offered, rank, taken.get(desk, 0), offer) & bit
    ]


def is_on_grid(starts_at: datetime, windows: Iterable[Window], offer: Offer) -> bool:
    """Whether one of the windows offers a start at this moment."""
    midnight = _midnight(civil_time.day_of(starts_at))
    bit = _bit(starts_at, midnight)
    return any(_offered(window, midnight, offer) & bit for window in windows)


def fits(starts_at: datetime, windows: Iterable[Window], offer: Offer) -> bool:
    """Whether the person's whole time lies within opening hours."""
    ends_at = starts_at + timedelta(seconds=_ticks(offer.slot) * TICK)
    return any(window.opens_at <= starts_at and ends_at <= window.closes_at for window in windows)


def moment(free_time: FreeTime) -> datetime:
    """The start as a UTC moment."""
    return datetime.fromtimestamp(free_time.second, tz=UTC)


def _ticks(duration: timedelta) -> int:
    return -(-int(duration.total_seconds()) // TICK)


def _stretch(first: int, end: int) -> int:
    """The bits from `first` up to, not including, `end`."""
    return ((1 << max(end, 0)) - 1) & ~((1 << max(first, 0)) - 1)


def _runs(mask: int, length: int) -> int:
    """The bits of `mask` at which `length` set bits in a row begin."""
    have = 1
    while have < length:
        step = min(have, length - have)
        mask &= mask >> step
        have += step
    return mask


def _midnight(day: date) -> int:
    return int(civil_time.midnight(day).timestamp())


def _bit(moment: datetime, midnight: int) -> int:
    """The tick that begins at `moment`; no bit when none does."""
    tick, rest = divmod(moment.timestamp() - midnight, TICK)
    return 0 if rest else 1 << int(tick)


def _first_tick(moment: datetime, midnight: int) -> int:
    """The first tick that does not begin before `moment`."""
    return -int(-(moment.timestamp() - midnight) // TICK)


def _offered(window: Window, midnight: int, offer: Offer) -> int:
    """The ticks at which `window` lets `offer` start: on its grid, with room until it closes.

    Hours or lengths that are not whole ticks are rounded to the next one, never out of the window.
    """
    end = int((window.closes_at.timestamp() - midnight) // TICK)
    grid = 0
    for tick in range(_first_tick(window.grid_from, midnight), end, _ticks(offer.occupied)):
        grid |= 1 << tick
    opening = _stretch(_first_tick(window.opens_at, midnight), end)
    return grid & _runs(opening, _ticks(offer.slot))


def _taken(busy: Iterable[Busy], midnight: int) -> Mapping[int, int]:
    """Per desk, the ticks that are taken; a started tick counts whole."""
    taken: dict[int, int] = {}
    for desk, from_second, until_second in busy:
        first = int((from_second - midnight) // TICK)
        end = -int(-(until_second - midnight) // TICK)
        if end > 0 and first < TICKS_OF_A_DAY:
            taken[desk] = taken.get(desk, 0) | _stretch(first, min(end, TICKS_OF_A_DAY))
    return taken


def _starts(offered: Iterable[tuple[int, int | None]], rank: int, taken: int, offer: Offer) -> int:
    """The ticks at which the desk of this rank could take the appointment."""
    starts = 0
    for ticks, desks in offered:
        if desks is None or rank < desks:
            starts |= ticks
    return starts & _runs(ALL_DAY & ~taken, _ticks(offer.occupied))
