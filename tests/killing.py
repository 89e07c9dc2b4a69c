"""Workers that are killed in the middle of what they do."""

import multiprocessing
import os
import pkgutil
import signal

from django.db import connection, connections


def killed_in(work, *, where: str) -> None:
    """Run `work` in a process of its own that is killed (SIGKILL) when it calls `where`."""
    connections.close_all()  # the child must not share the socket
    context = multiprocessing.get_context("fork")

    def run():
        connection.close()
        holder, _, name = where.rpartition(".")
        target = pkgutil.resolve_name(holder)
        setattr(target, name, lambda *args, **words: os.kill(os.getpid(), signal.SIGKILL))
        work()

    child = context.Process(target=run)
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL
