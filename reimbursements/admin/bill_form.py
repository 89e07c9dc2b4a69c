"""A bill as an agent completes it: what stands on the paper, and a value for what has none."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from cns_portal.kernel import civil_time
from cns_portal.web.fields import LuxembourgDateField, MatriculeField
from cns_portal.web.money_fields import EuroField
from insured.choices.countries import Country
from insured.selectors import people as insured
from reimbursements.choices.care import DocumentKind, Proof, Setting
from reimbursements.choices.correcting import WrongCorrection
from reimbursements.choices.reasons import Reason
from reimbursements.forms.bills import urgent_field
from reimbursements.models import Bill, Line, Provider
from reimbursements.rules import correcting as rules
from reimbursements.rules.correcting import LineEntered
from reimbursements.rules.facts import HOME
from reimbursements.rules.sending import CURRENCIES, EURO
from reimbursements.services.correcting import OF_THE_BILL, LineChange, mark_of_bill

if TYPE_CHECKING:
    from datetime import date

    from insured.models import InsuredPerson

PREFIX = "lines"
HUNDRED = Decimal(100)


def _day(label) -> LuxembourgDateField:
    return LuxembourgDateField(label=label, required=False, help_text="")


def _code(label, *, longest: int) -> forms.CharField:
    attrs = {"autocomplete": "off", "spellcheck": "false"}
    return forms.CharField(
        label=label, required=False, max_length=longest, widget=forms.TextInput(attrs=attrs)
    )


class MayStayEmpty(forms.Form):
    """What is not known stays empty; the page says so once, and not at every field."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.one_of_two = True


class BillForm(MayStayEmpty):
    """What stands on the paper. `seen` is what the page showed: see `services.correcting`."""

    seen = forms.CharField(widget=forms.HiddenInput)
    patient = forms.ChoiceField(label=_("Person treated"), required=False)
    matricule = MatriculeField(label=_("Somebody else, by matricule"), required=False, help_text="")
    provider = _code(_("Code of the provider"), longest=12)
    provider_name = _code(_("Provider as written"), longest=150)
    number = _code(_("Number of the bill"), longest=60)
    document_kind = forms.ChoiceField(label=_("What it is"), choices=DocumentKind.choices)
    issued_on = _day(_("Date of the bill"))
    total = EuroField(label=_("Total"), required=False, zero=True)
    paid_on = _day(_("Paid on"))
    proof = forms.ChoiceField(
        label=_("Proof of payment"),
        required=False,
        choices=[("", _("Not known")), *Proof.choices],
    )
    prescribed_on = _day(_("Prescribed on"))
    setting = forms.ChoiceField(label=_("Where"), choices=Setting.choices)
    country = forms.ChoiceField(label=_("Country"), choices=Country.choices)
    urgent = urgent_field(_("Care abroad: was it urgent?"), not_said=_("Not known"))
    currency = forms.ChoiceField(
        label=_("Currency"), choices=[(code, code) for code in (EURO, *CURRENCIES)]
    )
    exchange_rate = forms.DecimalField(
        label=_("Euros for one unit of the currency"),
        required=False,
        min_value=Decimal("0.000001"),
        max_digits=14,
        decimal_places=6,
        localize=True,
    )

    def __init__(self, *args, bill: Bill, people: Sequence[InsuredPerson], **kwargs) -> None:
        kwargs.setdefault("initial", _initial(bill))
        super().__init__(*args, **kwargs)
        self.bill = bill
        named = {person.pk: person.full_name for person in people}
        if bill.patient is not None:
            named.setdefault(bill.patient.pk, bill.patient.full_name)
        self.fields["patient"].choices = [("", _("Not known")), *named.items()]

    def clean_provider(self) -> Provider | None:
        code = self.cleaned_data["provider"].upper().replace(" ", "")
        if not code:
            return None
        found = Provider.objects.filter(code=code).first()
        if found is None:
            raise forms.ValidationError(
                _("No provider has this code. Add it under Providers, or leave this empty.")
            )
        return found

    def clean_matricule(self) -> InsuredPerson | None:
        typed = self.cleaned_data["matricule"]
        person = insured.by_matricule(typed) if typed else None
        if typed and person is None:
            raise forms.ValidationError(_("Nobody on file has this matricule."))
        return person

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("paid_on", "prescribed_on"):
            wrong = rules.why_not_day(cleaned.get(name), sent_on=self.sent_on, else_say=name)
            if wrong:
                self.add_error(name, wrong.label)
        if cleaned.get("exchange_rate") and cleaned.get("currency") == EURO:
            self.add_error("exchange_rate", _("A bill in euros has no exchange rate."))
        return cleaned

    @property
    def sent_on(self) -> date:
        return sent_on(self.bill)

    def values(self) -> dict[str, Any]:
        """The columns of the bill, from a valid form."""
        typed = self.cleaned_data
        chosen = int(typed["patient"]) if typed["patient"] else None
        person, provider = typed["matricule"], typed["provider"]
        return {
            **{name: typed[name] for name in OF_THE_BILL if name in typed},
            "patient_id": person.pk if person else chosen,
            "provider_id": provider.pk if provider else None,
            "urgent": None if typed["country"] == HOME else typed["urgent"],
        }


