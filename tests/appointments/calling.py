"""Both ends of a video call without a browser: what a page would send."""

import json

from appointments.choices import Side
from appointments.services import signalling

PERSON, AGENT, OTHER = "a" * 32, "b" * 32, "c" * 32
HELLO, BYE = {"kind": "hello"}, {"kind": "bye"}


def offer(to=AGENT, number=1, kind="offer", sdp="v=0"):
    return {"kind": kind, "n": number, "to": to, "sdp": sdp}


def body(*signals, session=PERSON, after=0) -> str:
    return json.dumps({"session": session, "after": after, "signals": list(signals)})


def says(appointment, side, *signals, session=None, after=0):
    """What one end hears when it says these."""
    fresh = type(appointment).objects.get(pk=appointment.pk)
    return signalling.exchange(
        fresh,
        side,
        session=session or (PERSON if side == Side.PERSON else AGENT),
        after=after,
        signals=signals,
    )
