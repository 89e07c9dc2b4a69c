"""What the calculator of "How we calculate" asks, and the day for which values are shown."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from cns_portal.web.fields import LuxembourgDateField
from cns_portal.web.money_fields import EuroField
from reimbursements.choices.care import Setting

ADULT, MINOR = "adult", "minor"
MOST_OF_ONE = 366
LONGEST_SEARCH = 60


class CalculatorForm(forms.Form):
    """One act of a bill, without anything about the person but an age group."""

    code = forms.CharField(
        label=_("Code of the act"),
        help_text=_("As on the bill, for example C1. The codes stand in the list of acts."),
        max_length=20,
        error_messages={"required": _("Enter the code of the act, for example C1.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "input--short input--number",
            }
        ),
    )
    day = LuxembourgDateField(
        label=_("Date of care"), help_text=_("Day/month/year, for example 24/11/2026.")
    )
    amount = EuroField(label=_("Amount, without the convenience fee"), zero=True)
    fee = EuroField(label=_("Convenience fee, if there is one"), required=False, zero=True)
    quantity = forms.IntegerField(
        label=_("How many times"),
        initial=1,
        min_value=1,
        max_value=MOST_OF_ONE,
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "autocomplete": "off",
                "class": "input--short input--number",
            }
        ),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            _("Enter how many times, as a number from 1 on."),
        ),
    )
    age = forms.ChoiceField(
        label=_("The person treated is"),
        choices=[(ADULT, _("18 years old or older")), (MINOR, _("under 18"))],
        initial=ADULT,
    )
    setting = forms.ChoiceField(
        label=_("Where the care was given"),
        choices=Setting.choices,
        initial=Setting.OUT_PATIENT,
    )

    def __init__(self, *args, **kwargs) -> None:
        # Stands on one page with the form that chooses the day of the values.
        super().__init__(*args, auto_id="calculator_%s", **kwargs)


class DayForm(forms.Form):
    """The day, and words to look for. What cannot be read counts as not asked."""

    day = LuxembourgDateField(
        label=_("Values on this day"),
        help_text=_("Day/month/year, for example 24/11/2026."),
        required=False,
    )
    search = forms.CharField(
        label=_("Code or word"),
        max_length=LONGEST_SEARCH,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "input--medium"}),
    )

    def asked(self, *, otherwise: date) -> tuple[date, str]:
        """The day and the words; `otherwise` where no day can be read."""
        self.is_valid()
        cleaned = getattr(self, "cleaned_data", {})
        return cleaned.get("day") or otherwise, cleaned.get("search", "")

    @classmethod
    def showing(cls, day: date, searched: str = "") -> DayForm:
        """The form as it was understood."""
        return cls(initial={"day": day, "search": searched})
