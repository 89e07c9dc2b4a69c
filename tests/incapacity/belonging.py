"""A row of everything of this room that has an address of its own, in somebody's file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from cns_portal.documents import services as documents
from incapacity.models import Certificate, CertificatePage, Diagnosis, ElectronicMessage, Sender
from tests.appointments.visitors import photo
from tests.incapacity.factories import (
    CertificateFactory,
    CertificatePageFactory,
    ElectronicMessageFactory,
)

if TYPE_CHECKING:
    from insured.models import InsuredPerson

TABLES = (Certificate, CertificatePage, Diagnosis, ElectronicMessage, Sender)
"""What the pages of the room could change."""


def identifiers_in_the_file_of(person: InsuredPerson) -> dict[str, dict[str, Any]]:
    """By the name of an address, the identifiers in it."""
    file = documents.store(
        photo(name="sheet.jpg"),
        dossier=person.dossier,
        by=person.account,
        purpose="certificate_page",
    )
    documents.check_now(file.pk)
    draft = CertificateFactory(draft=True, person=person)
    CertificatePageFactory(certificate=draft, document=file)
    message = ElectronicMessageFactory(certificate__person=person)
    return {
        **_all(message.certificate.public_id, "electronic"),
        **_all(draft.public_id, "draft_pages", "draft", "keep", "check"),
        **_all(
            CertificateFactory(person=person).public_id,
            *("sent", "receipt", "copy", "prolong", "certificate", "tick"),
        ),
        "incapacity:page_picture": {"public_id": draft.public_id, "file": file.public_id},
    }


def _all(public_id: UUID, *names: str) -> dict[str, dict[str, Any]]:
    return {f"incapacity:{name}": {"public_id": public_id} for name in names}
