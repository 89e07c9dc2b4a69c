"""The trail, for superusers who investigate. Nothing can be added, changed or deleted."""

from django.contrib import admin

from cns_portal.accounts.quiet_search import QuietSearch
from cns_portal.audit import chain, sealing, verifying
from cns_portal.audit.models import AuditEntry

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
