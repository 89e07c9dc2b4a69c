"""Agents' accounts, for supervisors. The insured manage their account by signing in."""

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cns_portal.accounts.models import Account
from cns_portal.accounts.quiet_search import QuietSearch

# What a group may do is written in the code (`ensure_agent_group`), not edited by hand.
admin.site.unregister(Group)


@admin.register(Account)
class AgentAccountAdmin(QuietSearch, UserAdmin):
    """Only accounts of agents are seen here: the insured have no password to set."""

    list_display = ["username", "last_name", "first_name", "is_active", "is_superuser"]
    list_filter = ["is_active", "is_superuser", "groups"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email", "language"]}),
        (_("What they may do"), {"fields": ["is_active", "is_superuser", "groups"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    filter_horizontal = []  # its two boxes of names are not for a screen reader
    readonly_fields = ["last_login", "date_joined"]
    actions = ["reset_second_factor"]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(is_staff=True)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(
            db_field, request, widget=forms.CheckboxSelectMultiple, **kwargs
        )

    def save_model(self, request, obj, form, change) -> None:
        obj.is_staff = True
        super().save_model(request, obj, form, change)

    def has_module_permission(self, request) -> bool:
        """Supervisors only: whoever may change accounts could make themselves one."""
        return request.user.is_active and request.user.is_superuser

    def has_view_permission(self, request, obj=None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request, obj=None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False  # an account is the author of records: it is made inactive instead

    @admin.action(
        description=_("Reset the second factor (the agent sets it up again)"),
        permissions=["change"],
    )
    def reset_second_factor(self, request, queryset) -> None:
        for account in queryset:
            Authenticator.objects.filter(user=account).delete()
            self.log_change(request, account, "Second factor reset.")
        count = len(queryset)
        self.message_user(
            request,
            ngettext(
                "The second factor of %(count)d agent was reset.",
                "The second factors of %(count)d agents were reset.",
                count,
            )
            % {"count": count},
            messages.SUCCESS,
        )
