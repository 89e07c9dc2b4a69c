"""A certificate as somebody fills it in. Nothing has to be until it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cns_portal.web.began import Began, as_shown
from cns_portal.web.fields import (
    CardChoiceField,
    LongTextField,
    LuxembourgDateField,
    MatriculeField,
    Option,
    PhoneField,
)
from cns_portal.web.forms import PageForm
from incapacity.choices.certificates import (
    Cause,
    MatriculeOnSheet,
    Outings,
    Sequel,
    SheetLanguage,
)
from incapacity.forms.beginning import cause_options, sequel_options
from incapacity.forms.days import day_field, insist_on_a_likely_day
from incapacity.forms.earlier import choices_of
from incapacity.forms.fields import DiagnosisField, HalfDaysField
from incapacity.rules.sending import HOME
from insured.choices.countries import Country

if TYPE_CHECKING:
    from incapacity.models import Certificate
    from insured.models import InsuredPerson

ANOTHER = "another"
"""The choice of a child that is not on file."""

STAY = ("street", "number", "floor", "bell", "postcode", "place", "country", "telephone")
"""The parts of an address of stay (CNS, "sorties autorisées": in detail, with the bell)."""

TOGETHER = (
    *("cause", "child", "child_matricule", "child_in_hospital", "child_doubled", "leave_days"),
    "expected_on",
)
"""What the table keeps for one cause only: when one of them changes, all of them are written."""

OTHERWISE = {"sequel": Sequel.INITIAL, "outings": Outings.NOT_SAID, "country": HOME}
"""What an empty one means."""

SIMPLE = (
    *("cause", "sequel", "country", "sheet_language", "first_day", "last_day", "issued_on"),
    *("doctor_name", "doctor_code", "matricule_on_sheet", "sheet_matricule", "outings"),
    *("in_hospital", "child_in_hospital", "child_doubled", "leave_days", "expected_on"),
    *("late_because", "note"),
)
"""The fields that are columns as they stand."""

_OF_STAY = ("elsewhere", *(f"stay_{name}" for name in STAY))

_NOT_OF_BIRTH = ("sequel", "earlier", "first_day", "last_day", "outings", "in_hospital")
_OF_FAMILY = ("child", "child_matricule", "child_in_hospital", "child_doubled", "leave_days")


def _line(label, *, most: int, help_text="", kind: str = "input--medium") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=most,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": kind}),
    )


class CertificateForm(PageForm):
    """One certificate. What concerns another kind of it is hidden where that is understood."""

    cause = CardChoiceField(
        label=_("Why are you away from work?"), required=False, options=cause_options()
    )
    sequel = CardChoiceField(
        label=_("Which certificate is it?"), required=False, options=sequel_options()
    )
    earlier = forms.ChoiceField(
        label=_("To which earlier certificate does it belong?"), required=False
    )
    child = CardChoiceField(label=_("Which child is ill?"), required=False)
    child_matricule = MatriculeField(
        label=_("Matricule of the child"),
        required=False,
        help_text=_("13 digits. It has to stand on the certificate, beside yours."),
    )
    child_in_hospital = forms.BooleanField(label=_("The child is in hospital"), required=False)
    child_doubled = forms.BooleanField(
        label=_("The special supplementary allowance is paid for the child"), required=False
    )
    leave_days = HalfDaysField(
        label=_("Days of leave that you take"),
        required=False,
        help_text=_("For example 3 or 2,5. Leave it empty to count the working days."),
    )
    expected_on = day_field(_("Expected date of birth"))
    first_day = day_field(_("First day"))
    last_day = day_field(_("Last day"))
    issued_on = day_field(_("Issued on"), _("Beside the doctor’s signature. Day/month/year."))
    doctor_name = _line(_("Doctor"), most=150, help_text=_("The name on the stamp."), kind="")
    doctor_code = _line(
        _("Code of the doctor"), most=20, help_text=_("If it is there."), kind="input--short"
    )
    country = forms.ChoiceField(
        label=_("Country of the doctor"), required=False, choices=Country.choices
    )
    sheet_language = forms.ChoiceField(
        label=_("Language of the sheet"),
        required=False,
        choices=[("", _("Choose")), *SheetLanguage.choices],
    )
    matricule_on_sheet = CardChoiceField(
        label=_("Does your matricule stand on the sheet?"),
        required=False,
        options=[Option(value=one.value, label=one.label) for one in MatriculeOnSheet],
    )
    sheet_matricule = MatriculeField(
        label=_("The matricule as you read it there"),
        required=False,
        help_text=_("If you enter it, it is compared with yours at once. 13 digits."),
    )
    outings = CardChoiceField(
        label=_("What does the sheet say about leaving the house?"),
        required=False,
        options=[Option(value=one.value, label=one.label) for one in Outings],
    )
    in_hospital = forms.BooleanField(
        label=_("I was admitted to hospital in an emergency"), required=False
    )
    elsewhere = forms.BooleanField(label=_("I do not stay at home"), required=False)
    stay_street = _line(_("Street"), most=150, kind="")
    stay_number = _line(_("House number"), most=20, kind="input--short")
    stay_floor = _line(_("Floor"), most=20, kind="input--short")
    stay_bell = _line(_("Name on the bell"), most=100)
    stay_postcode = _line(_("Postcode"), most=12, kind="input--short")
    stay_place = _line(_("Place"), most=100)
    stay_country = forms.ChoiceField(
        label=_("Country"), required=False, choices=[("", _("Choose")), *Country.choices]
    )
    stay_telephone = PhoneField(required=False)
    diagnosis = DiagnosisField(label=_("Code of the diagnosis"), required=False)
    diagnosis_away = forms.BooleanField(
        label=_("Take the code away that was entered before"), required=False
    )
    late_because = LongTextField(label=_("If it is late: why?"), max_length=1000, required=False)
    note = LongTextField(label=_("Note for the agent"), max_length=1000, required=False)
    began = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args,
        earlier: Iterable[Certificate],
        children: Sequence[InsuredPerson],
        today: date,
        has_diagnosis: bool = False,
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.earlier = {str(one.public_id): one for one in earlier}
        self.fields["earlier"].choices = choices_of(self.earlier.values())
        self.children = {str(one.dossier.public_id): one for one in children}
        self.fields["child"].options = [
            *(Option(value=key, label=one.full_name, hint=_born(one))
              for key, one in self.children.items()),
            Option(value=ANOTHER, label=gettext("Another child")),
        ]  # fmt: skip
        self.fields["diagnosis"].help_text = _about_the_diagnosis(has_diagnosis=has_diagnosis)
        if not has_diagnosis:
            del self.fields["diagnosis_away"]
        if not self.is_bound:
            self.initial["began"] = as_shown(self, self._kept_names)
        self.began = Began(self.data.get("began"))

    # -- what was typed ---------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name, field in self.fields.items():
            if isinstance(field, LuxembourgDateField) and cleaned.get(name):
                try:
                    insist_on_a_likely_day(cleaned[name], label=field.label, today=self.today)
                except ValidationError as error:
                    self.add_error(name, error)
        # Nobody can put right what is not shown: what is wrong there is left out.
        self.passed_over = self._hidden() & self.errors.keys()
        for name in self.passed_over:
            del self.errors[name]
        return cleaned

    def _hidden(self) -> set[str]:
        """The fields that `certificates.css` hides beside these answers."""
        cleaned, hidden = self.cleaned_data, set()
        cause = cleaned.get("cause")
        if cause == Cause.MATERNITY:
            hidden.update(_NOT_OF_BIRTH)
        else:
            hidden.add("expected_on")
        if cause == Cause.FAMILY:
            hidden.update(("outings", "in_hospital"))
        else:
            hidden.update(_OF_FAMILY)
        if cleaned.get("child") != ANOTHER:
            hidden.add("child_matricule")
        if cleaned.get("country") == HOME:
            hidden.add("sheet_language")
        if not cleaned.get("elsewhere"):
            hidden.update(_OF_STAY[1:])
        if cleaned.get("sequel") not in {Sequel.PROLONGATION, Sequel.RELAPSE}:
            hidden.add("earlier")
        return hidden

    def values(self) -> dict[str, Any]:
        """The columns that somebody changed since the form was shown.

        Left out is what is wrong, and what nobody touched: another window may have changed it.
        """
        cleaned = self.cleaned_data
        values = {
            name: cleaned[name] or OTHERWISE.get(name, cleaned[name])
            for name in SIMPLE
            if name in cleaned and self._was_touched(name)
        }
        if "earlier" in cleaned and self._was_touched("earlier"):
            values["earlier"] = self.earlier.get(cleaned["earlier"])
        if self._was_touched("child"):
            values |= self._child()
        if self.began.touched(self.data, _OF_STAY):
            values["stay"] = self._stay()
        return values

    @property
    def code_typed(self) -> str | None:
        """The code that was typed; empty to take it away; None where nothing was said of it."""
        if code := self.cleaned_data.get("diagnosis"):
            return code
        return "" if self.cleaned_data.get("diagnosis_away") else None

    def began_now(self) -> str:
        """What the page shows now and is kept, for the hidden field to carry along from here on."""
        wrong = self.errors.keys() | self.passed_over
        kept = [name for name in self._kept_names if name not in wrong]
        return self.began.with_kept(self.data, kept)

    def _was_touched(self, name: str) -> bool:
        return self.began.touched(self.data, TOGETHER if name in TOGETHER else [name])

    def _child(self) -> dict[str, Any]:
        """A child on file, or a number; whichever is chosen, the other one is not meant."""
        cleaned = self.cleaned_data
        child = self.children.get(cleaned.get("child", ""))
        if child is not None:
            return {"child": child, "child_matricule": ""}
        if "child_matricule" not in cleaned:  # it is wrong: what is kept of it stays
            return {"child": None}
        return {"child": None, "child_matricule": cleaned["child_matricule"]}

    def _stay(self) -> dict[str, str] | None:
        """The address of stay; None at home. What is wrong in it is left out."""
        cleaned = self.cleaned_data
        if not cleaned.get("elsewhere"):
            return None
        return {name: cleaned.get(f"stay_{name}", "") for name in STAY}

    @property
    def _kept_names(self) -> list[str]:
        """All fields that a draft keeps. The diagnosis is never written into a page."""
        return [*SIMPLE, "earlier", "child", "child_matricule", *_OF_STAY]

    # -- how it stands on the page ----------------------------------------------------------------

    def fields_layout(self) -> Layout:
        away = ["diagnosis_away"] if "diagnosis_away" in self.fields else []
        return Layout(
            Fieldset(
                gettext("What it is"),
                "cause",
                Div("sequel", Div("earlier", css_class="only-later"), css_class="not-birth"),
                Div(
                    "child",
                    Div("child_matricule", css_class="only-another"),
                    "child_in_hospital",
                    "child_doubled",
                    "leave_days",
                    css_class="only-family",
                ),
            ),
            Fieldset(
                gettext("What stands on the sheet"),
                Div("expected_on", css_class="only-birth"),
                Div("first_day", "last_day", css_class="side-by-side not-birth"),
                "issued_on",
                Div("doctor_name", "doctor_code", css_class="side-by-side"),
                Div(
                    "country",
                    Div("sheet_language", css_class="only-abroad"),
                    css_class="side-by-side",
                ),
                "matricule_on_sheet",
                "sheet_matricule",
                Div("outings", css_class="only-own"),
                "diagnosis",
                *away,
            ),
            Fieldset(
                gettext("Where you are"),
                Div("in_hospital", css_class="only-own"),
                "elsewhere",
                Div(
                    _how_to_stay(),
                    Div("stay_street", "stay_number", css_class="side-by-side"),
                    Div("stay_floor", "stay_bell", css_class="side-by-side"),
                    Div("stay_postcode", "stay_place", css_class="side-by-side"),
                    Div("stay_country", "stay_telephone", css_class="side-by-side"),
                    css_class="only-elsewhere",
                ),
                css_class="where",
            ),
            Fieldset(gettext("For the agent"), "late_because", "note"),
            "began",
        )


def initial_of(certificate: Certificate) -> dict[str, Any]:
    """What the form shows at first. The diagnosis is not among it."""
    shown = {name: getattr(certificate, name) for name in SIMPLE}
    shown["earlier"] = str(certificate.earlier.public_id) if certificate.earlier else ""
    shown["child_matricule"] = certificate.child_matricule
    if certificate.child is not None:
        shown["child"] = str(certificate.child.dossier.public_id)
    else:
        shown["child"] = ANOTHER if certificate.child_matricule else ""
    shown["elsewhere"] = bool(certificate.stay)
    stay = certificate.stay or {}
    return shown | {f"stay_{name}": stay.get(name, "") for name in STAY}


def _born(person: InsuredPerson) -> str:
    if person.birth_date is None:
        return ""
    return gettext("born {year}").format(year=person.birth_date.year)


def _about_the_diagnosis(*, has_diagnosis: bool) -> str:
    if has_diagnosis:
        return gettext(
            "A code is entered. Only the medical side of the CNS reads it, so it is not shown "
            "here either. Type another one to replace it."
        )
    return gettext(
        "Only if it stands on the sheet. It is stored encrypted and read by the medical side of "
        "the CNS alone, never by your employer."
    )


def _how_to_stay() -> HTML:
    sentence = gettext(
        "In detail, as the check finds it: with the floor and the name on the bell. A stay abroad "
        "needs an authorisation of the CNS beforehand."
    )
    return HTML(format_html('<p class="field__hint">{}</p>', sentence))
