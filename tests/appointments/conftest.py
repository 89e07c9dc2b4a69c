"""What the tests of this room share."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from appointments.selectors import free_times
from cns_portal.db import lock_in_turn
from cns_portal.procedures.selectors import out_of_step
from tests import factories
from tests.appointments.agents import agent_of, window_of


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


@pytest.fixture(autouse=True)
def _uploads_go_with_the_test(settings, tmp_path):
    """Files that are attached to a booking lie in a folder of the test's own."""
    settings.PRIVATE_ROOT = str(tmp_path / "private")


@pytest.fixture
def in_step(db):
    """When the test ends, every procedure's state is what its history says."""
    yield
    assert not out_of_step().exists()


@pytest.fixture
def monday():
    """An ordinary Monday, a week after the stopped clock's."""
    return date(2026, 3, 9)


@pytest.fixture
def agency(db):
    """An open agency with one desk and one for video calls."""
    return factories.AgencyFactory(open=True)


@pytest.fixture
def agent(agency):
    """An agent of that agency."""
    return agent_of(agency)


@pytest.fixture
def window(agent):
    """The agent's browser, signed in at the admin's window."""
    return window_of(agent)


@pytest.fixture
def patient_locks(monkeypatch):
    """Thirty-two clients on a loaded machine may take long; a deadlock would still be found."""
    monkeypatch.setitem(lock_in_turn.__kwdefaults__, "patience", "30s")


@pytest.fixture
def breaks():
    """`with breaks("name"):` expects exactly that promise to be broken."""

    class Breaks:
        def __init__(self, promise: str) -> None:
            self.promise = promise

        def __enter__(self) -> None:
            self.savepoint = transaction.atomic()
            self.savepoint.__enter__()

        def __exit__(self, kind, error, trace) -> bool:
            self.savepoint.__exit__(kind, error, trace)
            assert isinstance(error, IntegrityError), error
            assert error.__cause__.diag.constraint_name == self.promise
            return True

    return Breaks
