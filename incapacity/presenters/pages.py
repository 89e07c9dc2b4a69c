"""The files of a certificate, as its pages show them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cns_portal.web.pages import PageList
from incapacity.choices.certificates import PageKind
from incapacity.rules import pages as rules

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from incapacity.models import Certificate, CertificatePage


def files_of(certificate: Certificate, *, proxy: Account | None, **how: Any) -> PageList:
    """The files of a draft that was fetched with them; `how` are further fields of the list.

    `proxy` is the account that acts for the person; None where the person does it alone.
    """
    return PageList(
        owner=certificate,
        pages=certificate.pages.all(),
        address=reverse("incapacity:draft_pages", args=[certificate.public_id]),
        picture=partial(picture_of, certificate, proxy=proxy),
        heading=_("Pages of the certificate"),
        label=_("Pages of this certificate, in order"),
        kinds=PageKind.choices,
        **how,
    )


def picture_of(certificate: Certificate, page: CertificatePage, *, proxy: Account | None) -> str:
    """The address of a page's picture; empty for whoever may not see it."""
    if not rules.may_see_picture(
        acts_for_somebody=proxy is not None,
        sent_it=proxy is not None and page.document.uploaded_by_id == proxy.pk,
    ):
        return ""
    return reverse("incapacity:page_picture", args=[certificate.public_id, page.document.public_id])
