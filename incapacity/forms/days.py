"""Days on a certificate, as people type them; a slip of the year is noticed at once."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cns_portal.web.fields import LuxembourgDateField
from incapacity.parameters.sourced import KNOWN_FROM

YEARS_AHEAD = 2
"""House convention: a later day on a certificate is a slip of the year."""


def day_field(label, help_text="", *, required: bool = False) -> LuxembourgDateField:
    """A day; its errors name it, because they also stand at the top of the page."""
    sentence = _("{label}: enter a real date as day/month/year, for example 24/11/2026.")
    errors = {"invalid": format_lazy(sentence, label=label)}
    if required:
        asked = _("{label}: enter the date as day/month/year, for example 24/11/2026.")
        errors["required"] = format_lazy(asked, label=label)
    return LuxembourgDateField(
        label=label,
        required=required,
        help_text=help_text or _("Day/month/year."),
        error_messages=errors,
    )


def insist_on_a_likely_day(day: date | None, *, label: str, today: date) -> None:
    """Raise `ValidationError` for a day of another century, or years away."""
    latest = date(today.year + YEARS_AHEAD, 12, 31)
    if day is not None and not KNOWN_FROM <= day <= latest:
        sentence = gettext("{label}: check the year.").format(label=label)
        raise ValidationError(sentence, code="far")
