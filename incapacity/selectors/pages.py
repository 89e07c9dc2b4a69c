"""The files of certificates: of a draft, and one of them by its identifier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch

from incapacity.models import Certificate, CertificatePage

if TYPE_CHECKING:
    from uuid import UUID

    from insured.models import InsuredPerson


def in_order() -> Prefetch:
    """For a query of certificates: their files with the documents, in order; one query more."""
    rows = CertificatePage.objects.select_related("document").order_by("position", "pk")
    return Prefetch("pages", rows)


def draft_with_pages(person: InsuredPerson, public_id: UUID) -> Certificate | None:
    """One draft with its files; None when it is not there, or sent by now."""
    return (
        Certificate.objects.of(person)
        .drafts()
        .filter(public_id=public_id)
        .prefetch_related(in_order())
        .first()
    )


def page_of(person: InsuredPerson, public_id: UUID, file: UUID) -> CertificatePage | None:
    """A file of one certificate of the person, whatever its state; None when it is not there."""
    return (
        CertificatePage.objects.of(person)
        .filter(certificate__public_id=public_id, document__public_id=file)
        .select_related("document", "certificate")
        .first()
    )
