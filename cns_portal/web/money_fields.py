"""The field for an amount of money."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

# Whole euros, perhaps in groups of three, perhaps cents after a comma or a dot. A dot or a comma
# parts groups only where the other one parts the cents: "12,345" is a slip, not twelve thousand.
_EUROS = re.compile(
    r"(?P<euros>\d{1,7}|\d{1,3}(?:[ '’]\d{3}){1,2}"
    r"|\d{1,3}(?:\.\d{3}){1,2}(?=,)|\d{1,3}(?:,\d{3}){1,2}(?=\.))"
    r"(?:[.,](?P<cents>\d{1,2}))?",
    re.ASCII,
)
_BESIDE = re.compile(r"[\u00a0\u202f\s]+")


class EuroField(forms.CharField):
    """An amount as people write it: 45,50 or 45.50 or 1 234,50, with or without the euro sign.

    None where nothing was typed. `zero` says whether nothing at all is an amount too.
    """

    default_error_messages = {
        "required": _("Enter the amount of the bill, for example 45,50."),
        "invalid": _("Enter the amount in euros and cents, for example 45,50."),
        "zero": _("Enter an amount greater than zero."),
    }

    def __init__(self, *, zero: bool = False, **kwargs) -> None:
        self.zero = zero
        super().__init__(max_length=20, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict:
        return {
            **super().widget_attrs(widget),
            "inputmode": "decimal",
            "autocomplete": "off",
            "class": "input--short input--number",
        }

    def prepare_value(self, value: Decimal | str | None) -> str | None:
        """An amount that is known is shown as the reader writes it."""
        return number_format(value, 2, use_l10n=True) if isinstance(value, Decimal) else value

    def clean(self, value: str) -> Decimal | None:
        text = super().clean(value)
        if text in self.empty_values:
            return None
        text = _BESIDE.sub(" ", re.sub(r"€|EUR", "", text, flags=re.IGNORECASE)).strip()
        written = _EUROS.fullmatch(text)
        if written is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        euros = re.sub(r"\D", "", written["euros"])
        amount = Decimal(f"{euros}.{(written['cents'] or '0').ljust(2, '0')}")
        if not amount and not self.zero:
            raise ValidationError(self.error_messages["zero"], code="zero")
        return amount
