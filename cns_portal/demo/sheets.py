"""Pictures of certificates of incapacity, as doctors of three countries would hand them out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from cns_portal.demo.families import DEMONSTRATION
from cns_portal.demo.pictures import LARGE, SMALL, TEXT, TITLE, drawn
from incapacity.choices.certificates import Cause, Outings

if TYPE_CHECKING:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from incapacity.models import Certificate


@dataclass(frozen=True)
class Form:
    """What is printed on the empty sheet of a country."""

    title: str
    person: str
    child: str
    days: str
    expected: str
    outings: dict[str, str]
    diagnosis: str
    issued: str


FRENCH = {Outings.ALLOWED: "Sorties autorisées: oui", Outings.FORBIDDEN: "Sorties autorisées: non"}
HERE = Form(
    "Certificat d’incapacité de travail",
    "Patient: {name}, matricule {matricule}",
    "Enfant malade: {name}, matricule {matricule}",
    "Incapable de travailler du {first} au {last} inclus",
    "Date présumée de l’accouchement: {day}",
    FRENCH,
    "Code diagnostic: {code}",
    "Établi le {day}",
)
FORMS = {
    "FR": Form(
        "Avis d’arrêt de travail - volet 1",
        HERE.person,
        HERE.child,
        "Arrêt de travail du {first} au {last} inclus",
        HERE.expected,
        FRENCH,
        HERE.diagnosis,
        "Fait le {day}",
    ),
    "DE": Form(
        "Arbeitsunfähigkeitsbescheinigung - Ausdruck",
        "Versicherter: {name}, Matricule {matricule}",
        "Erkranktes Kind: {name}, Matricule {matricule}",
        "Arbeitsunfähig vom {first} bis einschließlich {last}",
        "Mutmaßlicher Tag der Entbindung: {day}",
        {Outings.ALLOWED: "Ausgang erlaubt: ja", Outings.FORBIDDEN: "Ausgang erlaubt: nein"},
        "Diagnose: {code}",
        "Festgestellt am {day}",
    ),
}


def sheet_picture(
    certificate: Certificate, *, diagnosis: str, is_cut: bool = False
) -> SimpleUploadedFile:
    """The sheet that says what the certificate says, with the diagnosis.

    `is_cut`: the photo leaves out the lower edge, with the day of issue.
    """
    form, person = FORMS.get(certificate.country, HERE), certificate.person
    lines = [
        (form.title, TITLE),
        (DEMONSTRATION, SMALL),
        (certificate.doctor_name, LARGE),
        (_who(form.person, person.full_name, person.matricule), TEXT),
    ]
    if certificate.child is not None:
        child = certificate.child
        lines.append((_who(form.child, child.full_name, child.matricule), TEXT))
    if certificate.cause == Cause.MATERNITY:
        lines.append((form.expected.format(day=_day(certificate.expected_on)), TEXT))
    else:
        days = {"first": _day(certificate.first_day), "last": _day(certificate.last_day)}
        lines.append((form.days.format(**days), TEXT))
    if certificate.outings in form.outings:
        lines.append((form.outings[certificate.outings], TEXT))
    if diagnosis:
        lines.append((form.diagnosis.format(code=diagnosis), TEXT))
    if not is_cut:
        lines.append((form.issued.format(day=_day(certificate.issued_on)), TEXT))
    return drawn(lines, name="sheet.png")


def _who(words: str, name: str, matricule: str) -> str:
    return words.format(name=name, matricule=matricule)


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"
