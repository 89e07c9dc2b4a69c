"""Both ends of a video call without a browser: what a page would send."""

import json

from django.urls import reverse

from appointments.choices import Side
from appointments.models import Appointment
from appointments.notices import links
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


def mine(appointment, name="waiting_room"):
    return reverse(f"appointments:{name}", args=[appointment.public_id])


def linked(appointment, name="video", purpose=links.Purpose.PERSON):
    return reverse(f"appointment_links:{name}", args=[links.token(appointment, purpose)])


def ask(client, address, *signals, **said):
    return client.post(address, body(*signals, **said), content_type="application/json")


def status_of(appointment) -> str:
    return Appointment.objects.get(pk=appointment.pk).status
