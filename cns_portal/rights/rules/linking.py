"""Until when an emailed link opens a request that was sent without signing in."""

from datetime import date, timedelta


def last_day(*, closed_on: date | None, days: int) -> date | None:
    """The last day on which the link opens the page; None as long as the request is open.

    GDPR, article 5(1)(e) and (f): whoever finds an old e-mail must not read the answer for ever.
    How long is enough is not said; it must last longer than one needs to read, and to complain.
    """
    return closed_on and closed_on + timedelta(days=days)


def has_ended(*, last: date | None, today: date) -> bool:
    """Whether the link opens nothing any more; on its last day it still does."""
    return last is not None and today > last
