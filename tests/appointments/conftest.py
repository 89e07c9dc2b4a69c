"""What the tests of this room share."""

from datetime import UTC, datetime, timedelta

import pytest

from appointments.selectors import free_times
from tests import factories


class StoppedClock:
    """Shows the same moment until somebody moves it: a Monday in March, ten o'clock."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def advance(self, **duration: int) -> datetime:
        self.moment += timedelta(**duration)
        return self.moment


@pytest.fixture
def stopped_clock(monkeypatch):
    """The portal's clock, stopped; `advance(minutes=11)` moves it."""
    clock = StoppedClock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.moment)
    return clock


@pytest.fixture
def offers(db):
    """The usual offers, by topic and channel."""
    return factories.offers()


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Free times are remembered for a process; a test begins with none."""
    free_times.forget_everything()


@pytest.fixture(autouse=True)
def woken(monkeypatch):
    """The tasks that would have been woken; nothing goes to the broker."""
    tasks: list[str] = []
    monkeypatch.setattr("cns_portal.queue._send", tasks.append)
    return tasks
