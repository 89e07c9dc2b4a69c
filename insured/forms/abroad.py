"""Asking for forms for care abroad."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cns_portal.web.fields import CardChoiceField, DocumentField, LongTextField, Option
from cns_portal.web.forms import PageForm
from insured.choices.abroad import Care
from insured.choices.countries import Country
from insured.forms.answers import YesNoField
from insured.forms.coverage import DayField


def _line(label: str, *, length: int = 150, **kwargs) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=length, widget=widget, **kwargs)


class RegisterForm(PageForm):
    """For S1 and BL1; the address is the one on file."""

    returns_weekly = YesNoField(
        label=_("Do you return home every day, or at least once a week?"),
        help_text=_("Whoever works here and does so is a cross-border worker."),
        error_messages={"required": _("Choose whether you return home every week.")},
    )
    residence_fund = _line(
        _("Fund in which you want to register there"),
        required=False,
        help_text=_("If you know it already."),
    )


class CareForm(PageForm):
    """Planned care abroad, with the doctor's report."""

    country = forms.ChoiceField(
        label=_("Country of the hospital"),
        choices=[
            ("", _("Choose a country")),
            *(choice for choice in Country.choices if choice[0] != Country.LU),
        ],
        error_messages={"required": _("Choose the country in which you want to be treated.")},
    )
    hospital = _line(
        _("Name of the hospital or practice"),
        error_messages={"required": _("Enter the name of the hospital or practice.")},
    )
    place = _line(
        _("Town, and street if you know it"),
        error_messages={"required": _("Enter the town of the hospital or practice.")},
    )
    care = CardChoiceField(
        label=_("Which kind of care?"),
        options=[Option(value=care.value, label=care.label) for care in Care],
        error_messages={"required": _("Choose which kind of care it is.")},
    )
    treatment = LongTextField(
        label=_("What is planned?"),
        max_length=500,
        help_text=_(
            "In a few words, as in the doctor’s report. It is stored sealed, is read only by "
            "whoever decides, and never stands in a list or an e-mail. At most 500 characters."
        ),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={"required": _("Say in a few words what is planned.")},
    )
    first = DayField(
        label=_("First planned day"),
        error_messages={"required": _("Enter the first planned day.")},
    )
    last = DayField(
        label=_("Last planned day"),
        error_messages={"required": _("Enter the last planned day.")},
    )
    report = DocumentField(
        label=_("Report of your doctor"),
        error_messages={"required": _("Choose the file with the report of your doctor.")},
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        first, last = values.get("first"), values.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day cannot lie before the first one."))
        return values


class AnswerForm(PageForm):
    """The answer of the other fund, as a file."""

    file = DocumentField(label=_("The answer: form S071 or BL6"))
