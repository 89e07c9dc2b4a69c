"""What the calculator of "When I am ill" asks: days, and nothing about the person."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cns_portal.kernel.months import months_later
from cns_portal.kernel.spans import Days
from cns_portal.web.fields import CardChoiceField, LuxembourgDateField, Option
from incapacity.choices.certificates import Cause, Sequel
from incapacity.parameters.sourced import KNOWN_FROM
from incapacity.rules.contradictions import A_YEAR, is_too_long
from incapacity.rules.deadlines import Case

EXAMPLE = _("Day/month/year, for example 24/11/2026.")
NO_SUCH_DAY = {"invalid": _("Enter a real date as day/month/year, for example 24/11/2026.")}


class CalculatorForm(forms.Form):
    """The facts on which the deadlines of a certificate depend. Nothing of it is kept."""

    cause = forms.ChoiceField(label=_("What happened"), choices=Cause.choices)
    sequel = CardChoiceField(
        label=_("Which certificate is it?"),
        options=[Option(value=sequel.value, label=sequel.label) for sequel in Sequel],
        initial=Sequel.INITIAL,
    )
    first_day = LuxembourgDateField(
        label=_("First day of absence"),
        help_text=_("Day/month/year, for example 24/11/2026. For a prolongation its first day."),
        error_messages={
            "required": _("Enter the first day of absence, for example 24/11/2026."),
            **NO_SUCH_DAY,
        },
    )
    last_day = LuxembourgDateField(
        label=_("Last day, if you know it"),
        help_text=EXAMPLE,
        required=False,
        error_messages=NO_SUCH_DAY,
    )
    earlier_last_day = LuxembourgDateField(
        label=_("Last day of the earlier certificate"),
        help_text=_("Only for a prolongation: on the day after it you should have gone back."),
        required=False,
        error_messages=NO_SUCH_DAY,
    )
    in_hospital = forms.BooleanField(
        label=_("I was admitted to hospital in an emergency"), required=False
    )

    def __init__(self, *args, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_first_day(self) -> date:
        first = self.cleaned_data["first_day"]
        if first < KNOWN_FROM:
            raise ValidationError(
                _("The rules are known from %(day)s on. Check the year."),
                params={"day": date_format(KNOWN_FROM, "DATE_FORMAT")},
            )
        if first > months_later(self.today, A_YEAR):
            raise ValidationError(_("This day is more than a year ahead. Check the year."))
        return first

    def clean(self) -> dict:
        cleaned = super().clean()
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last:
            if last < first:
                self.add_error("last_day", _("The last day lies before the first day."))
            elif is_too_long(Days(first, last)):
                self.add_error("last_day", _("That is longer than a year. Check the year."))
        if cleaned.get("sequel") == Sequel.PROLONGATION:
            self._check_earlier(cleaned.get("earlier_last_day"), first, last)
        return cleaned

    def _check_earlier(self, earlier: date | None, first: date | None, last: date | None) -> None:
        if not earlier or not first:
            return
        if last and earlier >= last:
            self.add_error(
                "earlier_last_day",
                _("The earlier certificate does not end before this one: it prolongs nothing."),
            )
        elif not months_later(first, -A_YEAR) < earlier < months_later(first, A_YEAR):
            self.add_error(
                "earlier_last_day", _("This day is more than a year away. Check the year.")
            )

    def case(self) -> Case:
        """What was asked, for the rules."""
        cleaned = self.cleaned_data
        return Case(
            first_day=cleaned["first_day"],
            last_day=cleaned["last_day"],
            cause=Cause(cleaned["cause"]),
            sequel=Sequel(cleaned["sequel"]),
            in_hospital=cleaned["in_hospital"],
            earlier_last_day=cleaned["earlier_last_day"],
        )
