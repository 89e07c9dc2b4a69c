"""What agents type about a person's file, made into values. The services say whether it may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cns_portal import clock, documents
from cns_portal.kernel import matricule
from cns_portal.web.bank_fields import IbanField
from cns_portal.web.fields import DocumentField, MatriculeField
from insured.choices import MandateScope
from insured.choices.numbers import NumberRefusal
from insured.models import InsuredPerson
from insured.selectors import people

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.documents.models import Document

CONTACT = ["email", "phone", "street", "postcode", "locality", "country", "language"]
PAPER = "mandate_on_paper"
"""The purpose under which the paper of a mandate is kept."""


def date_input() -> forms.DateInput:
    """The browser's own picker."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class Quiet:
    """The browser must not offer the agent's own details for somebody else's."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"


class ContactForm(Quiet, forms.ModelForm):
    class Meta:
        model = InsuredPerson
        fields = CONTACT


class MatriculeForm(Quiet, forms.Form):
    matricule = MatriculeField(label=_("New matricule"))
    birth_date = forms.DateField(
        label=_("Date of birth"),
        widget=date_input(),
        required=False,
        help_text=_("As on file. Change it only if the paper says so."),
    )
    reason = forms.CharField(
        label=_("Who changed the number, and which paper says so"),
        max_length=200,
        help_text=_("Agents read this; the person does not."),
    )


class BankAccountForm(Quiet, forms.Form):
    iban = IbanField(label=_("IBAN"))
    holder = forms.CharField(label=_("Account holder"), max_length=150)
    reason = forms.CharField(
        label=_("On what evidence"),
        max_length=300,
        help_text=_("The second agent reads this: which paper, shown by whom."),
    )


class NewbornForm(Quiet, forms.Form):
    """A child of the person whose file is open, and of another parent if there is one on file."""

    first_name = forms.CharField(label=_("First name of the child"), max_length=150)
    last_name = forms.CharField(label=_("Last name of the child"), max_length=150)
    matricule = MatriculeField(label=_("Matricule of the child"))
    birth_date = forms.DateField(label=_("Date of birth"), widget=date_input())
    birth_place = forms.CharField(label=_("Place of birth"), max_length=100, required=False)
    born_here = forms.BooleanField(label=_("Born in Luxembourg"), required=False, initial=True)
    other_parent = MatriculeField(
        label=_("Matricule of the other parent"),
        required=False,
        help_text=_("Empty when the child has no second parent on file."),
    )

    def __init__(self, *args, parent: InsuredPerson, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.parent = parent

    def clean_matricule(self) -> str:
        number = self.cleaned_data["matricule"]
        if people.by_matricule(number) is not None:
            raise forms.ValidationError(NumberRefusal.ANOTHER_FILE.label)
        return number

    def clean_other_parent(self) -> InsuredPerson | None:
        number = self.cleaned_data["other_parent"]
        if not number:
            return None
        return known(number, but=self.parent)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        number, born = cleaned.get("matricule"), cleaned.get("birth_date")
        said = matricule.birth_date(number) if number else None
        if said and born and said != born:
            self.add_error("birth_date", _("The matricule says another day. Compare both."))
        return cleaned


class MandateForm(Quiet, forms.Form):
    """A mandate that both have signed on paper: who holds it, what it opens, for how long."""

    holder = MatriculeField(label=_("Matricule of the person who may act"))
    scopes = forms.MultipleChoiceField(
        label=_("What the mandate opens"),
        choices=MandateScope.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    first_day = forms.DateField(label=_("First day"), widget=date_input())
    last_day = forms.DateField(
        label=_("Last day"),
        widget=date_input(),
        required=False,
        help_text=_("Empty: until somebody ends it."),
    )
    paper = DocumentField(label=_("The signed paper"))

    def __init__(self, *args, grantor: InsuredPerson, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.grantor = grantor
        self.initial.setdefault("first_day", clock.today())

    def clean_holder(self) -> InsuredPerson:
        return known(self.cleaned_data["holder"], but=self.grantor)


def known(number: str, *, but: InsuredPerson) -> InsuredPerson:
    """The person with this number, present or former. Raises `ValidationError`."""
    person = people.by_matricule(number)
    if person is None:
        raise forms.ValidationError(_("Nobody on file has this matricule."))
    if person.pk == but.pk:
        raise forms.ValidationError(_("This is the matricule of the person themselves."))
    return person


def keep_paper(file, *, grantor: InsuredPerson, by: Account) -> Document:
    """The paper of a mandate, kept with the file of whoever gives it. Raises `Refused`."""
    return documents.store(file, dossier=grantor.dossier, by=by, purpose=PAPER)
