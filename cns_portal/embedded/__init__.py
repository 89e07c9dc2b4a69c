"""PostgreSQL and Redis from wheels, for a machine that has neither.

`python -m cns_portal.embedded start` starts both under `var/`, harmlessly when they run already;
`stop` ends them. Their addresses are written to `var/postgres.url` and `var/redis.url`, where the
settings find them. With DATABASE_URL and REDIS_URL set, nothing is started.

A command that needs them for its own lifetime takes them with `borrowed()`: several may, and the
last to leave stops them.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from cns_portal.embedded import postgres, redis
from cns_portal.embedded.servers import ROOT, VAR

__all__ = [
    "POSTGRES_ADDRESS",
    "REDIS_ADDRESS",
    "ROOT",
    "VAR",
    "address_in",
    "borrowed",
    "start",
    "start_again",
    "stop",
]

POSTGRES_ADDRESS = postgres.ADDRESS
REDIS_ADDRESS = redis.ADDRESS
KEPT = VAR / "engines.kept"  # there while the command `start` keeps them for everybody


def address_in(file: Path) -> str | None:
    """What an earlier start wrote down, if anything."""
    with contextlib.suppress(FileNotFoundError):
        return file.read_text().strip() or None
    return None


def start() -> dict[str, str]:
    """Start what the environment does not name; return the addresses of both."""
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "engines.starting").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        return {
            "DATABASE_URL": os.environ.get("DATABASE_URL") or postgres.start(),
            "REDIS_URL": os.environ.get("REDIS_URL") or redis.start(),
        }


def start_again() -> dict[str, Path]:
    """Start what was started here and has ended by itself; return its names with their logs."""
    fallen = {
        name: engine.LOG
        for name, variable, engine in (
            ("PostgreSQL", "DATABASE_URL", postgres),
            ("Redis", "REDIS_URL", redis),
        )
        if not os.environ.get(variable) and not engine.runs()
    }
    if fallen:
        start()
    return fallen


def stop() -> None:
    """Stop whatever `start` started here; the data stays."""
    redis.stop()
    postgres.stop()


@contextlib.contextmanager
def borrowed() -> Iterator[dict[str, str]]:
    """Both addresses, valid inside the block.

    The lock is the system's own, so a borrower that was killed has left, too.
    """
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "engines.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        try:
            yield start()
        finally:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if not KEPT.exists():
                    stop()
