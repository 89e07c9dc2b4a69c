"""What somebody types who asks to stay abroad, or to leave the house at any hour."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cns_portal.kernel.spans import Days
from cns_portal.web.fields import (
    CardChoiceField,
    DocumentField,
    LongTextField,
    Option,
    PhoneField,
)
from cns_portal.web.forms import PageForm
from incapacity.choices.asking import AskingRefusal, StayReason
from incapacity.forms.calculating import EXAMPLE
from incapacity.services.asking import Stay
from insured.choices.countries import Country
from insured.forms.coverage import DayField

MOST = 500
"""Characters of an explanation."""


def _because(label: str) -> LongTextField:
    return LongTextField(
        label=label,
        max_length=MOST,
        required=False,
        help_text=_(
            "Do not name an illness: whoever needs to know it sees the certificate. It is stored "
            "sealed. At most 500 characters."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )


class StayForm(PageForm):
    """Where, when and why abroad."""

    reason = CardChoiceField(
        label=_("Why do you want or have to stay abroad?"),
        options=[Option(value=one.value, label=one.label) for one in StayReason],
        help_text=_("The CNS authorises a stay in these cases only."),
        error_messages={"required": _("Choose why you want or have to stay abroad.")},
    )
    country = forms.ChoiceField(
        label=_("Country"),
        choices=[("", _("Choose a country")), *Country.choices],
        error_messages={"required": _("Choose the country in which you want to stay.")},
    )
    address = forms.CharField(
        label=_("Address there"),
        max_length=200,
        help_text=_("Street, number, floor, name on the bell, place: you may be visited there."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter the address at which you want to stay.")},
    )
    telephone = PhoneField(
        label=_("Telephone number there"),
        help_text=_("With the prefix of the country, for example +351 912 345 678."),
    )
    first = DayField(
        label=_("First day abroad"),
        help_text=EXAMPLE,
        error_messages={"required": _("Enter the first day abroad.")},
    )
    last = DayField(
        label=_("Last day abroad"),
        help_text=EXAMPLE,
        error_messages={"required": _("Enter the last day abroad.")},
    )
    proof = DocumentField(
        label=_("Certificate of death or birth, or what your doctor says about the stay"),
        required=False,
    )
    because = _because(_("What the CNS should know besides"))

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        first, last = values.get("first"), values.get("last")
        if first and last and last < first:
            self.add_error("last", AskingRefusal.ENDS_BEFORE_IT_BEGINS.label)
        return values

    @property
    def stay(self) -> Stay:
        """What was stated in a valid form, apart from the file."""
        said = self.cleaned_data
        return Stay(
            days=Days(said["first"], said["last"]),
            country=Country(said["country"]),
            address=said["address"],
            telephone=said["telephone"],
            reason=StayReason(said["reason"]),
            because=said["because"],
        )


class LiftForm(PageForm):
    """From which day on, and why."""

    first = DayField(
        label=_("From which day?"),
        help_text=EXAMPLE,
        error_messages={"required": _("Enter from which day the restrictions should be lifted.")},
    )
    because = _because(_("Why, in a few words"))
