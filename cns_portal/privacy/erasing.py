"""Erasing what is kept about one person, as far as nothing obliges us to keep it.

Whoever decides about a request asks `plan` what would become of it and calls `order`. A worker
carries it out as soon as nothing open needs the data: holding by holding, each in a transaction of
its own, so that one that is killed goes on where it was.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import Q

from cns_portal import audit, queue
from cns_portal.db import promise
from cns_portal.keeping import Erased, Holding, Obstacle
from cns_portal.kernel.refusal import Refused
from cns_portal.privacy.choices import OrderState, Refusal
from cns_portal.privacy.models import ErasureOrder, ErasureStep
from cns_portal.privacy.registry import holdings

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account, Dossier

logger = logging.getLogger(__name__)

OPEN = [OrderState.WAITING, OrderState.RUNNING]

_followers: list[Callable[[ErasureOrder], None]] = []


@dataclass(frozen=True, slots=True)
class Part:
    """What an erasure does with one holding."""

    holding: Holding
    erased: Erased


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What is open, and in which holding."""

    holding: Holding
    obstacle: Obstacle


@dataclass(frozen=True, slots=True)
class Plan:
    """What an erasure at this moment would take and leave, and what it would have to wait for."""

    parts: tuple[Part, ...]
    hindrances: tuple[Hindrance, ...]

    @property
    def goes(self) -> tuple[Part, ...]:
        """The holdings from which something would go."""
        return tuple(part for part in self.parts if part.erased.gone)

    @property
    def stays(self) -> tuple[Part, ...]:
        """The holdings in which something would stay."""
        return tuple(part for part in self.parts if part.erased.stays)

    @property
    def gone(self) -> int:
        """How many records would go."""
        return sum(part.erased.gone for part in self.parts)

    @property
    def kept(self) -> int:
        """How many records would stay."""
        return sum(stays.count for part in self.parts for stays in part.erased.stays)


class _AlreadyOrdered(Exception):
    """Somebody else was quicker."""


def in_order() -> list[Holding]:
    """The holdings in the order in which they are erased."""
    return sorted(holdings(), key=lambda holding: (holding.turn, holding.code))


def plan(dossier: Dossier, *, now: datetime) -> Plan:
    """What would go, what would stay and why, and what has to be over first. Changes nothing."""
    asked = in_order()
    return Plan(
        parts=tuple(
            Part(holding, erased)
            for holding in asked
            if (erased := holding.would_erase(dossier, now=now)) != Erased()
        ),
        hindrances=tuple(
            Hindrance(holding, obstacle)
            for holding in asked
            for obstacle in holding.obstacles(dossier, now=now)
        ),
    )


def order_of(dossier: Dossier) -> ErasureOrder | None:
    """The order that is to be carried out for this person, if there is one."""
    return ErasureOrder.objects.filter(dossier=dossier, state__in=OPEN).first()


@transaction.atomic
def order(
    dossier: Dossier, *, by: Account | audit.Actor, now: datetime, reference: str = ""
) -> ErasureOrder:
    """Have this person's data erased as soon as nothing open needs them; a second time is the same.

    `reference` names the case in which it was decided.
    """
    if present := order_of(dossier):
        return present
    try:
        with promise("erasure_order_one_open_per_dossier", broken=_AlreadyOrdered()):
            new = ErasureOrder.objects.create(
                dossier=dossier,
                reference=reference,
                ordered_at=now,
                ordered_by=None if isinstance(by, audit.Actor) else by,
            )
    except _AlreadyOrdered:
        return ErasureOrder.objects.get(dossier=dossier, state__in=OPEN)
    audit.record(by, "erasure.ordered", new, dossier=dossier, details={"reference": reference})
    queue.nudge("privacy.erase")
    return new


@transaction.atomic
def cancel(erasure: ErasureOrder, *, by: Account | audit.Actor, now: datetime) -> ErasureOrder:
    """Take an order back that still waits. Raises `Refused` when it has begun or is closed."""
    row = ErasureOrder.objects.select_for_update(of=("self",)).get(pk=erasure.pk)
    if row.state != OrderState.WAITING:
        raise Refused(Refusal.BEGUN if row.state == OrderState.RUNNING else Refusal.CLOSED)
    row.state, row.closed_at = OrderState.CANCELLED, now
    row.save(update_fields=["state", "closed_at"])
    audit.record(by, "erasure.cancelled", row, dossier=row.dossier)
    return row


