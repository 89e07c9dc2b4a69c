"""Certificates that are not sent yet, and what they can be tied to."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from cns_portal.kernel import matricule
from incapacity.choices.certificates import CertificateState
from incapacity.models import Certificate
from incapacity.selectors.pages import in_order
from insured.selectors import people
from insured.selectors.children import children_of

if TYPE_CHECKING:
    from uuid import UUID

    from insured.models import InsuredPerson

EARLIER_SHOWN = 30
"""House convention: so many earlier certificates are offered to choose from."""


def whole() -> QuerySet[Certificate]:
    """Certificates with all that stands on them; two queries whatever their number."""
    related = ("person__dossier", "child__dossier", "earlier__procedure", "procedure")
    return Certificate.objects.select_related(*related).prefetch_related(in_order())


def drafts_of(person: InsuredPerson) -> QuerySet[Certificate]:
    """The drafts in a file, the last one worked on first."""
    return whole().of(person).drafts().order_by("-changed_at", "-pk")


def draft_of(person: InsuredPerson, public_id: UUID) -> Certificate | None:
    """One draft, whole; None when it is not there, or sent by now."""
    return whole().of(person).drafts().filter(public_id=public_id).first()


def sent_of(person: InsuredPerson, public_id: UUID) -> Certificate | None:
    """One certificate that was sent, whole; None when it is not there, or still a draft."""
    return whole().of(person).sent().filter(public_id=public_id).first()


def earlier_ones(person: InsuredPerson, *, but_for: Certificate | None = None) -> list[Certificate]:
    """Those that another one may prolong or follow, the latest first; one query.

    What was refused or taken back is prolonged by nothing. Nothing sealed is read.
    """
    found = Certificate.objects.of(person).counted().exclude(cause="maternity")
    if but_for is not None:
        found = found.exclude(pk=but_for.pk)
    columns = ("public_id", "state", "cause", "first_day", "last_day", "procedure__reference")
    found = found.select_related("procedure").only(*columns)
    return list(found.order_by("-last_day", "-pk")[:EARLIER_SHOWN])


def earlier_of(person: InsuredPerson, public_id: UUID) -> Certificate | None:
    """One that may be prolonged, whole; None when it is not there."""
    found = whole().of(person).counted().exclude(cause="maternity")
    return found.filter(public_id=public_id).first()


def children_in(person: InsuredPerson, *, today: date) -> list[InsuredPerson]:
    """The children who can be chosen, the youngest first."""
    return children_of(person, today=today)


def child_with(person: InsuredPerson, number: str, *, today: date) -> InsuredPerson | None:
    """The person's own child who has this matricule or had it before; never anybody else's."""
    digits = matricule.normalised(number)
    own = children_in(person, today=today)
    found = next((one for one in own if one.matricule == digits), None)
    if found is None and own:
        named = people.by_matricule(digits)
        found = next((one for one in own if one == named), None)
    return found


def is_own_number(person: InsuredPerson, number: str) -> bool:
    """Whether a matricule is, or was, the person's. Whose else it may be stays unsaid.

    Where no number of the person is known, nothing can be compared: then it counts as theirs.
    """
    if not number or not person.matricule or number == person.matricule:
        return True
    return people.by_matricule(number) == person


def is_draft(certificate: Certificate) -> bool:
    return certificate.state == CertificateState.DRAFT