BY_HAND = ("approved_quantity", "approved_tariff", "approved_rate", "refused_for", "is_gone")
"""What does not stand on the paper."""


class LineForm(MayStayEmpty):
    """One act. A new line that was left as it came is no line."""

    line = forms.IntegerField(widget=forms.HiddenInput, required=False)
    code = _code(_("Code"), longest=20)
    served_on = _day(_("Date of care"))
    quantity = forms.IntegerField(label=_("Quantity"), min_value=1, max_value=rules.MOST_OF_ONE)
    amount = EuroField(label=_("Amount"), required=False)
    convenience_fee = EuroField(label=_("Convenience fee"), required=False, zero=True)
    approved_quantity = forms.IntegerField(
        label=_("Approved quantity"), required=False, min_value=0, max_value=rules.MOST_OF_ONE
    )
    approved_tariff = EuroField(
        label=_("Tariff of the line, set by hand"), required=False, zero=True
    )
    approved_rate = forms.DecimalField(
        label=_("Rate in per cent, set by hand"),
        required=False,
        max_digits=5,
        decimal_places=2,
        localize=True,
        error_messages={"invalid": WrongCorrection.RATE.label},
    )
    refused_for = forms.ChoiceField(
        label=_("Refuse the line, because"),
        required=False,
        choices=[
            ("", _("Not refused")),
            *((str(reason), Reason(reason).label) for reason in rules.REASONS_TO_REFUSE),
        ],
    )
    is_gone = forms.BooleanField(label=_("This line is not on the paper"), required=False)

    def __init__(self, *args, sent_on: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.sent_on = sent_on
        self.fields["quantity"].initial = 1

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            entered = self.entered
            for name, wrong in rules.what_is_wrong(entered, sent_on=self.sent_on).items():
                self.add_error(name, str(wrong.label).format(most=entered.quantity))
        return cleaned

    @property
    def on_the_paper(self) -> list[forms.BoundField]:
        """What an agent copies from the picture."""
        return [field for field in self.visible_fields() if field.name not in BY_HAND]

    @property
    def by_hand(self) -> list[forms.BoundField]:
        """What an agent decides about it."""
        return [self[name] for name in BY_HAND]

    @property
    def entered(self) -> LineEntered:
        """As the rule wants it."""
        typed = self.cleaned_data
        rate = typed["approved_rate"]
        return LineEntered(
            code=typed["code"].strip().upper(),
            served_on=typed["served_on"],
            quantity=typed["quantity"],
            amount=typed["amount"],
            convenience_fee=typed["convenience_fee"] or Decimal("0.00"),
            approved_quantity=typed["approved_quantity"],
            approved_tariff=typed["approved_tariff"],
            approved_rate=None if rate is None else rate / HUNDRED,
            refused_for=typed["refused_for"],
        )

    def change(self) -> LineChange:
        """What the service is asked for, from a valid form."""
        typed = self.cleaned_data
        return LineChange(self.entered, line=typed["line"], is_gone=typed["is_gone"])


class Lines(forms.BaseFormSet):
    """The lines of a bill, and an empty one for an act that was forgotten."""

    def changes(self) -> list[LineChange]:
        """One for each line, and for the new one if it was begun."""
        return [form.change() for form in self.forms if form.initial or form.has_changed()]


LineFormSet = forms.formset_factory(LineForm, formset=Lines, extra=1, max_num=rules.MOST_LINES)


def forms_of(
    bill: Bill, people: Sequence[InsuredPerson], data: Any = None
) -> tuple[BillForm, Lines]:
    """Both forms, bound when something was sent."""
    return (
        BillForm(data, bill=bill, people=people),
        LineFormSet(
            data,
            prefix=PREFIX,
            initial=[_initial_line(line) for line in bill.lines.all()],
            form_kwargs={"sent_on": sent_on(bill)},
        ),
    )


def sent_on(bill: Bill) -> date:
    """The day on which the claim was sent."""
    return civil_time.day_of(bill.claim.sent_at)


def _initial(bill: Bill) -> dict[str, Any]:
    same = [name for name in BillForm.base_fields if name not in {"seen", "matricule"}]
    return {
        **{name: getattr(bill, name) for name in same},
        "seen": mark_of_bill(bill),
        "patient": bill.patient_id or "",
        "provider": bill.provider.code if bill.provider else "",
        "total": _typed(bill.total),
    }


def _initial_line(line: Line) -> dict[str, Any]:
    rate = line.approved_rate
    return {
        "line": line.pk,
        "code": line.code,
        "served_on": line.served_on,
        "quantity": line.quantity,
        "amount": _typed(line.amount),
        "convenience_fee": _typed(line.convenience_fee or None),
        "approved_quantity": line.approved_quantity,
        "approved_tariff": _typed(line.approved_tariff),
        "approved_rate": None if rate is None else (rate * HUNDRED).quantize(Decimal("0.01")),
        "refused_for": line.refused_for,
    }


def _typed(amount: Decimal | None) -> str:
    """An amount as the agent would type it."""
    return "" if amount is None else number_format(amount, 2, use_l10n=True)
