"""The chain is checked each night, without anybody asking for it.

First what was sealed since the last time, then a part of everything, so that all of it was checked
again within a week. Each night begins at a seal whose head was written down the night before, and
passes every head that was: a tail that was cut off, or a chain that somebody calculated anew, is
found as long as those notes were not changed as well. They lie in the same database; the log holds
the head too, and a log that is kept elsewhere cannot be changed with it.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta

from cns_portal import clock
from cns_portal.audit import chain, sealing, verifying
from cns_portal.audit.models import AuditCheck, AuditSeal

logger = logging.getLogger(__name__)

Walk = AuditCheck.Walk

PART = 20_000
"""Entries that are checked before what came of it is written down."""

NIGHTS = 7
"""A convention of the portal: in so many nights every entry is checked again."""

SHOWN_FOR = timedelta(days=30)
"""A break is shown so long after it was last found: longer than a round takes."""


def check(*, seconds: float) -> int:
    """Check what is due tonight, for `seconds` at most; returns how many breaks were found.

    What there was no time for is left for the next night. Breaks are logged as an error, by their
    position alone, and shown to those who may see the checks. The newest head is logged each time.
    """
    stop_at = time.monotonic() + seconds
    newest = sealing.last_seal()
    end = newest.position if newest else 0
    broken = _cut_off(end)
    broken += _walk(Walk.NEW, after=_reached(Walk.NEW, end), until=end, stop_at=stop_at, end=end)
    begin = _reached(Walk.ROUND, end)
    begin = 0 if begin >= end else begin
    tonight = _seal_from(begin - (-end // NIGHTS), end)
    broken += _walk(Walk.ROUND, after=begin, until=tonight, stop_at=stop_at, end=end)
    if newest is not None:
        logger.info(
            "The audit trail was checked, %s breaks. Head %s",
            broken,
            chain.in_words(newest.position, bytes(newest.head)),
        )
    return broken


def breaks(*, now: datetime) -> int:
    """How many checks have found breaks lately."""
    return AuditCheck.objects.filter(broken__gt=0, checked_at__gte=now - SHOWN_FOR).count()


def place_in_words(place: dict[str, int]) -> str:
    """A position of the chain, or the number of an entry that is not under it."""
    return str(place["position"]) if "position" in place else f"outside: {place['entry']}"


def _reached(walk: str, end: int) -> int:
    """The seal from which a walk goes on; the beginning when that seal is not there any more."""
    last = AuditCheck.objects.filter(walk=walk).order_by("-pk").first()
    if last is None or last.until_position > end:
        return 0
    return last.until_position if _is_seal(last.until_position) else 0


def _is_seal(position: int) -> bool:
    return AuditSeal.objects.filter(position=position).exists()


def _cut_off(end: int) -> int:
    """1 when the chain ends before a head that was written down here, else 0."""
    longest = AuditCheck.objects.order_by("-until_position", "-pk").first()
    if longest is None or longest.until_position <= end:
        return 0
    findings = verifying.verify_part(
        after=0, until=0, known_heads=[_head_of(longest)], around=False
    )
    _write_down(Walk.NEW, end, end, findings)
    return findings.broken


def _walk(walk: str, *, after: int, until: int, stop_at: float, end: int) -> int:
    broken = 0
    while after < until and time.monotonic() < stop_at:
        part = _seal_from(min(after + PART, until), until)
        written = AuditCheck.objects.filter(
            until_position__gt=0, until_position__gte=after, until_position__lte=part
        )
        findings = verifying.verify_part(
            after=after,
            until=part,
            known_heads=list(dict.fromkeys(map(_head_of, written.order_by("pk")))),
            around=walk == Walk.ROUND and part == end,
        )
        _write_down(walk, after, part, findings)
        broken += findings.broken
        after = part
    return broken


def _seal_from(position: int, end: int) -> int:
    found = AuditSeal.objects.filter(position__gte=position, position__lte=end)
    return found.order_by("position").values_list("position", flat=True).first() or end


def _head_of(row: AuditCheck) -> tuple[int, bytes]:
    return row.until_position, bytes(row.head)


def _write_down(walk: str, after: int, until: int, findings: verifying.Findings) -> None:
    seal = AuditSeal.objects.filter(position=until).first()
    places = [
        {"position": one.position} if one.position else {"entry": one.entry}
        for one in findings.first
    ]
    AuditCheck.objects.create(
        walk=walk,
        checked_at=clock.now(),
        after_position=after,
        until_position=until,
        head=bytes(seal.head) if seal else b"",
        entries=findings.checked,
        broken=findings.broken,
        places=places,
    )
    if findings.broken:
        logger.error(
            "The audit trail is broken in %s places. The first, by position: %s",
            findings.broken,
            ", ".join(place_in_words(one) for one in places),
        )
