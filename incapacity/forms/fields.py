"""Fields of this room: half days, and what is typed but never shown again."""

from __future__ import annotations

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

_HALF_DAYS = re.compile(r"(?P<days>\d{1,3})(?:[.,](?P<half>[05])0?)?", re.ASCII)
_CODE = re.compile(r"[A-Z0-9][A-Z0-9.+*\-/]{0,19}")

SHORT = {"autocomplete": "off", "class": "input--short input--number"}


class HalfDaysField(forms.CharField):
    """A number of days, halves allowed: 3, 2,5 or 2.5. None where nothing was typed."""

    default_error_messages = {
        "invalid": _("Enter whole or half days, for example 3 or 2,5."),
        "zero": _("Enter at least half a day, or leave it empty."),
    }

    def __init__(self, **kwargs) -> None:
        super().__init__(max_length=8, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict:
        return {**super().widget_attrs(widget), "inputmode": "decimal", **SHORT}

    def prepare_value(self, value: Decimal | str | None) -> str | None:
        """What is known is shown as the reader writes it, whole days without a half."""
        if not isinstance(value, Decimal):
            return value
        return number_format(value, 0 if value == int(value) else 1, use_l10n=True)

    def clean(self, value: str) -> Decimal | None:
        text = super().clean(value)
        if text in self.empty_values:
            return None
        written = _HALF_DAYS.fullmatch(text.strip())
        if written is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        days = Decimal(f"{written['days']}.{written['half'] or 0}")
        if not days:
            raise ValidationError(self.error_messages["zero"], code="zero")
        return days


class Unseen(forms.TextInput):
    """What is typed here is sent and never comes back to a page."""

    def format_value(self, value) -> None:
        return None


class DiagnosisField(forms.CharField):
    """The code of a diagnosis, in capitals and without blanks. Shown to nobody afterwards."""

    widget = Unseen
    default_error_messages = {
        "invalid": _(
            "Enter only the code that stands on the sheet: letters, digits and dots, for example "
            "two or three letters and digits."
        )
    }

    def __init__(self, **kwargs) -> None:
        super().__init__(max_length=30, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict:
        return {
            **super().widget_attrs(widget),
            **SHORT,
            "autocapitalize": "characters",
            "spellcheck": "false",
        }

    def clean(self, value: str) -> str:
        code = "".join(super().clean(value).split()).upper()
        if code and not _CODE.fullmatch(code):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return code
