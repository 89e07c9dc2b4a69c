"""What accepting does, kind by kind: the sentences, and what the agent states besides."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal.web.fields import MatriculeField
from insured.admin.accepting import on_accepting
from insured.admin.file_forms import date_input
from insured.admin.reply_form import ReplyForm
from insured.choices import RequestKind
from insured.models import Request

Said = dict[str, Any]


class FromDay(ReplyForm):
    """Adding somebody: from which day, and what was missing in the request."""

    first_day = forms.DateField(
        label=gettext_lazy("First day of the co-insurance"),
        widget=date_input(),
        required=False,
        help_text=gettext_lazy("Empty: the day stated in the request, else today."),
    )
    until = forms.DateField(
        label=gettext_lazy("Until when, from the 30th birthday on"),
        widget=date_input(),
        required=False,
        help_text=gettext_lazy("Only for a child of 30 or older: the last day."),
    )
    matricule = MatriculeField(
        label=gettext_lazy("Matricule of the person to be added"),
        required=False,
        help_text=gettext_lazy("Only when the request names none, or a wrong one."),
    )
    same_person = forms.BooleanField(
        label=gettext_lazy(
            "I compared the names and dates: the file with this matricule is this person’s."
        ),
        required=False,
    )
    field_order = ["first_day", "until", "matricule", "same_person", "ready", "words"]


class LastDay(ReplyForm):
    last_day = forms.DateField(
        label=gettext_lazy("Last day of the co-insurance"),
        widget=date_input(),
        required=False,
        help_text=gettext_lazy("Empty: the day stated in the request."),
    )
    field_order = ["last_day", "ready", "words"]


class Until(ReplyForm):
    until = forms.DateField(
        label=gettext_lazy("May remain co-insured until"),
        widget=date_input(),
        help_text=gettext_lazy("The last day: from 30 on a co-insurance needs an end."),
    )
    field_order = ["until", "ready", "words"]


def _stated(*names: str):
    """What goes to the service: days as text, and only what was filled in."""

    def added(item: Request, said: Said) -> Said:
        filled = {name: said.get(name) for name in names}
        return {name: _plain(value) for name, value in filled.items() if value}

    return added


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _co_insurance(item: Request) -> list[str]:
    about = item.about or _("the person named in the request")
    words = {"member": about, "principal": item.person}
    lines = [_("%(member)s is co-insured through %(principal)s from the day below.") % words]
    if item.about is None:
        lines.append(_("A file is opened if the matricule has none."))
    return [*lines, _("Both people are told.")]


def _end(item: Request) -> list[str]:
    return [
        _("The co-insurance of %(member)s ends on the day below.")
        % {"member": item.about or item.person},
        _("Both people are told, and what they can do next."),
    ]


def _remain(item: Request) -> list[str]:
    return [
        _("%(member)s remains co-insured until the day below, without a gap.")
        % {"member": item.about or item.person}
    ]


def _voluntary(item: Request) -> list[str]:
    return [_("Nothing begins yet: the insurance opens with the declaration of the Centre commun.")]


def _form(item: Request) -> list[str]:
    return [_("The form can then be issued from this page; the person gets it as a PDF.")]


def _planned_care(item: Request) -> list[str]:
    return [
        _("This needs a favourable opinion of the medical board, noted on this page."),
        *_form(item),
    ]


on_accepting(
    RequestKind.CO_INSURANCE,
    effects=_co_insurance,
    form=lambda item: FromDay,
    added=_stated("first_day", "until", "matricule", "same_person"),
)
on_accepting(
    RequestKind.END_CO_INSURANCE,
    effects=_end,
    form=lambda item: LastDay,
    added=_stated("last_day"),
)
on_accepting(
    RequestKind.REMAIN_CO_INSURED,
    effects=_remain,
    form=lambda item: Until,
    added=_stated("until"),
)
on_accepting(RequestKind.VOLUNTARY_INSURANCE, effects=_voluntary)
on_accepting(RequestKind.S1, effects=_form)
on_accepting(RequestKind.BL1, effects=_form)
on_accepting(RequestKind.S2, effects=_planned_care)
