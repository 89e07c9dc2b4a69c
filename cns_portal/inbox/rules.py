"""When to try again, and when to give up. Plain values, no clock."""

from datetime import timedelta

#: An attempt is announced before it begins; the row is left alone for this long, so that the
#: worker that announced it can take the lock. Also the wait after a worker was killed.
LEASE = timedelta(seconds=30)

#: Waiting times after the first, second, … refusal by the mail server: about two days in all.
RETRY_AFTER = tuple(
    min(timedelta(seconds=30) * 2**refusals, timedelta(hours=4)) for refusals in range(20)
)

#: Attempts that ended without an answer, because they took the worker down with them.
MOST_UNEXPLAINED_ENDS = 5


def wait_after(refusals: int) -> timedelta | None:
    """How long to wait after that many refusals (1 or more); None: give up."""
    return RETRY_AFTER[refusals - 1] if refusals <= len(RETRY_AFTER) else None


def is_poison(*, attempts: int, refusals: int) -> bool:
    """Whether attempts keep ending without an answer, so that another would only do harm."""
    return attempts - refusals >= MOST_UNEXPLAINED_ENDS
