"""Forgetting, holding by holding."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cns_portal.privacy.registry import Holding, holdings

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What came of one holding: a number of records, or the error that stopped it."""

    holding: Holding
    count: int = 0
    error: Exception | None = None


def forget(*, now: datetime) -> list[Outcome]:
    """Let every holding forget what is past its time, each in a transaction of its own.

    One that fails changes nothing, is logged, and does not stop the others.
    """
    return [_outcome(holding, holding.forget, now) for holding in holdings()]


def due(*, now: datetime) -> list[Outcome]:
    """What `forget` would do now. Changes nothing."""
    return [_outcome(holding, holding.due, now) for holding in holdings()]


def _outcome(holding: Holding, question, now: datetime) -> Outcome:
    try:
        with transaction.atomic():
            count = question(now=now)
    except Exception as error:
        logger.exception("The holding %s could not be asked to forget.", holding.code)
        return Outcome(holding, error=error)
    if count:
        logger.info("The holding %s: %s records past their time.", holding.code, count)
    return Outcome(holding, count)
