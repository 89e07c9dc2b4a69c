"""What the other connections of the test's database are doing."""

import time

from django.db import connection

_PATIENCE = 60  # seconds
_OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND backend_type = 'client backend' AND {what}
"""


def wait_until_somebody_waits_for_a_lock() -> None:
    _wait_until(lambda: _count("wait_event_type = 'Lock'"), else_say="nobody waits")


def wait_until_the_dead_are_forgotten() -> None:
    """Until the database has rolled back what killed processes began: it does so in its own time.

    Until then their locks hold, and whoever skips locked rows skips theirs.
    """
    _wait_until(lambda: not _count("state <> 'idle'"), else_say="somebody is still at work")


def _wait_until(condition, *, else_say: str) -> None:
    until = time.monotonic() + _PATIENCE
    while not condition():
        assert time.monotonic() < until, else_say
        time.sleep(0.02)


def _count(what: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction looks only once
        cursor.execute(_OTHERS.format(what=what))
        return cursor.fetchone()[0]
