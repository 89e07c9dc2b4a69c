"""The rows of the room that are about a person, holding by holding.

What opens something (the code of the QR, the rooms of video calls) and the keyed hash by which the
portal tells people apart are not loaded, and so are never handed out. What an agent's browser said
in a call is the agent's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Q

from appointments.choices import Side
from appointments.models import (
    Appointment,
    Conflict,
    EarlierOffer,
    EarlierWish,
    Participant,
    Reminder,
    ReplanningStep,
    VideoCall,
    VideoSignal,
    Visit,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cns_portal.accounts.models import Dossier

KEYS = ("hold_key", "person_key", "check_in_code")


def appointment_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """Appointments with the details given for them, and what happened on the day."""
    theirs = Appointment.objects.filter(procedure__dossier=dossier)
    yield theirs.defer(*KEYS).order_by("pk")
    for model in (Participant, Conflict, Visit, Reminder):
        yield model.objects.filter(appointment__in=theirs).order_by("pk")
    calls = VideoCall.objects.filter(appointment__in=theirs)
    yield calls.defer("room", "person_session", "agent_session").order_by("pk")


def signal_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """How the person's browser could be reached during a call."""
    sent = VideoSignal.objects.filter(call__appointment__procedure__dossier=dossier)
    yield sent.filter(sender=Side.PERSON).defer("session").order_by("pk")


def kept_time_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """Times that were kept for the person as an offer of something earlier, and not taken."""
    offered = Appointment.objects.filter(earlier_offer__wish__procedure__dossier=dossier)
    yield offered.filter(procedure__isnull=True).defer(*KEYS).order_by("pk")


def earlier_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """Wishes for something earlier, and what was offered."""
    yield EarlierWish.objects.filter(procedure__dossier=dossier).order_by("pk")
    yield EarlierOffer.objects.filter(wish__procedure__dossier=dossier).order_by("pk")


def replanning_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """What was decided about the person's appointments when the hours of an agency changed."""
    touched = Q(appointment__procedure__dossier=dossier) | Q(moved_to__procedure__dossier=dossier)
    yield ReplanningStep.objects.filter(touched).order_by("pk")
