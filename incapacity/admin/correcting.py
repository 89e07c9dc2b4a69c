"""Putting right what was entered from the sheet."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal import clock
from cns_portal.web.fields import LuxembourgDateField, MatriculeField
from incapacity.admin.deed import Deed
from incapacity.choices.certificates import (
    Cause,
    MatriculeOnSheet,
    Outings,
    Sequel,
    SheetLanguage,
)
from incapacity.forms.fields import DiagnosisField, HalfDaysField
from incapacity.presenters import sheet_lines
from incapacity.presenters.causes import between, cause_name
from incapacity.rules.states import Verb
from incapacity.selectors import medical, work
from incapacity.services import correcting
from insured.admin.deed import sent
from insured.admin.seen import SeenForm
from insured.choices.countries import Country
from insured.selectors.children import children_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incapacity.admin.material import Material
    from incapacity.models import Certificate
    from insured.models import InsuredPerson

AS_THEY_STAND = (
    *("cause", "sequel", "first_day", "last_day", "issued_on", "expected_on", "doctor_name"),
    *("doctor_code", "country", "sheet_language", "outings", "in_hospital"),
    *("matricule_on_sheet", "sheet_matricule", "child_matricule", "child_in_hospital"),
    *("child_doubled", "leave_days"),
)
"""The fields that are columns as they are."""

NOT_KNOWN = ("", gettext_lazy("Not known"))


def _day(label) -> LuxembourgDateField:
    return LuxembourgDateField(label=label, required=False, help_text="")


def _words(label, *, longest: int) -> forms.CharField:
    attrs = {"autocomplete": "off", "spellcheck": "false"}
    return forms.CharField(
        label=label, required=False, max_length=longest, widget=forms.TextInput(attrs=attrs)
    )


class CorrectForm(SeenForm):
    """What stands on the sheet. The code of a diagnosis is typed and never shown here."""

    cause = forms.ChoiceField(label=gettext_lazy("Cause"))
    sequel = forms.ChoiceField(
        label=gettext_lazy("First certificate or not"), choices=Sequel.choices
    )
    earlier = forms.ModelChoiceField(
        label=gettext_lazy("Earlier certificate"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("None"),
    )
    first_day = _day(gettext_lazy("First day"))
    last_day = _day(gettext_lazy("Last day"))
    issued_on = _day(gettext_lazy("Issued on"))
    expected_on = _day(gettext_lazy("Expected date of birth"))
    doctor_name = _words(gettext_lazy("Doctor"), longest=150)
    doctor_code = _words(gettext_lazy("Code of the doctor"), longest=20)
    country = forms.ChoiceField(
        label=gettext_lazy("Country of the doctor"), choices=Country.choices
    )
    sheet_language = forms.ChoiceField(
        label=gettext_lazy("Language of the sheet"),
        required=False,
        choices=[NOT_KNOWN, *SheetLanguage.choices],
    )
    outings = forms.ChoiceField(label=gettext_lazy("Leaving the house"), choices=Outings.choices)
    in_hospital = forms.BooleanField(
        label=gettext_lazy("Emergency stay in hospital"), required=False
    )
    matricule_on_sheet = forms.ChoiceField(
        label=gettext_lazy("Matricule on the sheet"), required=False
    )
    sheet_matricule = MatriculeField(
        label=gettext_lazy("Matricule read on the sheet"), required=False, help_text=""
    )
    child = forms.ChoiceField(label=gettext_lazy("Child"), required=False)
    child_matricule = MatriculeField(
        label=gettext_lazy("Another child, by matricule"), required=False, help_text=""
    )
    child_in_hospital = forms.BooleanField(
        label=gettext_lazy("The child is in hospital"), required=False
    )
    child_doubled = forms.BooleanField(
        label=gettext_lazy("Special supplementary allowance"), required=False
    )
    leave_days = HalfDaysField(label=gettext_lazy("Days of leave stated"), required=False)
    diagnosis = DiagnosisField(
        label=gettext_lazy("Code of the diagnosis"), required=False, help_text=""
    )
    no_diagnosis = forms.BooleanField(
        label=gettext_lazy("Take the code away that was entered"), required=False
    )

    def __init__(
        self, *args, certificate: Certificate, children: Sequence[InsuredPerson], **kwargs
    ) -> None:
        super().__init__(*args, case=certificate, **kwargs)
        self.certificate = certificate
        self.initial |= _initial(certificate)
        self.children = {str(one.pk): one for one in children}
        self.fields["cause"].choices = [(one.value, cause_name(one)) for one in Cause]
        self.fields["sequel"].choices = [(one.value, sheet_lines.sequel(one)) for one in Sequel]
        self.fields["matricule_on_sheet"].choices = [
            NOT_KNOWN, *((one.value, sheet_lines.on_sheet(one)) for one in MatriculeOnSheet)
        ]  # fmt: skip
        self.fields["child"].choices = [
            ("", _("None of the family")),
            *((key, one.full_name) for key, one in self.children.items()),
        ]
        earlier = self.fields["earlier"]
        earlier.queryset = work.others_of(certificate)
        earlier.label_from_instance = _named
        if not medical.has_diagnosis(certificate):
            del self.fields["no_diagnosis"]
        else:
            self.fields["diagnosis"].help_text = _(
                "A code is entered: leave this empty to keep it."
            )
        for field in self.fields.values():
            field.one_of_two = True  # what is not on the sheet stays empty; said once, above

    def clean(self) -> dict[str, Any]:
        """With `values`, the columns of the certificate, and `code`, where all fields are right."""
        cleaned = super().clean()
        if not self.errors:
            cleaned |= {"values": self._values(cleaned), "code": self._code(cleaned)}
        return cleaned

    def _values(self, typed: dict[str, Any]) -> dict[str, Any]:
        child, earlier = self.children.get(typed["child"]), typed["earlier"]
        return {
            **{name: typed[name] for name in AS_THEY_STAND},
            "child_id": child.pk if child else None,
            "child_matricule": "" if child else typed["child_matricule"],
            "child_born_on": None if child else self._born_on(typed["child_matricule"]),
            "earlier_id": earlier.pk if earlier else None,
        }

    def _code(self, typed: dict[str, Any]) -> str | None:
        """The code that was typed; empty to take it away; None where nothing was said of it."""
        if typed["diagnosis"]:
            return typed["diagnosis"]
        return "" if typed.get("no_diagnosis") else None

    def _born_on(self, number: str) -> date | None:
        """Of the same child as before what was stated; another one's stands in the matricule."""
        same = number and number == self.certificate.child_matricule
        return self.certificate.child_born_on if same else None


