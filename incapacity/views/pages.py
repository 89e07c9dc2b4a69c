"""The files of a certificate: photos and PDF files of the sheet, in order, the right way up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse

from cns_portal.web import pages as web
from incapacity.presenters.pages import files_of, picture_of
from incapacity.selectors import pages as selectors
from incapacity.services.pages import pages
from insured.access import InsuredPage
from insured.choices.acting import PageScope

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from incapacity.models import Certificate, CertificatePage


class OfAFile(InsuredPage):
    """A page about files of certificates in the file that is open."""

    scope = PageScope.INCAPACITY

    @property
    def proxy(self) -> Account | None:
        """Who acts for the person; None where the person does."""
        return self.actor if self.acting else None


class Files(OfAFile, web.Files):
    """The files of one certificate that is not sent yet."""

    template_name = "incapacity/pages.html"
    services = pages

    def owner(self) -> Certificate:
        certificate = selectors.draft_with_pages(self.person, self.kwargs["public_id"])
        if certificate is None:
            raise Http404
        return certificate

    def page_list(self, owner: Certificate, **how: Any) -> web.PageList:
        return files_of(owner, proxy=self.proxy, **how)

    def back(self, owner: Certificate) -> str:
        return reverse("incapacity:draft", args=[owner.public_id])


class Picture(OfAFile, web.Picture):
    """A page of a certificate as a picture, also of one that was sent."""

    def page(self, public_id: UUID, file: UUID) -> CertificatePage | None:
        page = selectors.page_of(self.person, public_id, file)
        if page is None or not picture_of(page.certificate, page, proxy=self.proxy):
            return None
        return page
