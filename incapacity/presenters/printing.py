"""What the room prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from cns_portal import pdf
from incapacity.presenters.drafts import files_of_picture, rows_of
from incapacity.presenters.receipt import ReceiptView

if TYPE_CHECKING:
    from incapacity.models import Certificate


def receipt(certificate: Certificate, *, language: str) -> bytes:
    """That it has arrived, when, and for which days, as a PDF/UA file.

    It says neither why somebody is away from work nor who the doctor is: people hand it on.
    """
    return pdf.page_to_pdf(
        "incapacity/print/receipt.html", {"view": ReceiptView(certificate)}, language=language
    )


def receipt_name(certificate: Certificate) -> str:
    """Named by its reference: the days of an illness do not stand in the name of a file."""
    return _("receipt-{reference}.pdf").format(reference=certificate.procedure.reference.lower())


def copy_name(certificate: Certificate) -> str:
    return _("copy-{reference}.pdf").format(reference=certificate.procedure.reference.lower())


def sent_copy(certificate: Certificate, *, language: str) -> bytes:
    """All that the person sent but the diagnosis, as a PDF/UA file.

    Not through the procedure: whoever reads somebody's messages need not know why they are away.
    """
    facts = certificate.as_sent
    with translation.override(language):
        context = {
            "view": ReceiptView(certificate),
            "rows": rows_of(facts),
            "files": files_of_picture(facts["pages"]),
        }
        return pdf.page_to_pdf("incapacity/print/sent.html", context, language=language)
