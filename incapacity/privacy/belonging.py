"""The rows of the room that are about a person, holding by holding.

Of a leave that a parent took for them, people see the days, what was stated about them and the
diagnosis, and nothing of the parent.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Q

from incapacity.choices.certificates import Cause, CertificateState
from incapacity.models import Certificate, CertificatePage, Diagnosis, ElectronicMessage

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cns_portal.accounts.models import Dossier

HELD_BACK = [CertificateState.ARRIVED, CertificateState.KEPT]
OF_SHORT_LIFE = [CertificateState.DRAFT, CertificateState.WITHDRAWN, *HELD_BACK]
ABOUT_THE_CHILD = (
    *("state", "cause", "first_day", "last_day", "leave_days", "child", "child_matricule"),
    *("child_born_on", "child_in_hospital", "child_doubled", "sent_at", "decided_at"),
)


def draft_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """Certificates that were begun."""
    yield _of(dossier).filter(state=CertificateState.DRAFT)


def held_back_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """Electronic certificates that were not passed on, or not yet."""
    yield _of(dossier).filter(state__in=HELD_BACK)


def withdrawn_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """Certificates that were taken back."""
    yield _of(dossier).filter(state=CertificateState.WITHDRAWN)


def sheet_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """What is medical: which files there are, and every diagnosis, also of a child's illness."""
    yield CertificatePage.objects.filter(certificate__person__dossier=dossier).order_by("pk")
    theirs = Q(certificate__person__dossier=dossier)
    for_the_child = Q(certificate__child__dossier=dossier) & _of_another("certificate__state")
    yield Diagnosis.objects.filter(theirs | for_the_child).order_by("pk")


def certificate_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """What was sent and decided about the person's own illness, accident or maternity."""
    yield _of(dossier).exclude(state__in=OF_SHORT_LIFE).exclude(cause=Cause.FAMILY)


def leave_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """Leave for a child, of the parent who took it and of the child."""
    yield _of(dossier).exclude(state__in=OF_SHORT_LIFE).filter(cause=Cause.FAMILY)
    for_the_child = Certificate.objects.filter(_of_another("state"), child__dossier=dossier)
    yield for_the_child.only(*ABOUT_THE_CHILD).order_by("pk")


def message_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """How electronic certificates arrived."""
    yield ElectronicMessage.objects.filter(certificate__person__dossier=dossier).order_by("pk")


def _of(dossier: Dossier) -> QuerySet[Certificate]:
    return Certificate.objects.filter(person__dossier=dossier).order_by("pk")


def _of_another(state: str) -> Q:
    """What a parent has only begun is the parent's alone."""
    return ~Q(**{state: CertificateState.DRAFT})
