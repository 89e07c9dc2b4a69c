"""Files of certificates, as a browser sends them, and somebody whose draft they are added to."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from cns_portal import documents
from incapacity.models import Certificate, CertificatePage
from incapacity.services.pages import pages
from tests.documents import samples
from tests.incapacity.factories import CertificateFactory
from tests.insured.families import worker


def marie():
    """Somebody insured, with an account."""
    return worker(first_name="Marie", last_name="Beispill", birth_date=date(1985, 5, 4))


def a_draft(person, **columns) -> Certificate:
    """A certificate that nobody has filled in or sent yet."""
    return CertificateFactory(draft=True, person=person, **columns)


def sheet(name: str = "sheet.jpg", *, content: bytes | None = None, declared: str = "image/jpeg"):
    """A photo that no other one is like."""
    return SimpleUploadedFile(name, content or samples.picture("JPEG"), content_type=declared)


def add(certificate, *, by, file=None, check=False, **kwargs) -> CertificatePage:
    """A file of the certificate, checked when it is asked for."""
    page = pages.add(certificate.pk, file=file or sheet(), by=by, **kwargs)
    if check:
        documents.check_now(page.document_id)
        page.document.refresh_from_db()
    return page


def names(certificate) -> list[str]:
    """The names of its files, in order."""
    found = CertificatePage.objects.filter(certificate=certificate).select_related("document")
    return [page.document.original_name for page in found.order_by("position")]
