"""A certificate as a case of the ground floor: its deadline, its page, what it is called."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING

from incapacity.models import Certificate, CertificatePage
from incapacity.selectors.pages import in_order

if TYPE_CHECKING:
    from uuid import UUID

    from cns_portal.procedures.models import Procedure
    from insured.models import InsuredPerson


def answer_by(procedure: Procedure, since: datetime) -> date | None:
    """The person's own deadline where something was asked; no period is known for the CNS."""
    found = Certificate.objects.filter(procedure=procedure)
    return found.values_list("answer_until", flat=True).first()


def references(keys: Collection[str]) -> dict[str, str]:
    """The references of certificates, by key: for people who read who looked at their file."""
    found = Certificate.objects.filter(pk__in=keys, procedure__isnull=False)
    return {str(pk): text for pk, text in found.values_list("pk", "procedure__reference")}


def references_of_files(keys: Collection[str]) -> dict[str, str]:
    """The same for the files of the sheets, by key of the document."""
    found = CertificatePage.objects.filter(
        document__in=keys, certificate__procedure__isnull=False
    ).values_list("document", "certificate__procedure__reference")
    return {str(document): text for document, text in found}


def sent_of(person: InsuredPerson, public_id: UUID) -> Certificate | None:
    """The certificate of this identifier, if it is this person's and was sent; with its files."""
    found = Certificate.objects.of(person).sent().filter(public_id=public_id)
    found = found.select_related("procedure", "person__dossier", "child", "earlier")
    return found.prefetch_related(in_order()).first()


def later_of(certificate: Certificate) -> list[Certificate]:
    """What was sent as its prolongation or relapse, by its days; one query."""
    found = Certificate.objects.of(certificate.person).sent().filter(earlier=certificate)
    return list(found.select_related("procedure").order_by("first_day", "pk"))
