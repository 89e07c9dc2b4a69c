"""What a certificate says, line by line, in the words of agents. Nothing medical is among it.

Beside what an agent has corrected stands what was sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cns_portal.kernel import matricule
from incapacity.choices.certificates import (
    Channel,
    MatriculeOnSheet,
    Outings,
    Sequel,
    SheetLanguage,
)
from incapacity.presenters.causes import cause_name, number
from insured.choices.countries import Country

if TYPE_CHECKING:
    from incapacity.models import Certificate


@dataclass(frozen=True)
class Line:
    """One thing that the certificate says."""

    label: str
    value: str
    sent: str = ""
    """What was sent, where an agent has corrected it; "–" where nothing was."""


def facts(certificate: Certificate) -> list[Line]:
    """Everything but the diagnosis, what the person wrote besides, and the pictures."""
    found = [*_of_the_sheet(certificate), *_of_the_child(certificate)]
    found += [
        Line(_("Where the person stays"), stay(certificate.stay)),
        Line(_("How it came"), str(Channel(certificate.channel).label)),
    ]
    return [line for line in found if line.value or line.sent]


def words_of_the_person(certificate: Certificate) -> list[Line]:
    """What the person wrote besides; it may name an illness."""
    written = (
        (_("Why it is late"), certificate.late_because),
        (_("Note of the person"), certificate.note),
    )
    return [Line(label, text) for label, text in written if text]


def _of_the_sheet(certificate: Certificate) -> Iterator[Line]:
    earlier = certificate.earlier
    yield _line(certificate, _("Cause"), "cause", cause_name)
    yield _line(certificate, _("First certificate or not"), "sequel", sequel)
    if earlier is not None:
        yield Line(_("Earlier certificate"), _reference(earlier))
    yield _line(certificate, _("First day"), "first_day", _day)
    yield _line(certificate, _("Last day"), "last_day", _day)
    yield _line(certificate, _("Issued on"), "issued_on", _day)
    yield _line(certificate, _("Expected date of birth"), "expected_on", _day)
    yield _line(certificate, _("Doctor"), "doctor_name", str)
    yield _line(certificate, _("Code of the doctor"), "doctor_code", str)
    yield _line(certificate, _("Country of the doctor"), "country", _country)
    yield _line(certificate, _("Language of the sheet"), "sheet_language", _language)
    yield _line(certificate, _("Leaving the house"), "outings", _outings)
    yield _line(certificate, _("Emergency stay in hospital"), "in_hospital", _yes)
    yield _line(certificate, _("Matricule on the sheet"), "matricule_on_sheet", on_sheet)
    yield _line(certificate, _("Matricule read on the sheet"), "sheet_matricule", _number)


def _of_the_child(certificate: Certificate) -> Iterator[Line]:
    child = certificate.child
    if child is not None:
        yield Line(_("Child"), f"{child.full_name}, {_number(child.matricule)}".rstrip(", "))
    else:
        yield _line(certificate, _("Matricule of the child"), "child_matricule", _number)
    yield _line(certificate, _("The child is in hospital"), "child_in_hospital", _yes)
    yield _line(certificate, _("Special supplementary allowance"), "child_doubled", _yes)
    yield _line(certificate, _("Days of leave stated"), "leave_days", _days)


def _line(certificate: Certificate, label: str, name: str, said: Callable[[Any], str]) -> Line:
    value = said(getattr(certificate, name) or "")
    kept = certificate.as_sent or {}
    before = said(kept[name] or "") if name in kept else value
    return Line(label, value, "" if before == value else before or "–")


def stay(known: dict[str, str] | None) -> str:
    """The address of the stay on one line; where none was given, the person is at home."""
    if not known:
        return _("At home")
    street = " ".join(filter(None, (known.get("number"), known.get("street"))))
    place = " ".join(filter(None, (known.get("postcode"), known.get("place"))))
    floor, bell = known.get("floor"), known.get("bell")
    parts = (
        street,
        _("floor {floor}").format(floor=floor) if floor else "",
        _("bell: {name}").format(name=bell) if bell else "",
        place,
        _country(known.get("country", "")),
        known.get("telephone"),
    )
    return ", ".join(filter(None, parts))


def _reference(certificate: Certificate) -> str:
    return certificate.procedure.reference if certificate.procedure else "–"


def sequel(value: str) -> str:
    """First, prolongation or relapse; the choices speak as the person does."""
    return {
        Sequel.INITIAL: _("First certificate"),
        Sequel.PROLONGATION: _("Prolongation"),
        Sequel.RELAPSE: _("Relapse"),
    }.get(value, "")


def on_sheet(value: str) -> str:
    """How the matricule came onto the sheet; the choices speak as the person does."""
    return {
        MatriculeOnSheet.PRINTED: _("Written by the doctor"),
        MatriculeOnSheet.ADDED: _("Added by the person"),
        MatriculeOnSheet.MISSING: _("Not on the sheet"),
    }.get(value, "")


def _language(value: str) -> str:
    return str(dict(SheetLanguage.choices).get(value, ""))


def _outings(value: str) -> str:
    return str(dict(Outings.choices).get(value, ""))


def _country(value: str) -> str:
    return str(dict(Country.choices).get(value, value))


def _number(value: str) -> str:
    return matricule.grouped(value) if value else ""


def _yes(value: Any) -> str:
    return _("Yes") if value else ""


def _day(value: date | str) -> str:
    """A day, also as it stands in the picture of what was sent."""
    if not value:
        return ""
    day = date.fromisoformat(value) if isinstance(value, str) else value
    return date_format(day, "DATE_FORMAT")


def _days(value: Decimal | str) -> str:
    if not value:
        return ""
    try:
        return number(Decimal(value))
    except InvalidOperation:
        return str(value)
