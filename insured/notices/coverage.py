"""What people are told when their insurance has ended."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from insured.notices.notice import Notice
from insured.notices.sentences import in_words

if TYPE_CHECKING:
    from insured.rules.coverage import Ending


def ended(ending: Ending, *, deadline: date) -> Notice:
    """That nothing insures any more, what is kept until when, and what to do by which day."""
    days = {
        "last": in_words(ending.last),
        "deadline": in_words(deadline),
        "kept_until": in_words(ending.kept_until or ""),
        "illness_until": in_words(ending.illness_until or ""),
    }
    if ending.kept_until:
        kept = _(
            "You keep the right to health care until {kept_until}; for an illness that was under "
            "treatment at the end, until {illness_until}. This does not hold for whoever is "
            "covered elsewhere."
        )
    else:
        kept = _(
            "It had lasted less than six months without an interruption of eight days or longer, "
            "so no right to health care is kept."
        )
    parts = [
        _("Your insurance ended on {last}, and no other one is on file."),
        kept,
        _(
            "Whoever lives in Luxembourg and is not insured otherwise can ask for voluntary "
            "insurance. Continued insurance has to be asked for by {deadline}:"
        )
        + "\n"
        + _address("insured:voluntary"),
        _("What stays until when, for you and those co-insured through you:")
        + "\n"
        + _address("insured:lost_job"),
        _(
            "If you have a new insurance, there is nothing to do: it appears as soon as the "
            "Centre commun has declared it."
        ),
    ]
    text = "\n\n".join(part.format(**days) for part in parts)
    return Notice(title=_("Your insurance has ended"), text=text)


def _address(name: str) -> str:
    return f"{settings.SITE_URL}{reverse(name)}"
