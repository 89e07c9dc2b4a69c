"""The trail, for superusers who investigate, and what came of checking it, for officers too.

Nothing can be added, changed or deleted.
"""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cns_portal import clock
from cns_portal.accounts.admin_site import Glance
from cns_portal.accounts.quiet_search import QuietSearch
from cns_portal.audit import chain, checking, sealing, verifying
from cns_portal.audit.models import AuditCheck, AuditEntry

NEWEST = 1_000
"""So many entries are checked whenever the list is opened; `verify_audit` checks all."""


@admin.register(AuditEntry)
class AuditEntryAdmin(QuietSearch):
    list_display = ["at", "kind", "action", "subject_type", "subject_id", "actor_kind", "actor"]
    list_filter = ["kind", "actor_kind", "subject_type"]
    list_select_related = ["actor"]
    search_fields = ["action", "=subject_id", "=dossier__id", "=actor__username"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    show_full_result_count = False
    change_list_template = "admin/audit/auditentry/change_list.html"

    def changelist_view(self, request, extra_context=None):
        """Above the list stands what state the chain over the entries is in."""
        findings = verifying.verify(newest_only=NEWEST)
        state = {
            "findings": findings,
            "head": chain.in_words(*findings.head) if findings.head else "",
            "sealed_at": sealing.last_seal().sealed_at if findings.head else None,
        }
        return super().changelist_view(request, {"chain": state, **(extra_context or {})})

    def has_module_permission(self, request) -> bool:
        return request.user.is_active and request.user.is_superuser

    def has_view_permission(self, request, obj=None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class Outcome(admin.SimpleListFilter):
    """Whether breaks were found."""

    title, parameter_name = _("outcome"), "outcome"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [("broken", _("broken")), ("whole", _("whole"))]

    def queryset(self, request: HttpRequest, queryset):
        wanted = {"broken": {"broken__gt": 0}, "whole": {"broken": 0}}
        return queryset.filter(**wanted.get(self.value(), {}))


@admin.register(AuditCheck)
class AuditCheckAdmin(admin.ModelAdmin):
    """Positions and counts alone: nothing here is about anybody."""

    list_display = ["checked_at", "walk", "after_position", "until_position", "entries", "broken"]
    list_filter = ["walk", Outcome]
    date_hierarchy = "checked_at"
    ordering = ["-checked_at", "-pk"]
    fields = readonly_fields = [
        "checked_at", "walk", "after_position", "until_position", "entries", "broken", "found",
    ]  # fmt: skip
    show_full_result_count = False

    @admin.display(description=_("the first breaks"))
    def found(self, row: AuditCheck) -> str:
        return ", ".join(checking.place_in_words(one) for one in row.places) or "–"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


def glances(request: HttpRequest) -> list[Glance]:
    """Only when a check found a break: then it stands on the first page of who must know."""
    if not request.user.has_perm("audit.view_auditcheck"):
        return []
    count = checking.breaks(now=clock.now())
    the_list = f"{reverse('admin:audit_auditcheck_changelist')}?outcome=broken"
    if not count:
        return []
    return [Glance(_("The audit trail is broken: checks that found it"), count, the_list)]


admin.site.show_at_a_glance(glances)
