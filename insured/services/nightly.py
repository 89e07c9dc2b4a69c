"""What the nightly tasks have in common: a batch at a time, and nobody holds up the others."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import date

from django.db.models import QuerySet

BATCH = 200
"""How many rows are found at once; the next ones are found after them."""

logger = logging.getLogger(__name__)


def keys_of(found: QuerySet) -> Iterator[int]:
    """The keys of everything found, in order, a batch at a time."""
    after = 0
    while keys := list(
        found.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        yield from keys
        after = keys[-1]


def safely(do: Callable[[int, date], bool], key: int, today: date) -> bool:
    """Whether `do` did something; one that fails is logged, and the next night finds it again."""
    try:
        return do(key, today)
    except Exception:
        logger.exception("%s could not be done for %s.", do.__name__, key)
        return False
