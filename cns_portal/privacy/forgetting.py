"""Forgetting, holding by holding."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction

from cns_portal import clock
from cns_portal.privacy.models import ForgettingLine, ForgettingRun
from cns_portal.privacy.registry import Holding, holdings

logger = logging.getLogger(__name__)

MOST_TURNS = 2_000
"""Each turn is a short transaction; a holding whose records never run out ends here."""


@dataclass(frozen=True)
class Outcome:
    """What came of one holding: a number of records, or the error that stopped it."""

    holding: Holding
    count: int = 0
    error: Exception | None = None
    left: bool = False
    """Whether records past their time are left."""


def forget(*, now: datetime, thorough: bool = False, seconds: float | None = None) -> list[Outcome]:
    """Let every holding forget what is past its time, each turn in a transaction of its own.

    One turn for each holding, or as many as it takes when `thorough`. One that fails changes
    nothing in that turn, is logged, and does not stop the others. What came of it is written down.

    After `seconds` no other turn begins; a holding that was not reached counts as having something
    left, and the next run begins with it. None: however long it takes. Raises
    `SoftTimeLimitExceeded` when the worker's time ends before.
    """
    ends = None if seconds is None else time.monotonic() + seconds
    asked = _those_left_behind_first()
    run = ForgettingRun.objects.create(started_at=clock.now(), thorough=thorough)
    outcomes = []
    for number, holding in enumerate(asked):
        if _is_over(ends):
            _leave(run, asked[number:])
            outcomes += [Outcome(one, left=True) for one in asked[number:]]
            break
        try:
            outcome = _in_turns(holding, now, most=MOST_TURNS if thorough else 1, ends=ends)
        except SoftTimeLimitExceeded:
            _leave(run, asked[number + 1 :])
            raise
        outcomes.append(outcome)
        if outcome.count or outcome.error:
            _write_down(run, outcome)
    run.finished_at = clock.now()
    run.save(update_fields=["finished_at"])
    return outcomes


def _those_left_behind_first() -> list[Holding]:
    """All holdings, from the one on which the last run gave up; a slow one cannot starve it."""
    asked = list(holdings())
    last = ForgettingRun.objects.order_by("-started_at", "-pk").first()
    left = ForgettingLine.objects.filter(run=last, count=0, left=True, error="")
    codes = set(left.values_list("holding", flat=True)) if last else set()
    first = next((at for at, holding in enumerate(asked) if holding.code in codes), 0)
    return asked[first:] + asked[:first]


def _leave(run: ForgettingRun, rest: list[Holding]) -> None:
    """Note the first that was not reached: whoever forgot nothing has nothing left otherwise."""
    for holding in rest[:1]:
        _write_down(run, Outcome(holding, left=True))


def due(*, now: datetime) -> list[Outcome]:
    """What `forget` would do now. Changes nothing."""
    return [_outcome(holding, holding.due, now) for holding in holdings()]


def _is_over(ends: float | None) -> bool:
    return ends is not None and time.monotonic() >= ends


def _in_turns(holding: Holding, now: datetime, *, most: int, ends: float | None) -> Outcome:
    counted = 0
    for _turn in range(most):
        outcome = _outcome(holding, holding.forget, now)
        counted += outcome.count
        if outcome.error or not outcome.count:
            return Outcome(holding, counted, error=outcome.error)
        if _is_over(ends):
            break
    return Outcome(holding, counted, left=bool(_outcome(holding, holding.due, now).count))


def _outcome(holding: Holding, question: Callable[..., int], now: datetime) -> Outcome:
    try:
        with transaction.atomic():
            count = question(now=now)
    except SoftTimeLimitExceeded:
        raise  # the worker's time is over, and nobody's fault
    except Exception as error:
        logger.exception("The holding %s could not be asked to forget.", holding.code)
        return Outcome(holding, error=error)
    if count:
        logger.info("The holding %s: %s records past their time.", holding.code, count)
    return Outcome(holding, count)


def _write_down(run: ForgettingRun, outcome: Outcome) -> None:
    """The kind of an error only: its words may name somebody."""
    ForgettingLine.objects.create(
        run=run,
        holding=outcome.holding.code,
        count=outcome.count,
        left=outcome.left,
        error=type(outcome.error).__name__ if outcome.error else "",
    )
