"""The details of people in an appointment."""

import unicodedata
from datetime import timedelta

from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cns_portal import clock
from cns_portal.web.fields import (
    CardChoiceField,
    DocumentField,
    LongTextField,
    LuxembourgDateField,
    MatriculeField,
    Option,
    PhoneField,
    PortalEmailField,
)
from cns_portal.web.forms import PageForm

MYSELF, ANOTHER = "myself", "another"

COUNTRIES = [
    ("LU", _("Luxembourg")),
    ("BE", _("Belgium")),
    ("DE", _("Germany")),
    ("FR", _("France")),
    ("NL", _("Netherlands")),
    ("PT", _("Portugal")),
    ("ZZ", _("Another country")),
]


class NameField(forms.CharField):
    """A name in any script, without signs that are not seen but turn the text around them."""

    def to_python(self, value: str) -> str:
        text = super().to_python(value)
        seen = "".join(sign for sign in text if unicodedata.category(sign) not in {"Cf", "Cc"})
        return " ".join(seen.split())


def _name(label, autocomplete: str) -> NameField:
    return NameField(
        label=label,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
    )


def _line(label, *, length: int, autocomplete: str, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=length,
        required=required,
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
    )


def _for_whom() -> CardChoiceField:
    return CardChoiceField(
        label=_("Who is the appointment for?"),
        initial=MYSELF,
        options=[
            Option(value=MYSELF, label=_("For me")),
            Option(
                value=ANOTHER,
                label=_("For another person"),
                hint=_("You give that person's details on the next page."),
            ),
        ],
    )


def _question() -> LongTextField:
    return LongTextField(
        label=_("What would you like to discuss?"),
        max_length=500,
        required=False,
        help_text=_(
            "So that the agent can prepare. At most 500 characters; please write nothing about "
            "your health."
        ),
    )


class IdentifiedMixin(forms.Form):
    """A person known by matricule, or else by date and place of birth."""

    matricule = MatriculeField(
        required=False,
        help_text=_("13 digits, as on the social security card. Leave it empty if there is none."),
    )
    birth_date = LuxembourgDateField(
        label=_("Date of birth"),
        required=False,
        help_text=_("Needed if there is no matricule: day/month/year, for example 24/11/1985."),
    )
    birth_place = _line(_("Place of birth"), length=100, autocomplete="off", required=False)

    def clean_birth_date(self):
        born = self.cleaned_data["birth_date"]
        today = clock.today()
        if born and not today - timedelta(days=130 * 366) < born <= today:
            raise ValidationError(_("Check the year: nobody was born on that day."))
        return born

    def clean(self):
        values = super().clean()
        if values.get("matricule") or "matricule" in self.errors or "birth_date" in self.errors:
            return values
        if not values.get("birth_date"):
            self.add_error(
                "matricule", _("Enter the matricule, or the date and place of birth instead.")
            )
        elif not values.get("birth_place"):
            self.add_error(
                "birth_place", _("Without a matricule, we also need the place of birth.")
            )
        return values


class VisitorForm(IdentifiedMixin, PageForm):
    """Somebody who books without signing in."""

    for_whom = _for_whom()
    first_name = _name(_("First name"), "given-name")
    last_name = _name(_("Last name"), "family-name")
    insured_with_cns = forms.TypedChoiceField(
        label=_("Are you insured with the CNS?"),
        choices=[("yes", _("Yes")), ("no", _("No")), ("", _("I do not know"))],
        coerce=lambda value: {"yes": True, "no": False}.get(value),
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    email = PortalEmailField(
        help_text=_("The confirmation with the QR code is sent to this address.")
    )
    phone = PhoneField(help_text=_("In case we have to reach you about the appointment."))
    street = _line(_("Street and number"), length=200, autocomplete="street-address")
    postcode = _line(_("Postcode"), length=12, autocomplete="postal-code")
    locality = _line(_("Town"), length=100, autocomplete="address-level2")
    country = forms.ChoiceField(label=_("Country"), choices=COUNTRIES, initial="LU")
    identity_copy = DocumentField(
        label=_("Copy of your identity card"),
        help_text=_(
            "A photo or scan: PDF, JPEG, PNG or HEIC, at most 10 MB. Only the agent of your "
            "appointment sees it, and it is deleted after the appointment."
        ),
    )
    question = _question()

    def __init__(self, *args, has_identity_copy: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["identity_copy"].required = not has_identity_copy

    def fields_layout(self) -> Layout:
        return Layout(
            "for_whom",
            Fieldset(
                _("About you"),
                Row("first_name", "last_name"),
                "matricule",
                Row("birth_date", "birth_place"),
                "insured_with_cns",
            ),
            Fieldset(
                _("How we reach you"),
                Row("email", "phone"),
                "street",
                Row("postcode", "locality"),
                "country",
            ),
            Fieldset(_("Your appointment"), "identity_copy", "question"),
        )


class SignedInForm(PageForm):
    """Somebody signed in: who they are is known, how to reach them can be corrected.

    The date of birth is asked for only where an electronic identity came without one. In the file
    of somebody else the appointment is theirs (`in_file_of`, their name).
    """

    for_whom = _for_whom()
    birth_date = LuxembourgDateField(label=_("Date of birth"))
    email = PortalEmailField(
        help_text=_("We write to this address that there is a message in your space.")
    )
    phone = PhoneField(
        required=False, help_text=_("In case we have to reach you about the appointment.")
    )
    question = _question()

    def __init__(
        self,
        *args,
        is_identified: bool = True,
        is_video: bool = False,
        in_file_of: str = "",
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        if in_file_of:
            del self.fields["for_whom"]
            self.fields["email"].help_text = _(
                "We write to this address that there is a message in the file of {name}."
            ).format(name=in_file_of)
        if is_identified:
            del self.fields["birth_date"]
        if is_video:
            self.fields["phone"].required = True
            self.fields["phone"].help_text = _(
                "The agent calls this number if the video call does not come about."
            )


class ConcernedForm(IdentifiedMixin, PageForm):
    """The person the appointment is for, when somebody else makes it."""

    first_name = _name(_("First name"), "off")
    last_name = _name(_("Last name"), "off")

    def fields_layout(self) -> Layout:
        return Layout(Row("first_name", "last_name"), "matricule", Row("birth_date", "birth_place"))
