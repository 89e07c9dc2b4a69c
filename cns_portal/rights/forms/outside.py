"""The forms of people who do not sign in."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cns_portal import clock
from cns_portal.rights.choices.requests import RightsKind
from cns_portal.rights.forms.asking import LONGEST, SentOnceForm
from cns_portal.web.fields import (
    DocumentField,
    LongTextField,
    LuxembourgDateField,
    MatriculeField,
    PortalEmailField,
)
from cns_portal.web.forms import PageForm, SentOnce

ASKED_FROM_OUTSIDE = (
    RightsKind.ACCESS,
    RightsKind.CORRECTION,
    RightsKind.RESTRICTION,
    RightsKind.OBJECTION,
    RightsKind.ERASURE,
    RightsKind.OTHER,
)
"""Who looked at a file is shown after signing in only."""


class NameField(forms.CharField):
    """A name in any script, without signs that are not seen but turn the text around them."""

    def to_python(self, value: str) -> str:
        text = super().to_python(value)
        seen = "".join(sign for sign in text if unicodedata.category(sign) not in {"Cf", "Cc"})
        return " ".join(seen.split())


class OutsideForm(SentOnceForm):
    """A request with a copy of an identity document."""

    kind = forms.ChoiceField(
        label=_("What do you ask for?"),
        choices=[
            ("", _("Choose what you ask for")),
            *((kind.value, kind.label) for kind in ASKED_FROM_OUTSIDE),
        ],
        error_messages={"required": _("Choose what you ask for.")},
    )
    text = LongTextField(
        label=_("Your request, in your own words"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
        help_text=_(
            "Which data, what should happen with them, and why. Nothing about your health."
        ),
        error_messages={"required": _("Write what you ask for.")},
    )
    first_name = NameField(
        label=_("First name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = NameField(
        label=_("Last name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    matricule = MatriculeField(
        required=False,
        help_text=_("13 digits, as on the social security card. Leave it empty if there is none."),
    )
    birth_date = LuxembourgDateField(
        label=_("Date of birth"),
        required=False,
        help_text=_("Needed if there is no matricule: day/month/year, for example 24/11/1985."),
    )
    email = PortalEmailField(
        help_text=_("We send you a link with which you follow your request and read the answer.")
    )
    identity_copy = DocumentField(
        label=_("Copy of your identity document"),
        help_text=_(
            "A photo or scan: PDF, JPEG, PNG or HEIC, at most 10 MB. It is kept only with its "
            "purpose written across it, only the data protection officer sees it, and it is "
            "deleted with the answer."
        ),
    )

    def fields_layout(self) -> Layout:
        return Layout(
            Fieldset(_("Your request"), "kind", "text"),
            Fieldset(
                _("Who you are"),
                Row("first_name", "last_name"),
                "matricule",
                "birth_date",
                "identity_copy",
            ),
            Fieldset(_("How we reach you"), "email"),
            "sent_key",
        )

    def clean_birth_date(self):
        born = self.cleaned_data["birth_date"]
        today = clock.today()
        if born and not today - timedelta(days=130 * 366) < born <= today:
            raise ValidationError(_("Check the year: nobody was born on that day."))
        return born

    def clean(self):
        values = super().clean()
        known = values.get("matricule") or values.get("birth_date")
        if not known and not {"matricule", "birth_date"} & set(self.errors):
            self.add_error("matricule", _("Enter the matricule, or the date of birth instead."))
        return values


class LetterForm(SentOnce, PageForm):
    """What somebody with the link writes to the officer; sent twice, it is written once."""

    text = LongTextField(
        label=_("Your message to the data protection officer"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
        error_messages={"required": _("Write your message.")},
    )


class CopyForm(PageForm):
    """Another copy, where the first could not be accepted."""

    identity_copy = DocumentField(label=_("Copy of your identity document"))
