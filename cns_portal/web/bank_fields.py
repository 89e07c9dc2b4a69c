"""The field for an account number."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cns_portal.kernel import iban


class IbanField(forms.CharField):
    """An IBAN of the Single Euro Payments Area, spaces allowed while typing.

    A wrong one comes back as it was typed, with what is wrong about it.
    """

    default_error_messages = {
        "required": _("Enter the IBAN of the account."),
        "not_an_iban": _(
            "An IBAN begins with two letters and two digits, for example "
            "LU28 0019 4006 4475 0000. Check what you typed."
        ),
        "outside_sepa": _(
            "Payments go to accounts in the Single Euro Payments Area only, and this one is in "
            "another country."
        ),
        "length": _(
            "An IBAN of this country (%(country)s) has %(expected)d characters, and this one "
            "has %(found)d."
        ),
        "structure": _(
            "There is a letter where this country (%(country)s) has a digit, or the other way "
            "round."
        ),
        "check_digits": _(
            "This IBAN cannot be right: its check digits do not match. Compare it with your bank "
            "card or a bank statement, character by character."
        ),
    }

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("label", _("IBAN"))
        kwargs.setdefault(
            "help_text",
            _("Of any country in the Single Euro Payments Area. It stands on your bank card."),
        )
        kwargs.setdefault("max_length", 60)
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict:
        return {
            **super().widget_attrs(widget),
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
            "class": "input--number",
        }

    def clean(self, value: str) -> str:
        value = super().clean(value)
        if value in self.empty_values:
            return ""
        number = iban.normalised(value)
        if problem := iban.why_not(number):
            country = number[:2]
            raise ValidationError(
                self.error_messages[problem.value],
                code=problem.value,
                params={
                    "country": country,
                    "expected": iban.length_in(country) or 0,
                    "found": len(number),
                },
            )
        return number
