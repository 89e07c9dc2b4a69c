"""Workers that are killed in the middle of what they do."""

import multiprocessing
import os
import pkgutil
import signal

from django.db import connection, connections

from tests.backends import wait_until_the_dead_are_forgotten

_PATIENCE = 60  # seconds


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
    wait_until_the_dead_are_forgotten()
