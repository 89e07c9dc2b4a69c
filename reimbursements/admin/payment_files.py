"""Payment files: prepared by one agent, released by another, fetched for the bank, executed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal import audit
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused
from cns_portal.web.downloads import download
from insured.notices.sentences import euro
from reimbursements.admin import payments as payment_pages
from reimbursements.choices.money import BatchState, Method, PaymentRefusal
from reimbursements.models import PaymentBatch
from reimbursements.presenters import payments as presenter
from reimbursements.rules import payments as rules
from reimbursements.selectors import payments as selectors
from reimbursements.services import batches

PURPOSE = "reimbursements.payment_file"


class ReleaseForm(forms.Form):
    has_looked = forms.BooleanField(
        label=gettext_lazy("I have looked at the payments to accounts that were changed lately"),
        required=False,
    )


@admin.register(PaymentBatch)
class PaymentBatchAdmin(admin.ModelAdmin):
    """The files, the latest first; a list of them names nobody."""

    list_display = ["prepared", "by_whom", "how_many", "how_much", "state_and_method"]
    list_display_links = ["prepared"]
    list_filter = ["state"]
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def get_urls(self):
        prefix, view = "reimbursements_paymentbatch", self.admin_site.admin_view
        one = "<int:batch_id>/"
        return [
            path("", view(self.changelist_view), name=f"{prefix}_changelist"),
            path("prepare/", view(self.prepare), name=f"{prefix}_prepare"),
            path(f"{one}change/", view(self.one), name=f"{prefix}_change"),
            path(f"{one}file/", view(self.file), name=f"{prefix}_file"),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(payment_pages.MAY_PAY)

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return request.user.has_perm(payment_pages.MAY_PAY)

    has_change_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest):
        return selectors.batches()

    def get_sortable_by(self, request: HttpRequest) -> list[str]:
        return []

    def changelist_view(self, request: HttpRequest, extra_context=None):
        shown = {"title": _("Payment files"), "prepare": _address("prepare")}
        return super().changelist_view(request, {**shown, **(extra_context or {})})

    # -- columns ------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("prepared"))
    def prepared(self, batch: PaymentBatch) -> str:
        moment = civil_time.wall(batch.prepared_at)
        return formats.date_format(moment, "SHORT_DATETIME_FORMAT")

    @admin.display(description=gettext_lazy("prepared and released by"))
    def by_whom(self, batch: PaymentBatch) -> str:
        released = batch.released_by or _("nobody yet")
        return format_html("<bdi>{}</bdi><br><bdi>{}</bdi>", batch.prepared_by, released)

    @admin.display(description=gettext_lazy("payments"))
    def how_many(self, batch: PaymentBatch) -> str:
        return formats.number_format(batch.count)

    @admin.display(description=gettext_lazy("control sum"))
    def how_much(self, batch: PaymentBatch) -> str:
        return euro(batch.control_sum)

    @admin.display(description=gettext_lazy("state and method"))
    def state_and_method(self, batch: PaymentBatch) -> str:
        return format_html("{}<br>{}", batch.get_state_display(), batch.get_method_display())

    # -- preparing --------------------------------------------------------------------------------

    def prepare(self, request: HttpRequest) -> HttpResponse:
        """What waits, by method; POST makes a file of it."""
        self._insist(request)
        totals = selectors.waiting_totals(agent=request.user)
        if request.method == "POST":
            method = request.POST.get("method", "")
            if method not in {Method.TRANSFER, Method.INSTANT}:
                raise Http404
            try:
                batch = batches.prepare(agent=request.user, method=Method(method))
            except Refused as refused:
                messages.warning(request, refused.sentence)
                return HttpResponseRedirect(_address("prepare"))
            messages.success(request, _("The file is prepared. Another agent releases it."))
            return HttpResponseRedirect(_address("change", batch.pk))
        refusal = PaymentRefusal.NO_DEBTOR if batches.debtor() is None else None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Prepare a payment file"),
            "opts": PaymentBatch._meta,
            "waiting": [
                {"method": method, "label": method.label, "count": count, "total": euro(total)}
                for method, (count, total) in totals.items()
            ],
            "refusal": refusal,
            "most": rules.MOST_IN_A_FILE,
        }
        return TemplateResponse(request, "admin/reimbursements/prepare_payments.html", context)

    # -- one file ---------------------------------------------------------------------------------

    def one(self, request: HttpRequest, batch_id: int) -> HttpResponse:
        """Who is paid what, whether it adds up, and what can be done; done on POST."""
        batch = self._get(request, batch_id)
        form = ReleaseForm(request.POST if "_release" in request.POST else None)
        if request.method == "POST":
            self._do(request, batch, form)
            return HttpResponseRedirect(_address("change", batch.pk))
        return self._page(request, batch, form)

    def file(self, request: HttpRequest, batch_id: int) -> HttpResponse:
        """The file for the bank; each time somebody fetches it is written down."""
        batch = self._get(request, batch_id)
        if request.method != "POST":
            return HttpResponseRedirect(_address("change", batch.pk))
        try:
            content = batches.fetched(batch, agent=request.user)
        except Refused as refused:
            messages.warning(request, refused.sentence)
            return HttpResponseRedirect(_address("change", batch.pk))
        self._record(request, batches.payments_of(batch), purpose=f"{PURPOSE}.file")
        return download(
            content,
            content_type="application/xml",
            filename=f"{batches.reference_of(batch)}.xml",
        )

    def _do(self, request: HttpRequest, batch: PaymentBatch, form: ReleaseForm) -> None:
        """Call the service, and say what came of it."""
        try:
            if "_release" in request.POST and form.is_valid():
                batches.release(batch.pk, agent=request.user, **form.cleaned_data)
                done = _("The file is released. Fetch it for the bank.")
            elif "_drop" in request.POST:
                batches.drop(batch.pk, agent=request.user)
                done = _("The file is dropped. Its payments wait for another one.")
            elif "_execute" in request.POST:
                batches.execute(batch.pk, agent=request.user)
                done = _("Written down: the bank has executed the file.")
            else:
                raise Http404
        except Refused as refused:
            messages.warning(request, refused.sentence)
        else:
            messages.success(request, done)

    def _page(self, request: HttpRequest, batch: PaymentBatch, form: ReleaseForm) -> HttpResponse:
        payments = list(batches.payments_of(batch))
        self._record(request, payments, purpose=f"{PURPOSE}.page")
        new = batches.with_new_accounts(payments)
        refusal = batches.why_not_release(batch, payments, agent=request.user, has_looked=True)
        state = BatchState(batch.state)
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Payment file %(reference)s") % {"reference": batches.reference_of(batch)},
            "opts": PaymentBatch._meta,
            "batch": batch,
            "tag": presenter.batch_tag(batch),
            "control_sum": euro(batch.control_sum),
            "statements_sum": euro(selectors.sums_of(payments)["statements"]),
            "rows": [_row(payment, is_new=payment.pk in new) for payment in payments],
            "some_are_new": bool(new),
            "is_prepared": state == BatchState.PREPARED,
            "refusal": refusal if state == BatchState.PREPARED else None,
            "is_released": state == BatchState.RELEASED,
            "can_be_fetched": state in {BatchState.RELEASED, BatchState.EXECUTED},
            "form": form,
            "file_address": _address("file", batch.pk),
        }
        return TemplateResponse(request, "admin/reimbursements/payment_file.html", context)

    def _record(self, request: HttpRequest, payments, *, purpose: str) -> None:
        """Once for each person whose account is named."""
        audit.record_views(
            request.user,
            payments,
            purpose=purpose,
            dossier_id=lambda payment: payment.statement.person.dossier_id,
        )

    def _get(self, request: HttpRequest, batch_id: int) -> PaymentBatch:
        self._insist(request)
        batch = selectors.batch(batch_id)
        if batch is None:
            raise Http404
        return batch

    def _insist(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise Http404


def _row(payment, *, is_new: bool) -> dict[str, Any]:
    return {
        "payment": payment,
        "person": payment.statement.person,
        "amount": euro(payment.amount),
        "account": presenter.account(payment),
        "holder": payment.holder or "",
        "is_new": is_new,
        "tag": presenter.tag(payment),
        "address": payment_pages.address_of(payment.pk),
    }


def _address(page: str, *args: int) -> str:
    return reverse(f"admin:reimbursements_paymentbatch_{page}", args=args)
