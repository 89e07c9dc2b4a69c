"""Several at the same moment: threads, each with a connection of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection
from django.db.models import Choices

from cns_portal.kernel.refusal import Refused

_PATIENCE = 60  # seconds


def at_once(*works: Callable[[], Any]) -> list:
    """Begin all of them at the same moment.

    What each answered, the reason why it was refused, or the error that it raised, in their order.
    """
    start = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            start.wait(_PATIENCE)
            return work()
        except Refused as refused:
            return refused.reason
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def done_at_once(*works: Callable[[], Any]) -> list:
    """The same, where an error is a failure of the test."""
    answers = at_once(*works)
    for answer in answers:
        if isinstance(answer, Exception):
            raise answer
    return answers


def outcomes(*works: Callable[[], Any]) -> list[str]:
    """What came of each, sorted: "done", or the code of the refusal."""
    answers = done_at_once(*works)
    return sorted(str(one.value) if isinstance(one, Choices) else "done" for one in answers)
