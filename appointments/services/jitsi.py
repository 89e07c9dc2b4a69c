"""Entering a call's room on a Jitsi Meet server: who holds the token may, as what it says."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import jwt
from django.conf import settings

from appointments.choices import Side
from appointments.models import VideoCall

VALID = timedelta(hours=4)
EARLY = timedelta(seconds=30)  # two servers' clocks differ


def is_used() -> bool:
    """Whether calls take place on a Jitsi Meet server instead of between the two browsers."""
    return bool(settings.JITSI_URL)


def origin() -> str:
    """The server as a browser's policy names it; empty without one."""
    parts = urlsplit(settings.JITSI_URL)
    return f"{parts.scheme}://{parts.netloc}" if settings.JITSI_URL else ""


def room(call: VideoCall, side: Side, *, now: datetime) -> dict[str, str]:
    """What the server's own script needs to open the call's room."""
    return {
        "script": f"{settings.JITSI_URL}/external_api.js",
        "host": urlsplit(settings.JITSI_URL).netloc,
        "name": call.room,
        "token": token(call, side, now=now),
    }


def token(call: VideoCall, side: Side, *, now: datetime) -> str:
    """A signed permission for one room, which only the agent leads. No name stands in it.

    The claims are those of Jitsi's token authentication (jitsi/lib-jitsi-meet, doc/tokens.md).
    """
    leads = side == Side.AGENT
    claims: dict[str, Any] = {
        "iss": settings.JITSI_APP_ID,
        "aud": settings.JITSI_APP_ID,
        "sub": urlsplit(settings.JITSI_URL).hostname,
        "room": call.room,
        "iat": now,
        "nbf": now - EARLY,
        "exp": now + VALID,
        "moderator": leads,
        "context": {
            "user": {"moderator": leads, "affiliation": "owner" if leads else "member"},
        },
    }
    return jwt.encode(claims, settings.JITSI_APP_SECRET, algorithm="HS256")
