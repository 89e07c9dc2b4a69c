"""Bills somebody thinks of bringing: a few rows, none of them needed."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cns_portal import clock
from cns_portal.web.fields import LuxembourgDateField
from cns_portal.web.money_fields import EuroField
from insured.choices.immediate_reimbursement import BillKind
from insured.rules.immediate_reimbursement import Bill

PREFIX = "bills"
FIRST_ROWS = 2
MOST_ROWS = 8
NEARBY = timedelta(days=3 * 366)
LUXEMBOURG, ABROAD = "luxembourg", "abroad"


class BillForm(forms.Form):
    """One bill. A row that was left as it came is no bill."""

    kind = forms.ChoiceField(
        label=_("What the bill is for"),
        required=False,
        choices=[("", _("Choose")), *BillKind.choices],
        error_messages={"required": _("Choose what the bill is for.")},
    )
    amount = EuroField(
        label=_("Amount in euros"), required=False, help_text=_("For example 45,50.")
    )
    paid_on = LuxembourgDateField(
        label=_("Day of payment"),
        required=False,
        help_text=_("Day/month/year, for example 24/11/2026."),
        error_messages={
            "required": _("Enter the day of payment as day/month/year, for example 24/11/2026."),
            "invalid": _("Enter a real day as day/month/year, for example 24/11/2026."),
        },
    )
    country = forms.ChoiceField(
        label=_("Where the care was given"),
        choices=[(LUXEMBOURG, _("In Luxembourg")), (ABROAD, _("Abroad"))],
        initial=LUXEMBOURG,
        required=False,
    )

    def has_changed(self) -> bool:
        """Whether the row was begun; the country alone, which is chosen from the start, is not."""
        return any(name != "country" for name in self.changed_data)

    def clean_paid_on(self):
        day = self.cleaned_data["paid_on"]
        if day and abs(day - clock.today()) > NEARBY:
            raise ValidationError(_("Check the year of the payment."), code="far")
        return day

    def clean(self) -> None:
        """A row that was begun is filled in."""
        for name in ("kind", "amount", "paid_on"):
            if name not in self.errors and not self.cleaned_data.get(name):
                self.add_error(name, self.fields[name].error_messages["required"])

    def bill(self) -> Bill:
        """The row as the rules know it."""
        typed = self.cleaned_data
        return Bill(
            kind=BillKind(typed["kind"]),
            amount=typed["amount"],
            paid_on=typed["paid_on"],
            abroad=typed["country"] == ABROAD,
        )


class _Rows(forms.BaseFormSet):
    """The rows; at least one has to be filled in."""

    default_error_messages = {
        "missing_management_form": _("The rows did not arrive completely. Please send them again."),
    }

    def clean(self) -> None:
        if not any(self.errors) and not self.bills():
            raise ValidationError(_("Fill in at least one bill."), code="none")

    def bills(self) -> list[Bill]:
        """The rows that were filled in."""
        return [form.bill() for form in self.forms if form.has_changed()]


def _rows(count: int) -> type[_Rows]:
    return forms.formset_factory(
        BillForm,
        formset=_Rows,
        extra=count,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
        validate_max=True,
    )


def empty_rows() -> _Rows:
    """The page as it opens."""
    return _rows(FIRST_ROWS)(prefix=PREFIX)


def sent_rows(data: QueryDict) -> _Rows:
    """What was sent, to be checked. No row counts as filled in before, so each may stay empty."""
    data = data.copy()
    data[f"{PREFIX}-INITIAL_FORMS"] = "0"
    return _rows(0)(data, prefix=PREFIX)


def with_another_row(data: QueryDict) -> _Rows:
    """What was typed so far and one row more; nothing is found wrong yet."""
    sent = sent_rows(data)
    if not sent.management_form.is_valid():
        return empty_rows()
    typed = [{name: form[name].value() for name in form.fields} for form in sent.forms]
    return _rows(min(1, MOST_ROWS - len(typed)))(prefix=PREFIX, initial=typed)
