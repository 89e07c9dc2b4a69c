"""The certificates in a file: begun, sent, and those of a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incapacity.models import Certificate

if TYPE_CHECKING:
    from incapacity.querysets import CertificateQuerySet
    from insured.models import InsuredPerson

SHOWN = (
    "public_id", "state", "cause", "sequel", "first_day", "last_day", "doctor_name", "late",
    "changed_at", "created_at", "passes_on_at", "sent_at",
)  # fmt: skip
"""What an entry of the list says: nothing sealed is read for it."""


def sent_of(person: InsuredPerson) -> CertificateQuerySet:
    """What the CNS has, the latest first, with its reference; one query for a page of it."""
    found = Certificate.objects.of(person).sent().select_related("procedure")
    return found.only(*SHOWN, "procedure__reference").order_by("-sent_at", "-pk")


def begun_by(person: InsuredPerson) -> CertificateQuerySet:
    """Drafts, the one that was changed last first."""
    return Certificate.objects.of(person).drafts().only(*SHOWN).order_by("-changed_at", "-pk")


def arrived_for(person: InsuredPerson) -> CertificateQuerySet:
    """What arrived electronically and was not passed on, the latest first."""
    found = Certificate.objects.of(person).electronic_not_passed_on()
    return found.only(*SHOWN).order_by("-created_at", "-pk")
