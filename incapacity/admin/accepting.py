"""What accepting does for the two requests of this room, in the hall's queue of requests."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from insured.admin.accepting import on_accepting
from insured.admin.file_forms import date_input
from insured.admin.reply_form import ReplyForm
from insured.choices import RequestKind


class Days(ReplyForm):
    """On which days it is allowed, where these are not the ones that were asked for."""

    first = forms.DateField(
        label=gettext_lazy("Allowed from"),
        widget=date_input(),
        required=False,
        help_text=gettext_lazy("Empty: the first day that was asked for."),
    )
    last = forms.DateField(
        label=gettext_lazy("Allowed until"),
        widget=date_input(),
        required=False,
        help_text=gettext_lazy(
            "Empty: the last day that was asked for; without one, the end of this incapacity."
        ),
    )
    field_order = ["first", "last", "ready", "words"]


def _stated(item, said: dict[str, Any]) -> dict[str, str]:
    return {name: said[name].isoformat() for name in ("first", "last") if said.get(name)}


def _stay(item) -> list[str]:
    return [
        _("The person may stay abroad on the days below; their calendar shows it."),
        _("In a case of death or birth its certificate must lie with the request."),
    ]


def _lifting(item) -> list[str]:
    return [_("On the days below the person may leave the house at any hour.")]


on_accepting(RequestKind.STAY_ABROAD, effects=_stay, form=lambda item: Days, added=_stated)
on_accepting(RequestKind.LIFT_RESTRICTIONS, effects=_lifting, form=lambda item: Days, added=_stated)
