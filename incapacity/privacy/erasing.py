"""Deleting what hangs together, in the order in which the rows need each other."""

from __future__ import annotations

from collections.abc import Collection

from cns_portal import audit, documents, inbox
from incapacity.models import Certificate, CertificatePage, Diagnosis
from incapacity.models.electronic import POSTED_BEFORE_IT_WAS_SENT, posted_as
from insured.privacy.keeping import forget_cases

AT_ONCE = 100
"""Certificates take many rows with them."""


def erase_certificates(certificates: Collection[Certificate], *, reason: str) -> int:
    """Certificates with everything about them: files, diagnosis, message, case. How many.

    A certificate that prolonged one of them stays, and stands for itself.
    """
    keys = [certificate.pk for certificate in certificates]
    cases = [certificate.procedure for certificate in certificates if certificate.procedure_id]
    erase_sheets(certificates, reason=reason)
    Certificate.objects.filter(earlier__in=keys).update(earlier=None)
    Certificate.objects.filter(pk__in=keys).delete()
    inbox.forget_posted(
        posted_as(certificate, what)
        for certificate in certificates
        for what in POSTED_BEFORE_IT_WAS_SENT
    )
    forget_cases(cases)
    return len(keys)


def erase_sheets(certificates: Collection[Certificate], *, reason: str) -> int:
    """The pages of these certificates with their files, and the diagnoses. How many certificates
    these are."""
    keys = [certificate.pk for certificate in certificates]
    Diagnosis.objects.filter(certificate__in=keys).delete()
    pages = list(CertificatePage.objects.filter(certificate__in=keys).select_related("document"))
    CertificatePage.objects.filter(pk__in=[page.pk for page in pages]).delete()
    for page in pages:
        documents.delete(page.document, by=audit.SYSTEM, reason=reason)
    return len(keys)
