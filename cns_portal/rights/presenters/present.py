"""What stands in a file now, line by line, for whoever asks to have it corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format

from cns_portal.kernel import matricule
from cns_portal.rights.choices.correcting import CorrectionField
from insured.presenters.data import AccountRow, address_lines
from insured.selectors import bank

if TYPE_CHECKING:
    from insured.models import InsuredPerson


def present_values(person: InsuredPerson) -> dict[CorrectionField, str]:
    """What is known, for the fields that are one line of the file; the others are left out."""
    born = person.birth_date
    account = bank.in_force(person)
    found = {
        CorrectionField.NAME: person.full_name,
        CorrectionField.BIRTH_DATE: date_format(born, "DATE_FORMAT") if born else "",
        CorrectionField.BIRTH_PLACE: person.birth_place,
        CorrectionField.MATRICULE: matricule.grouped(person.matricule) if person.matricule else "",
        CorrectionField.ADDRESS: ", ".join(address_lines(person).splitlines()),
        CorrectionField.EMAIL: person.email,
        CorrectionField.PHONE: person.phone,
        CorrectionField.BANK_ACCOUNT: AccountRow(account).label if account else "",
    }
    return {field: value for field, value in found.items() if value}
