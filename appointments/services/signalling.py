"""The two browsers of a call find each other through the portal: short letters, asked for often.

Each question is answered at once; no request waits for the other end. What is asked once a second
costs a row read and, every few seconds, a row written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, IntegerField, Max, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from appointments.choices import Refusal, Side, Status
from appointments.models import Appointment, VideoCall, VideoSignal
from appointments.rules import calls, states
from appointments.services import jitsi
from cns_portal import clock
from cns_portal.kernel.refusal import Refused

TOUCH_EVERY = timedelta(seconds=5)
OTHER = {Side.PERSON: Side.AGENT, Side.AGENT: Side.PERSON}
MOST_LETTERS_AT_ONCE = 200


@dataclass(frozen=True)
class Heard:
    """What one end learns from its question."""

    status: Status
    waiting_since: datetime | None = None
    other_is_there: bool = False
    other_session: str = ""
    """The opening of the page at the other end; empty when nobody is there."""
    is_current: bool = True
    """Whether the page that asks stands for its end."""
    is_replaced: bool = False
    """A newer opening of the page stands for it instead."""
    signals: Sequence[dict[str, Any]] = ()
    after: int = 0
    relays: list[dict[str, Any]] = field(default_factory=list)
    """Handed out with a `hello`, when the call has begun: valid for some hours."""
    room: dict[str, str] = field(default_factory=dict)
    """Where the call takes place, when that is a Jitsi Meet server."""


def exchange(
    appointment: Appointment, side: Side, *, session: str, after: int, signals: Sequence[dict]
) -> Heard:
    """Take the letters of one end, and hand over those that wait for it.

    `signals` have been checked (`rules.calls.is_signal`); those of them that came before are
    ignored. Nothing is taken from, or handed to, a page that another one has replaced. Raises
    `Refused(BUSY)` when a session has written more than any call needs.
    """
    status = Status(appointment.status)
    call = _call_of(appointment, side, status)
    if call is None:
        return Heard(status=status)
    now = clock.now()
    kinds = {signal["kind"] for signal in signals}
    is_current = _note_presence(call, side, session=session, kinds=kinds, now=now)
    other = OTHER[side]
    seen_at, other_session = _seen_at(call, other), _session(call, other)
    runs = status == Status.STARTED and is_current
    arrives = runs and "hello" in kinds
    found: list[VideoSignal] = []
    if runs:
        letters = [signal for signal in signals if signal["kind"] in calls.MOST_LETTERS]
        if letters:
            _keep(call, side, session=session, letters=letters, now=now)
        found = _waiting_for(call, session, other, other_session, after)
    return Heard(
        status=status,
        waiting_since=call.waiting_since,
        other_is_there=calls.is_there(seen_at, now=now),
        other_session=other_session,
        is_current=is_current,
        is_replaced=not is_current and _session(call, side) not in ("", session),
        signals=[signal.content for signal in found],
        after=found[-1].pk if found else after,
        relays=relays(now=now) if arrives else [],
        room=jitsi.room(call, side, now=now) if arrives and jitsi.is_used() else {},
    )


def relays(*, now: datetime) -> list[dict[str, Any]]:
    """The servers that help two browsers reach each other, for RTCPeerConnection's `iceServers`."""
    servers: list[dict[str, Any]] = []
    if settings.STUN_URLS:
        servers.append({"urls": settings.STUN_URLS})
    if settings.TURN_URLS:
        name, password = calls.relay_credentials(settings.TURN_SECRET, now=now)
        servers.append({"urls": settings.TURN_URLS, "username": name, "credential": password})
    return servers


def _call_of(appointment: Appointment, side: Side, status: Status) -> VideoCall | None:
    """The call, once there is one to speak of. The agent's page may be there first."""
    call = getattr(appointment, "video_call", None)
    if status not in states.AGREED:
        return None
    if side == Side.PERSON:
        return call if status in states.PRESENT else None
    if call is None:
        call, _made = VideoCall.objects.get_or_create(appointment=appointment)
    return call


def _note_presence(
    call: VideoCall, side: Side, *, session: str, kinds: set[str], now: datetime
) -> bool:
    """Write down who is there. Whether `session` stands for its end afterwards.

    A page says goodbye once and for all; its greeting, when that comes later because it was still
    on its way, is not believed. The session that left stays on record for this, with no time.
    """
    end = VideoCall.objects.filter(pk=call.pk)
    known, seen_at = _recorded(call, side), _seen_at(call, side)
    if "bye" in kinds:
        # Only if no other page is there: what is loaded again greets before the older one leaves.
        long_ago = now - calls.PRESENT_WITHIN
        free = Q(**{f"{side}_session__in": ("", session)})
        free |= Q(**{f"{side}_seen_at": None}) | Q(**{f"{side}_seen_at__lt": long_ago})
        end.filter(free).update(**{f"{side}_session": session, f"{side}_seen_at": None})
        call.refresh_from_db()
        return False
    if "hello" in kinds:
        left = Q(**{f"{side}_session": session, f"{side}_seen_at": None})
        if not end.exclude(left).update(**{f"{side}_session": session, f"{side}_seen_at": now}):
            call.refresh_from_db()
            return False
        if known != session:
            call.signals.filter(sender=side).delete()
        return True
    if session != known or seen_at is None:
        return False
    if now - seen_at >= TOUCH_EVERY:
        # Only if nobody replaced this page since it was read, and it has not left.
        mine = end.filter(**{f"{side}_session": known, f"{side}_seen_at__isnull": False})
        if not mine.update(**{f"{side}_seen_at": now}):
            call.refresh_from_db()
            return False
    return True


def _keep(call: VideoCall, side: Side, *, session: str, letters: list[dict], now: datetime) -> None:
    """Store what is new: a request sent again, because its answer was lost, adds nothing."""
    known = call.signals.filter(sender=side, session=session).aggregate(
        count=Count("pk"), last=Max(Cast(KeyTextTransform("n", "content"), IntegerField()))
    )
    last = known["last"] or 0
    new = [letter for letter in letters if letter["n"] > last]
    if known["count"] + len(new) > calls.MOST_SIGNALS_OF_A_SESSION:
        raise Refused(Refusal.BUSY)
    VideoSignal.objects.bulk_create(
        VideoSignal(call=call, sender=side, session=session, content=letter, sent_at=now)
        for letter in new
    )


def _waiting_for(
    call: VideoCall, session: str, other: Side, other_session: str, after: int
) -> list[VideoSignal]:
    """Those that the other end's present page has written to this one."""
    if not other_session:
        return []
    found = call.signals.filter(
        pk__gt=after, sender=other, session=other_session, content__to=session
    )
    return list(found.order_by("pk")[:MOST_LETTERS_AT_ONCE])


def _session(call: VideoCall, side: Side) -> str:
    """The page that stands for this end; empty when none does, or when it has left."""
    return "" if _seen_at(call, side) is None else _recorded(call, side)


def _recorded(call: VideoCall, side: Side) -> str:
    return call.person_session if side == Side.PERSON else call.agent_session


def _seen_at(call: VideoCall, side: Side) -> datetime | None:
    return call.person_seen_at if side == Side.PERSON else call.agent_seen_at