class Correct(Deed):
    code, verb = "correct", Verb.CORRECT
    label = gettext_lazy("Correct what was entered")
    done = gettext_lazy("Saved. What does not fit is worked out anew, and so is the deadline.")

    def effects(self, known: Material) -> list[str]:
        return [
            _("Only what was entered wrongly is put right here. Where the sheet is wrong, ask."),
            _("What was sent stays beside it, and the history says that it was completed."),
            _("What does not stand on the sheet stays empty."),
        ]

    def form(self, request: HttpRequest, known: Material) -> CorrectForm:
        certificate = known.certificate
        children = children_of(certificate.person, today=clock.today())
        named = {child.pk: child for child in (*children, certificate.child) if child}
        return CorrectForm(*sent(request), certificate=certificate, children=list(named.values()))

    def act(self, known: Material, said: dict[str, Any], agent) -> None:
        correcting.correct(
            known.certificate.pk,
            agent=agent,
            seen=said["seen"],
            values=said["values"],
            diagnosis=said["code"],
        )


def _initial(certificate: Certificate) -> dict[str, Any]:
    return {
        **{name: getattr(certificate, name) for name in AS_THEY_STAND},
        "earlier": certificate.earlier_id,
        "child": str(certificate.child_id) if certificate.child_id else "",
    }


def _named(certificate: Certificate) -> str:
    """An earlier certificate as a choice."""
    return f"{certificate.procedure.reference}: " + between(
        certificate.first_day, certificate.last_day
    )
