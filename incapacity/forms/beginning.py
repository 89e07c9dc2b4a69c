"""The first questions about a certificate: what it is, and since when. Then comes the deadline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cns_portal.kernel.spans import DAY
from cns_portal.web.fields import CardChoiceField, Option
from cns_portal.web.forms import PageForm
from incapacity.choices.certificates import Cause, Sequel
from incapacity.forms.days import day_field, insist_on_a_likely_day
from incapacity.forms.earlier import choices_of
from incapacity.rules.deadlines import Case

if TYPE_CHECKING:
    from incapacity.models import Certificate

CAUSE_HINTS = {
    Cause.FAMILY: _("Leave for family reasons: the child and its matricule stand on the sheet."),
    Cause.MATERNITY: _("The certificate names the expected date of birth."),
}
SEQUEL_HINTS = {
    Sequel.PROLONGATION: _("You are still unable to work when the earlier certificate ends."),
    Sequel.RELAPSE: _("You were back at work, and the same illness has come back."),
}


def cause_options() -> list[Option]:
    return [
        Option(value=cause.value, label=cause.label, hint=CAUSE_HINTS.get(cause, ""))
        for cause in Cause
    ]


def sequel_options() -> list[Option]:
    return [
        Option(value=sequel.value, label=sequel.label, hint=SEQUEL_HINTS.get(sequel, ""))
        for sequel in Sequel
    ]


class BeginForm(PageForm):
    """What it is, which one it prolongs, and the first day."""

    cause = CardChoiceField(label=_("Why are you away from work?"), options=cause_options())
    sequel = CardChoiceField(
        label=_("Which certificate is it?"),
        options=sequel_options(),
        initial=Sequel.INITIAL,
        required=False,
    )
    earlier = forms.ChoiceField(
        label=_("To which earlier certificate does it belong?"), required=False
    )
    first_day = day_field(
        _("First day of absence"),
        _("Day/month/year, for example 24/11/2026. On a prolongation its own first day."),
    )

    def __init__(self, *args, earlier: Iterable[Certificate], today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.known = {str(one.public_id): one for one in earlier}
        if self.known:
            self.fields["earlier"].choices = choices_of(self.known.values())
        else:
            del self.fields["earlier"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("sequel") == Sequel.INITIAL or not cleaned.get("earlier"):
            cleaned["earlier"] = ""
        if "first_day" in cleaned and "cause" in cleaned:
            self._clean_first_day(cleaned)
        return cleaned

    def _clean_first_day(self, cleaned: dict[str, Any]) -> None:
        """A birth has none; a prolongation of a certificate that is known begins after it."""
        first = cleaned["first_day"]
        if first is None and cleaned.get("sequel") == Sequel.PROLONGATION and cleaned["earlier"]:
            cleaned["first_day"] = self.known[cleaned["earlier"]].last_day + DAY
        elif first is None and cleaned["cause"] != Cause.MATERNITY:
            self.add_error(
                "first_day",
                _("Enter the first day of absence as day/month/year, for example 24/11/2026."),
            )
        try:
            label = self.fields["first_day"].label
            insist_on_a_likely_day(first, label=label, today=self.today)
        except ValidationError as error:
            self.add_error("first_day", error)

    @property
    def earlier_one(self) -> Certificate | None:
        return self.known.get(self.cleaned_data.get("earlier", ""))

    @property
    def values(self) -> dict[str, Any]:
        """What was answered, as columns of a draft."""
        cleaned = self.cleaned_data
        is_birth = cleaned["cause"] == Cause.MATERNITY
        return {
            "cause": cleaned["cause"],
            "sequel": Sequel.INITIAL if is_birth else cleaned["sequel"] or Sequel.INITIAL,
            "earlier": None if is_birth else self.earlier_one,
            "first_day": None if is_birth else cleaned["first_day"],
        }

    @property
    def case(self) -> Case | None:
        """What the deadlines depend on; None for a birth, which has none of these."""
        values = self.values
        if values["first_day"] is None:
            return None
        earlier = values["earlier"]
        return Case(
            first_day=values["first_day"],
            cause=Cause(values["cause"]),
            sequel=Sequel(values["sequel"]),
            earlier_last_day=earlier.last_day if earlier else None,
        )

    def fields_layout(self) -> Layout:
        earlier = [Div("earlier", css_class="only-later")] if "earlier" in self.fields else []
        return Layout(
            "cause",
            Div("sequel", *earlier, "first_day", css_class="not-birth"),
        )
