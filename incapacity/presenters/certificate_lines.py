"""What a certificate says, line by line. The diagnosis is never among it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from incapacity.choices.certificates import (
    Cause,
    Channel,
    MatriculeOnSheet,
    Outings,
    Sequel,
    SheetLanguage,
)
from insured.choices.countries import Country

if TYPE_CHECKING:
    from incapacity.models import Certificate


def lines_of(certificate: Certificate, *, has_diagnosis: bool) -> list[tuple[str, str]]:
    """(label, value) in the language of the moment; what does not belong to it is left out."""
    return [
        (_("Why you are away"), str(Cause(certificate.cause).label) if certificate.cause else ""),
        (_("First certificate or not"), str(Sequel(certificate.sequel).label)),
        (_("First day"), _day(certificate.first_day)),
        (_("Last day"), _day(certificate.last_day)),
        *_about_the_cause(certificate),
        (_("Issued on"), _day(certificate.issued_on)),
        (_("Doctor"), _doctor(certificate)),
        *_sheet(certificate),
        (_("Leaving the house"), str(Outings(certificate.outings).label)),
        (_("Where you stay"), _stay(certificate)),
        (_("Diagnosis"), _diagnosis(has_diagnosis)),
        (_("How it came"), str(Channel(certificate.channel).label)),
        *([(_("Why it is late"), certificate.late_because)] if certificate.late_because else []),
        *([(_("What you wrote besides"), certificate.note)] if certificate.note else []),
    ]


def _about_the_cause(certificate: Certificate) -> Iterator[tuple[str, str]]:
    if certificate.cause == Cause.FAMILY:
        child = certificate.child.full_name if certificate.child else certificate.child_matricule
        yield _("Child"), child
        if certificate.child_in_hospital:
            yield _("The child is in hospital"), _("Yes")
        if certificate.leave_days is not None:
            yield _("Days of leave"), number_format(certificate.leave_days.normalize())
    if certificate.expected_on:
        yield _("Expected date of birth"), _day(certificate.expected_on)
    if certificate.in_hospital:
        yield _("Emergency stay in hospital"), _("Yes")


def _sheet(certificate: Certificate) -> Iterator[tuple[str, str]]:
    if certificate.country != Country.LU:
        yield _("Country of the doctor"), _country(certificate.country)
        if certificate.sheet_language:
            yield _("Language of the sheet"), str(SheetLanguage(certificate.sheet_language).label)
    if certificate.matricule_on_sheet:
        found = MatriculeOnSheet(certificate.matricule_on_sheet)
        yield _("Matricule on the sheet"), str(found.label)


def _diagnosis(has_diagnosis: bool) -> str:
    if has_diagnosis:
        return _("Entered. Only the medical side of the CNS reads it.")
    return _("Not entered")


def _doctor(certificate: Certificate) -> str:
    return " · ".join(filter(None, (certificate.doctor_name, certificate.doctor_code)))


def _stay(certificate: Certificate) -> str:
    stay = certificate.stay
    if not stay:
        return _("At home")
    street = " ".join(filter(None, (stay.get("number"), stay.get("street"))))
    place = " ".join(filter(None, (stay.get("postcode"), stay.get("place"))))
    country = stay.get("country", "")
    parts = (
        street,
        _("floor {floor}").format(floor=stay["floor"]) if stay.get("floor") else "",
        _("bell: {name}").format(name=stay["bell"]) if stay.get("bell") else "",
        place,
        _country(country) if country and country != Country.LU else "",
        stay.get("telephone"),
    )
    return ", ".join(filter(None, parts))


def _country(code: str) -> str:
    return str(Country(code).label) if code in Country.values else code


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""
