"""The files of a bill: several at once, dropped or chosen, in order, the right way up."""

from __future__ import annotations

import logging
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.generic import TemplateView, View

from cns_portal import documents
from cns_portal.kernel.refusal import Refused
from cns_portal.web.downloads import shown
from insured.access import InsuredPage
from insured.choices.acting import PageScope
from reimbursements.models import Bill, BillPage
from reimbursements.presenters.drafts import title_of
from reimbursements.services import pages as services
from reimbursements.views.bills import OfABill

logger = logging.getLogger(__name__)

KIND_OF = "kind_"
"""Before the identifier of a file: the field that says what it is."""


class Files(OfABill, TemplateView):
    """The files of one bill of a draft. One form; its buttons say what is to be done.

    Without a script the form is sent and the page comes again; with one, each file is sent as
    soon as it is chosen or dropped, and only the list is answered (`HX-Request`).
    """

    template_name = "reimbursements/pages.html"
    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self._answer(self.bill())

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        bill = self.bill()
        refused = self._do(bill, request.POST)
        if refused or self._wants_the_list:
            return self._answer(self.bill(), refused=refused)
        address = reverse("reimbursements:bill", args=[bill.public_id])
        return HttpResponseRedirect(f"{address}#pages")

    @property
    def _wants_the_list(self) -> bool:
        return self.request.headers.get("HX-Request") == "true"

    def _answer(self, bill: Bill, *, refused: list[str] | None = None) -> HttpResponse:
        context = {"bill": bill, "title": title_of(bill), "refused": refused or []}
        if self._wants_the_list:
            template = "reimbursements/_page_list.html"
            return render(self.request, template, context | {"is_part": True})
        return self.render_to_response(self.get_context_data(**context))

    def _do(self, bill: Bill, sent: QueryDict) -> list[str]:
        """What the pressed button asks for; a sentence for each file or deed that was refused."""
        try:
            self._name(bill, sent)
            if file := _uuid(sent.get("remove")):
                services.remove(bill.pk, file, by=self.actor)
            elif file := _uuid(sent.get("turn")):
                services.turn(bill.pk, file)
            elif file := _uuid(sent.get("earlier")):
                services.move(bill.pk, file, by=-1)
            elif file := _uuid(sent.get("later")):
                services.move(bill.pk, file, by=1)
            elif order := sent.get("order"):
                services.put_in_order(bill.pk, order.split(","))
            elif "add" in sent or self.request.FILES:
                return self._add(bill, sent)
        except Refused as refused:
            return [refused.sentence]
        return []

    def _add(self, bill: Bill, sent: QueryDict) -> list[str]:
        """Each file by itself: one that is refused spares the others."""
        refused = []
        for file in self.request.FILES.getlist("files") or [None]:
            try:
                services.add(bill.pk, file=file, by=self.actor, kind=sent.get("kind", ""))
            except Refused as error:
                name = f"{file.name}: " if file else ""
                refused.append(f"{name}{error.sentence}")
        return refused

    def _name(self, bill: Bill, sent: QueryDict) -> None:
        kinds = {
            key.removeprefix(KIND_OF): value
            for key, value in sent.items()
            if key.startswith(KIND_OF)
        }
        if kinds:
            services.name(bill.pk, kinds)


class Picture(InsuredPage, View):
    """A file of a bill as a picture: small for the list; with `?large=1` to be read, turned."""

    scope = PageScope.REIMBURSEMENTS
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, public_id: UUID, file: UUID) -> HttpResponse:
        page = (
            BillPage.objects.of(self.person)
            .filter(bill__public_id=public_id, document__public_id=file)
            .select_related("document")
            .first()
        )
        if page is None:
            raise Http404
        try:
            content, content_type = self._picture(page)
        except (FileNotFoundError, Refused, documents.CheckFailed) as error:
            raise Http404 from error
        except documents.StorageUnavailable:
            logger.exception("A page of a bill cannot be read now.")
            return HttpResponse(status=503, headers={"Retry-After": "60"})
        return shown(content, content_type=content_type)

    def _picture(self, page: BillPage) -> tuple[bytes, str]:
        if self.request.GET.get("large") != "1":
            return documents.small_picture_of(page.document)
        number = self.request.GET.get("page", "1")
        if not (number.isascii() and number.isdecimal() and len(number) < 4):
            raise FileNotFoundError
        return documents.picture_of(page.document, page=int(number), turned=page.turned)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
