"""Luxembourg's wall clock: offices open by it, the database stores UTC."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LUXEMBOURG = ZoneInfo("Europe/Luxembourg")


def at(day: date, wall: time) -> datetime:
    """The UTC moment at which Luxembourg's clocks show `wall` on `day`.

    In the repeated hour of autumn the first one is meant; a time inside the skipped hour of
    spring is read with the offset before the change. No office opens at either.
    """
    return datetime.combine(day, wall, tzinfo=LUXEMBOURG).astimezone(UTC)


def wall(moment: datetime) -> datetime:
    """The same moment, as Luxembourg's clocks show it."""
    return moment.astimezone(LUXEMBOURG)


def day_of(moment: datetime) -> date:
    """Luxembourg's calendar day at `moment`."""
    return wall(moment).date()


def midnight(day: date) -> datetime:
    """The UTC moment at which `day` begins in Luxembourg."""
    return at(day, time(0))
