"""Declaring that somebody else is paid."""

from collections.abc import Iterable

from crispy_forms.layout import Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from cns_portal.web.bank_fields import IbanField
from cns_portal.web.fields import LuxembourgDateField
from cns_portal.web.forms import PageForm
from reimbursements.choices.money import PayeeForm
from reimbursements.choices.paying import PayeeRefusal


class PayeeDeclarationForm(PageForm):
    """To whom the money goes, and for which bills. `mailings` are (public identifier, words)."""

    kind = forms.ChoiceField(
        label=_("For which bills?"),
        choices=[(kind, kind.label) for kind in (PayeeForm.PERIOD, PayeeForm.BILLS)],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose for which bills it is.")},
    )
    mailing = forms.ChoiceField(
        label=_("Which mailing?"),
        required=False,
        help_text=_("Only for the bills of one mailing (B)."),
    )
    first_day = LuxembourgDateField(
        label=_("First day"),
        required=False,
        help_text=_("Only for a period (A): it counts for bills sent from this day on."),
    )
    last_day = LuxembourgDateField(
        label=_("Last day"), required=False, help_text=_("Leave it empty if there is none yet.")
    )
    holder = forms.CharField(
        label=_("Who is paid"),
        max_length=150,
        help_text=_("The name under which the bank keeps the account."),
        error_messages={"required": _("Enter the name of the account holder.")},
    )
    iban = IbanField()
    confirmed = forms.BooleanField(
        label=_("This person has paid these bills, or pays them."),
        help_text=_("Code of social security, article 84: whoever has paid is reimbursed."),
        error_messages={"required": PayeeRefusal.NOT_CONFIRMED.label},
    )

    def __init__(self, *args, mailings: Iterable[tuple[str, str]] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        mailings = list(mailings)
        if mailings:
            self.fields["mailing"].choices = [("", _("Choose")), *mailings]
        else:
            del self.fields["mailing"]

    def fields_layout(self) -> Layout:
        mailing = ["mailing"] if "mailing" in self.fields else []
        return Layout("kind", *mailing, Row("first_day", "last_day"), "holder", "iban", "confirmed")


class PayeeChangeForm(PayeeDeclarationForm):
    """Instead of an earlier declaration (C)."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["kind"]
        self.fields["first_day"].help_text = _(
            "The present declaration holds until the day before."
        )

    def fields_layout(self) -> Layout:
        return Layout(Row("first_day", "last_day"), "holder", "iban", "confirmed")
