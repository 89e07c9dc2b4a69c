"""The files of a certificate while it is a draft: added, removed, turned, put in order, named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cns_portal import clock
from cns_portal.documents.pages.services import Pages
from cns_portal.kernel.refusal import Refused
from incapacity.choices.certificates import CertificateRefusal, CertificateState, PageKind
from incapacity.models import Certificate, CertificatePage
from incapacity.rules import pages as rules

if TYPE_CHECKING:
    from cns_portal.accounts.models import Dossier


class PagesOfCertificates(Pages):
    """The certificate is held: whoever sends it meanwhile waits, and finds all or none."""

    model, owner, purpose = CertificatePage, "certificate", "certificate_page"
    kinds, usual = PageKind, PageKind.SHEET

    def hold(self, key: int) -> Certificate:
        """The certificate. Raises `Refused` once it was sent, or when it is gone."""
        certificate = (
            Certificate.objects.select_for_update(of=("self",))
            .select_related("person__dossier")
            .filter(pk=key)
            .first()
        )
        if certificate is None:
            raise Refused(CertificateRefusal.CHANGED)
        if refusal := rules.why_not_change(state=CertificateState(certificate.state)):
            raise Refused(refusal)
        return certificate

    def dossier_of(self, owner: Certificate) -> Dossier:
        return owner.person.dossier

    def touch(self, owner: Certificate) -> None:
        owner.changed_at = clock.now()
        owner.save(update_fields=["changed_at"])


pages = PagesOfCertificates()
