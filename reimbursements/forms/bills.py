"""A bill as somebody fills it in. Nothing has to be: what they cannot know an agent completes."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import date
from typing import TYPE_CHECKING, Any

from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cns_portal import clock
from cns_portal.web.began import Began, as_shown
from cns_portal.web.fields import CardChoiceField, LongTextField, LuxembourgDateField, Option
from cns_portal.web.forms import PageForm
from cns_portal.web.money_fields import EuroField
from insured.choices.countries import Country
from reimbursements.choices.care import URGENT, DocumentKind, Proof, Setting
from reimbursements.forms.lines import LINE_FIELDS, line_fields, typed_lines
from reimbursements.rules.facts import HOME
from reimbursements.rules.sending import CURRENCIES, EURO, MOST_LINES

if TYPE_CHECKING:
    from insured.models import InsuredPerson

OLDEST = date(1990, 1, 1)
"""House convention: an older day on a bill is a slip of the year."""

KIND_HINTS = {
    DocumentKind.INVOICE: _("Names the acts, the amounts and who was treated."),
    DocumentKind.REMINDER: _("Comes when a bill was not paid. It is not reimbursed."),
    DocumentKind.QUOTE: _("Says beforehand what something will cost. It is not reimbursed."),
    DocumentKind.RECEIPT: _("Says only that something was paid."),
}

VALUES = (
    *("provider_typed", "number", "issued_on", "total", "paid_on", "proof", "patient"),
    *("document_kind", "country", "urgent", "currency", "setting", "prescribed_on", "note"),
)
"""The fields of the bill itself."""
_OTHERWISE = {
    "document_kind": DocumentKind.INVOICE,
    "country": Country.LU,
    "currency": EURO,
    "setting": Setting.OUT_PATIENT,
}
"""What an empty one means."""
_TOGETHER = ("country", "urgent")
"""Either says something of the other."""
_COLUMNS_OF = {"provider_typed": {"provider", "provider_name"}}
_AS_IT_CAME = (None, "", EURO)
"""What a field holds that nobody has touched."""


def urgent_field(label, *, not_said, help_text="") -> forms.TypedChoiceField:
    """Whether care abroad could not wait; None where nobody has said."""
    return forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        required=False,
        choices=[("", not_said), *((str(said), words) for said, words in URGENT.items())],
        coerce=lambda said: said == str(True),
        empty_value=None,
    )


def _day(label, help_text="") -> LuxembourgDateField:
    sentence = _("{label}: enter a real date as day/month/year, for example 24/11/2026.")
    return LuxembourgDateField(
        label=label,
        required=False,
        help_text=help_text or _("Day/month/year."),
        error_messages={"invalid": format_lazy(sentence, label=label)},
    )


class BillForm(PageForm):
    """One bill with its acts, each of which is a row of fields."""

    patient = CardChoiceField(label=_("Who was treated?"), required=False)
    document_kind = CardChoiceField(
        label=_("What is it?"),
        required=False,
        options=[
            Option(value=kind.value, label=kind.label, hint=KIND_HINTS[kind])
            for kind in DocumentKind
        ],
    )
    provider_typed = forms.CharField(
        label=_("Provider: code or name"),
        required=False,
        max_length=200,
        help_text=_("The doctor, pharmacy, laboratory, … as on the bill. The code is surest."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    number = forms.CharField(
        label=_("Number of the bill"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "input--medium"}),
    )
    issued_on = _day(_("Date of the bill"))
    total = EuroField(
        label=_("Total of the bill"),
        required=False,
        help_text=_("For example 62,60."),
        error_messages={
            "invalid": _("Total of the bill: enter an amount, for example 62,60."),
            "zero": _("Total of the bill: enter an amount greater than zero."),
        },
    )
    paid_on = _day(_("Paid on"))
    proof = CardChoiceField(
        label=_("How is the payment proven?"),
        required=False,
        options=[Option(value=proof.value, label=proof.label) for proof in Proof],
    )
    country = forms.ChoiceField(
        label=_("Country in which the care was given"), required=False, choices=Country.choices
    )
    urgent = urgent_field(
        _("Care abroad: was it urgent?"),
        not_said=_("I do not know"),
        help_text=_("An accident, or an illness during a journey, could not wait."),
    )
    currency = forms.ChoiceField(
        label=_("Currency of the bill"),
        required=False,
        choices=[(code, code) for code in (EURO, *CURRENCIES)],
    )
    setting = forms.ChoiceField(
        label=_("Where was the care given?"), required=False, choices=Setting.choices
    )
    prescribed_on = _day(
        _("Date of the prescription"),
        _("If there is one, for example for a laboratory or physiotherapy. Day/month/year."),
    )
    note = LongTextField(label=_("Note for the agent"), max_length=1000, required=False)
    rows = forms.IntegerField(widget=forms.HiddenInput, required=False)
    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    began = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args,
        people: Sequence[InsuredPerson],
        suggest_url: str = "",
        rows: int = 1,
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        if suggest_url:
            self.fields["provider_typed"].widget.attrs |= {
                "list": "providers",
                "hx-post": suggest_url,
                "hx-trigger": "input changed delay:250ms",
                "hx-params": "provider_typed,csrfmiddlewaretoken",
                "hx-target": "#providers",
                "hx-swap": "innerHTML",
                "hx-sync": "this:replace",
            }
        self.people = {str(one.dossier.public_id): one for one in people}
        self.fields["patient"].options = [
            Option(value=key, label=one.full_name, hint=_born(one))
            for key, one in self.people.items()
        ]
        self.row_count = min(max(1, _number(self.data.get("rows"), otherwise=rows)), MOST_LINES)
        for row in range(self.row_count):
            self.fields.update(line_fields(row))
        if not self.is_bound:
            self.initial["began"] = as_shown(self, [*VALUES, *self._names_of_lines()])
        self.began = Began(self.data.get("began"))

    # -- what was typed ---------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name, field in self.fields.items():
            if isinstance(field, LuxembourgDateField) and name in cleaned:
                self._insist_on_a_likely_day(name, cleaned[name])
        return cleaned

    def _insist_on_a_likely_day(self, name: str, day: date | None) -> None:
        if day and not OLDEST <= day <= clock.today().replace(month=12, day=31):
            row = name.rpartition("_")[2]
            if row.isdecimal():
                sentence = gettext("Act {number}: check the year.").format(number=int(row) + 1)
            else:
                sentence = gettext("{label}: check the year.").format(label=self.fields[name].label)
            self.add_error(name, ValidationError(sentence, code="far"))

    def values(self, unseen: Set[str] = frozenset()) -> dict[str, Any]:
        """The columns of the bill; `provider_typed` for the service to look up.

        Left out is what is wrong, and what nobody touched since the form was shown: another
        window may have changed it. `unseen` columns were filled in since then: where the form is
        empty, it says nothing about them.
        """
        typed = {name: self.cleaned_data[name] for name in VALUES if name in self.cleaned_data}
        values = {name: value or _OTHERWISE.get(name, value) for name, value in typed.items()}
        if "patient" in values:
            values["patient"] = self.people.get(values["patient"])
        if values.get("country", HOME) == HOME:
            values["urgent"] = None
        return {
            name: value
            for name, value in values.items()
            if self.began.touched(self.data, _TOGETHER if name in _TOGETHER else [name])
            and not (value in _AS_IT_CAME and unseen & _COLUMNS_OF.get(name, {name}))
        }

    def lines(self, unseen: Set[str] = frozenset()) -> list[dict[str, Any]] | None:
        """The acts that were begun, in their order; None where the form says nothing of them."""
        if not self.began.touched(self.data, self._names_of_lines()):
            return None
        typed = typed_lines(self.cleaned_data, self.row_count)
        return None if not typed and "lines" in unseen else typed

    @property
    def known_rows(self) -> int | None:
        """How many acts the form knew of; None where it speaks of all there are."""
        return self.row_count if self.began.is_known else None

    def began_now(self) -> str:
        """What the page shows now and is kept, for the hidden field to carry along from here on."""
        names = [*VALUES, *self._names_of_lines()]
        return self.began.with_kept(self.data, [one for one in names if one not in self.errors])

    def _names_of_lines(self) -> list[str]:
        return [f"{name}_{row}" for row in range(self.row_count) for name in LINE_FIELDS]

    # -- how it stands on the page ----------------------------------------------------------------

    def fields_layout(self) -> Layout:
        acts = [
            Fieldset(
                gettext("Act {number}").format(number=row + 1),
                *([] if row else [_how_to_remove()]),
                Div(*(f"{name}_{row}" for name in LINE_FIELDS), css_class="act"),
                css_id=f"act-{row + 1}",
            )
            for row in range(self.row_count)
        ]
        return Layout(
            Fieldset(
                gettext("The bill"),
                "patient",
                "document_kind",
                "provider_typed",
                Div("number", "issued_on", css_class="side-by-side"),
            ),
            Fieldset(
                gettext("The payment"),
                Div("total", "paid_on", css_class="side-by-side"),
                "proof",
            ),
            Fieldset(
                gettext("Only if it applies"),
                Div("country", "currency", css_class="side-by-side"),
                Div("urgent", css_class="only-abroad"),
                "setting",
                "prescribed_on",
                "note",
            ),
            *acts,
            "rows",
            "shown",
            "began",
        )


def _how_to_remove() -> HTML:
    sentence = gettext("One row for each act on the bill. To take an act out, empty its fields.")
    return HTML(format_html('<p class="field__hint">{}</p>', sentence))


def _born(person: InsuredPerson) -> str:
    if person.birth_date is None:
        return ""
    return gettext("born {year}").format(year=person.birth_date.year)


def _number(text: Any, *, otherwise: int) -> int:
    return int(text) if str(text or "").isdecimal() else otherwise