def when_erased(follow: Callable[[ErasureOrder], None]) -> None:
    """Call `follow(order)` in the transaction in which an erasure is completed."""
    if follow not in _followers:
        _followers.append(follow)


def to_carry_out(*, limit: int = 100) -> list[int]:
    """The keys of the orders to be tried now: those tried longest ago first."""
    waiting = ErasureOrder.objects.filter(state__in=OPEN)
    return list(waiting.order_by("tried_at", "ordered_at").values_list("pk", flat=True)[:limit])


def carry_out(order_id: int, *, now: datetime) -> bool:
    """Erase for this order what may go, unless something open still needs it; whether it is done.

    May be called by any number of workers any number of times: what is done is not done again. A
    holding that fails stops it there, is logged, and is tried again another time.
    """
    erasure = _begin(order_id, now=now)
    if erasure is None:
        return False
    for holding in in_order():
        try:
            if not _step(erasure, holding, now=now):
                return False
        except SoftTimeLimitExceeded:
            raise  # the worker's time is over: the next one goes on with this holding
        except Exception as error:
            logger.exception("The holding %s could not be erased.", holding.code)
            stopped_by = f"{holding.code}: {type(error).__name__}"
            ErasureOrder.objects.filter(pk=order_id).update(stopped_by=stopped_by)
            return False
    return _finish(erasure, now=now)


@transaction.atomic
def _begin(order_id: int, *, now: datetime) -> ErasureOrder | None:
    """The order, if it can run: once begun it does not wait for anything new."""
    row = (
        ErasureOrder.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(pk=order_id, state__in=OPEN)
        .select_related("dossier")
        .first()
    )
    if row is None:
        return None
    row.tried_at, row.stopped_by = now, ""
    if row.state == OrderState.WAITING:
        row.stopped_by = _what_is_open(row.dossier, now=now)
        row.state = OrderState.WAITING if row.stopped_by else OrderState.RUNNING
    row.save(update_fields=["tried_at", "stopped_by", "state"])
    return row if row.state == OrderState.RUNNING else None


def _what_is_open(dossier: Dossier, *, now: datetime) -> str:
    """The codes of the holdings in which something is open: no word about the person."""
    codes = [holding.code for holding in in_order() if holding.obstacles(dossier, now=now)]
    return ", ".join(codes)[:160]


@transaction.atomic
def _step(erasure: ErasureOrder, holding: Holding, *, now: datetime) -> bool:
    """One holding; whether the order goes on. The person first, then what is theirs."""
    for one in holdings():
        one.hold(erasure.dossier)
    row = ErasureOrder.objects.select_for_update(of=("self",)).get(pk=erasure.pk)
    if row.state != OrderState.RUNNING:
        return False  # another worker has finished it meanwhile
    if ErasureStep.objects.filter(order=row, holding=holding.code).exists():
        return True
    erased = holding.erase(erasure.dossier, now=now)
    ErasureStep.objects.create(
        order=row,
        holding=holding.code,
        gone=erased.gone,
        kept=sum(stays.count for stays in erased.stays),
        kept_until=_last_day(erased),
        done_at=now,
    )
    return True


def _last_day(erased: Erased) -> date | None:
    """Until when something stays; None when one of them has no known end."""
    days = [stays.until for stays in erased.stays]
    return max(days) if days and all(days) else None


@transaction.atomic
def _finish(erasure: ErasureOrder, *, now: datetime) -> bool:
    for one in holdings():
        one.hold(erasure.dossier)
    row = ErasureOrder.objects.select_for_update(of=("self",)).get(pk=erasure.pk)
    if row.state != OrderState.RUNNING:
        return row.state == OrderState.DONE
    row.state, row.closed_at = OrderState.DONE, now
    row.save(update_fields=["state", "closed_at"])
    counted = dict(row.steps.filter(Q(gone__gt=0)).values_list("holding", "gone"))
    audit.record(audit.SYSTEM, "dossier.erased", row, dossier=row.dossier, details=counted)
    for follow in _followers:
        follow(row)
    return True
