"""Who of the staff may see what is medical: the sheets, the diagnosis, what is written about them.

A conversation about a certificate may name an illness, and its files may be another photo of the
sheet: it is opened with the same right as the sheet itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from incapacity.models import Certificate, CertificatePage, Diagnosis

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.documents.models import Document

MAY_READ = "incapacity.view_certificate"
MAY_GIVE_OPINION = "incapacity.give_opinion"
MAY_SEE_THE_SHEET = "incapacity.view_medical"


def may_see(account: Account) -> bool:
    """Whether the account reads certificates, and what is medical in them."""
    return account.has_perm(MAY_READ) and account.has_perm(MAY_SEE_THE_SHEET)


def visible_to(account: Account) -> Q:
    """Which conversations about certificates an agent may open, as a condition on procedures."""
    return Q() if may_see(account) else Q(pk__in=())


def agent_may_open(account: Account, document: Document) -> bool:
    """Whether an agent may see a file: it is a page of a certificate that was sent."""
    if not may_see(account):
        return False
    sent = Certificate.objects.sent()
    return CertificatePage.objects.filter(document=document, certificate__in=sent).exists()


def diagnosis_of(certificate: Certificate) -> Diagnosis | None:
    """The code on the sheet, where there is one. Whoever calls this records that it was read."""
    return Diagnosis.objects.filter(certificate=certificate).first()


def has_diagnosis(certificate: Certificate) -> bool:
    """Whether a code was entered; it stays sealed."""
    return Diagnosis.objects.filter(certificate=certificate).exists()
