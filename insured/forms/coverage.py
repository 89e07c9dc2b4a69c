"""Questions about coverage: on which day, after which job, and for voluntary insurance."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from cns_portal.web.fields import CardChoiceField, LuxembourgDateField, Option
from insured.choices.coverage import VoluntaryKind
from insured.forms.answers import NO, YES, YesNoField

FIRST_DAY, LAST_DAY = date(1925, 1, 1), date(2125, 12, 31)
UNKNOWN = "unknown"


class DayField(LuxembourgDateField):
    """A day that lies neither in a distant past nor in a distant future."""

    default_error_messages = {
        "far_away": _("Enter a day between 1925 and 2125."),
    }

    def clean(self, value):
        day = super().clean(value)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(self.error_messages["far_away"], code="far_away")
        return day


class DayForm(forms.Form):
    """Coverage on another day. Asked by GET: a day says nothing about anybody."""

    day = DayField(label=_("Coverage on another day"))


class LostJobForm(forms.Form):
    """What the answer after a job depends on. Nothing of it is kept."""

    last_day = DayField(
        label=_("Last day of your work"),
        help_text=_("The last day of the contract, also if you need not work until then."),
    )
    illness = CardChoiceField(
        label=_("On that day, will you be under treatment for an illness?"),
        options=[
            Option(value=YES, label=_("Yes")),
            Option(value=NO, label=_("No")),
            Option(value=UNKNOWN, label=_("I do not know yet")),
        ],
    )
    covered_elsewhere = YesNoField(
        label=_("Will you be insured otherwise from the day after?"),
        help_text=_("By a new job, a pension, an unemployment benefit, or in another country."),
    )

    @property
    def illness_under_treatment(self) -> bool | None:
        """Yes, no, or not known."""
        return {YES: True, NO: False}.get(self.cleaned_data["illness"])


class VoluntaryForm(forms.Form):
    """What somebody states who asks for voluntary insurance."""

    kind = CardChoiceField(label=_("Which insurance do you ask for?"))
    last_day = DayField(
        label=_("Last day of the insurance that ends"),
        help_text=_("Needed for continued insurance. The day that was declared comes first."),
        required=False,
    )
    lives_in_luxembourg = YesNoField(label=_("Do you live in Luxembourg?"))
    covered_otherwise = YesNoField(
        label=_("Are you insured otherwise, or will you be?"),
        help_text=_("By a job, a pension, an unemployment benefit, or in another country."),
    )
    may_be_co_insured = YesNoField(
        label=_("Could you be co-insured through a spouse, a partner or a parent?"),
        help_text=_("Co-insurance is free and comes before voluntary insurance."),
    )

    def __init__(self, *args, hints: dict[str, str] | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].options = [
            Option(value=kind.value, label=kind.label, hint=(hints or {}).get(kind.value, ""))
            for kind in VoluntaryKind
        ]

    def clean_kind(self) -> VoluntaryKind:
        return VoluntaryKind(self.cleaned_data["kind"])
