"""Workers that are killed in the middle of what they do."""

import multiprocessing
import os
import pkgutil
import signal
import time

from django.db import connection, connections

_PATIENCE = 60
_STRANGERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND backend_type = 'client backend' AND state <> 'idle'
"""


def killed_in(work, *, where: str, call: int = 1) -> None:
    """Run `work` in a process of its own that is killed (SIGKILL) at that call of `where`."""
    connections.close_all()  # the child must not share the socket
    context = multiprocessing.get_context("fork")

    def run():
        connection.close()
        holder, _, name = where.rpartition(".")
        target = pkgutil.resolve_name(holder)
        does, calls = getattr(target, name), []

        def dies(*args, **words):
            calls.append(args)
            if len(calls) == call:
                os.kill(os.getpid(), signal.SIGKILL)
            return does(*args, **words)

        setattr(target, name, dies)
        work()

    child = context.Process(target=run)
    child.start()
    child.join(_PATIENCE)
    assert child.exitcode == -signal.SIGKILL
    wait_until_forgotten()


def wait_until_forgotten() -> None:
    """Until the database has noticed that the dead are dead: it rolls back in its own time.

    Until then their locks hold, and whoever skips locked rows skips theirs.
    """
    until = time.monotonic() + _PATIENCE
    while _strangers_at_work():
        assert time.monotonic() < until, "a connection of the dead is still at work"
        time.sleep(0.01)


def _strangers_at_work() -> int:
    with connection.cursor() as cursor:
        cursor.execute(_STRANGERS)
        return cursor.fetchone()[0]
