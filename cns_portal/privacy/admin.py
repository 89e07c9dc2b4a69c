"""What was forgotten, and whose data are to be erased, for the data protection officer."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from cns_portal import audit, clock
from cns_portal.audit.reading import ReadingRecorded
from cns_portal.privacy import forgetting
from cns_portal.privacy.models import (
    ErasureOrder,
    ErasureStep,
    ForgettingLine,
    ForgettingRun,
)
from cns_portal.privacy.registry import holdings


class OnlyRead:
    """Nothing is added, changed or deleted by hand: it would not be a report any more."""

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


@admin.display(description=_("holding"))
def holding_label(row: ForgettingLine | ErasureStep) -> str:
    """What it is called today; its code when it is not declared any more."""
    labels = {holding.code: holding.label for holding in holdings()}
    return str(labels.get(row.holding, row.holding))


class Rows(OnlyRead, admin.TabularInline):
    """Whoever may read the report may read its lines."""

    template = "admin/privacy/rows.html"
    extra = 0

    class Media:
        css = {"all": ["css/admin-pages.css"]}

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return True


class Lines(Rows):
    model = ForgettingLine
    fields = readonly_fields = [holding_label, "count", "left", "error"]


@admin.register(ForgettingRun)
class ForgettingRunAdmin(OnlyRead, admin.ModelAdmin):
    list_display = ["started_at", "finished_at", "thorough", "records", "errors"]
    date_hierarchy = "started_at"
    ordering = ["-started_at", "-pk"]
    fields = readonly_fields = ["started_at", "finished_at", "thorough"]
    inlines = [Lines]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest):
        failed = Count("lines", filter=~Q(lines__error=""))
        return super().get_queryset(request).annotate(records=Sum("lines__count"), errors=failed)

    @admin.display(description=_("records forgotten"))
    def records(self, run: ForgettingRun) -> int:
        return run.records or 0

    @admin.display(description=_("errors"))
    def errors(self, run: ForgettingRun) -> int:
        return run.errors

    def get_urls(self) -> list:
        address = path(
            "due/", self.admin_site.admin_view(self.due_view), name="privacy_forgettingrun_due"
        )
        return [address, *super().get_urls()]

    def due_view(self, request: HttpRequest) -> HttpResponse:
        """The dry run: how many records of each holding are past their time."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "outcomes": forgetting.due(now=clock.now()),
        }
        return TemplateResponse(request, "admin/privacy/forgettingrun/due.html", context)


class Steps(Rows):
    model = ErasureStep
    fields = readonly_fields = [holding_label, "gone", "kept", "kept_until", "done_at"]


@admin.register(ErasureOrder)
class ErasureOrderAdmin(OnlyRead, ReadingRecorded):
    purpose = "privacy.erasures"
    list_display = ["reference", "state", "ordered_at", "tried_at", "what_is_open", "closed_at"]
    list_filter = ["state"]
    search_fields = ["=reference"]
    ordering = ["-ordered_at", "-pk"]
    fields = readonly_fields = [
        "reference", "state", "ordered_at", "ordered_by", "tried_at", "what_is_open", "closed_at",
    ]  # fmt: skip
    inlines = [Steps]

    def dossier_id(self, row: ErasureOrder) -> int | None:
        return row.dossier_id

    @admin.display(description=_("waits for, or was stopped by"))
    def what_is_open(self, order: ErasureOrder) -> str:
        labels = {holding.code: str(holding.label) for holding in holdings()}
        codes = [part for part in order.stopped_by.split(", ") if part]
        return ", ".join(labels.get(code, code) for code in codes) or "–"

    def change_view(self, request, object_id, form_url="", extra_context=None) -> HttpResponse:
        order = self.get_object(request, object_id)
        if order is not None and self.has_view_permission(request, order):
            audit.record_view(request.user, order, purpose="privacy.erasure", dossier=order.dossier)
        return super().change_view(request, object_id, form_url, extra_context)
