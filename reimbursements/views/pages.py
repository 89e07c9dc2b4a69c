"""The files of a bill: several at once, dropped or chosen, in order, the right way up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse

from cns_portal.web import pages as web
from insured.access import InsuredPage
from insured.choices.acting import PageScope
from reimbursements.models import Bill, BillPage
from reimbursements.presenters.drafts import title_of
from reimbursements.presenters.pages import files_of
from reimbursements.services.pages import pages
from reimbursements.views.bills import OfABill


class Files(OfABill, web.Files):
    """The files of one bill of a draft."""

    template_name = "reimbursements/pages.html"
    services = pages

    def owner(self) -> Bill:
        return self.bill()

    def page_list(self, owner: Bill, **how: Any) -> web.PageList:
        return files_of(owner, **how)

    def back(self, owner: Bill) -> str:
        return reverse("reimbursements:bill", args=[owner.public_id])

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        return context | {"bill": context["owner"], "title": title_of(context["owner"])}


class Picture(InsuredPage, web.Picture):
    """A file of a bill as a picture, also of one that was sent."""

    scope = PageScope.REIMBURSEMENTS

    def page(self, public_id: UUID, file: UUID) -> BillPage | None:
        return (
            BillPage.objects.of(self.person)
            .filter(bill__public_id=public_id, document__public_id=file)
            .select_related("document")
            .first()
        )
