"""How a copy of somebody's data says what stands in the tables of appointments."""

from __future__ import annotations

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from appointments.choices import Refusal
from appointments.models import (
    Agency,
    Appointment,
    Conflict,
    Desk,
    EarlierWish,
    FreedTime,
    Participant,
    Replanning,
    ReplanningStep,
    VideoCall,
    VideoSignal,
)
from cns_portal.privacy.saying import Words, in_words, of, one_of
from insured.choices.countries import Country

FILES = {"identity_copy": _("Copy of an identity card")}


def at_a_place(row: Any) -> str:
    """Where and when."""
    return f"{row.agency} · {in_words(row.starts_at)}"


def _named_moment(row: Any, moment: Any) -> str:
    return f"{capfirst(str(row._meta.verbose_name))} · {in_words(moment)}"


def _why(row: Any, code: str) -> str:
    """The sentence of a rule; without what it needs where that is not there."""
    if code not in Refusal.values:
        return ""
    sentence = str(Refusal(code).label)
    try:
        return sentence.format(**row.details)
    except (KeyError, IndexError):
        return sentence.partition("{")[0].rstrip(" :(")


WORDS = {
    Agency: Words(title=str),
    Desk: Words(title=str),
    Appointment: Words(
        title=at_a_place,
        technical=("hold_extensions", "basis", "revision"),
    ),
    Participant: Words(columns={"country": of(one_of(Country))}),
    Conflict: Words(columns={"refusal": _why}, technical=("details",)),
    VideoCall: Words(title=lambda row: at_a_place(row.appointment)),
    VideoSignal: Words(
        labels={"sent_at": _("sent"), "sender": _("sent by")},
        technical=("content",),
    ),
    FreedTime: Words(title=at_a_place),
    EarlierWish: Words(title=lambda row: _named_moment(row, row.created_at)),
    Replanning: Words(title=lambda row: in_words(row.made_at)),
    ReplanningStep: Words(
        columns={"refusal": _why, "failure": of(one_of(Refusal))}, technical=("details",)
    ),
}
