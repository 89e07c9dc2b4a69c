"""Providers: agents add the doctor whose code stands on a bill, and correct what is written."""

from __future__ import annotations

import re

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cns_portal import audit
from insured.choices.countries import Country
from reimbursements.models import Provider


class ProviderForm(forms.ModelForm):
    country = forms.ChoiceField(label=_("country"), choices=Country.choices, initial=Country.LU)

    def clean_code(self) -> str:
        """As people type it: with spaces, dashes and small letters."""
        return re.sub(r"[\s.\-/]", "", self.cleaned_data["code"]).upper()


@admin.register(Provider)
class ProviderAdmin(admin.ModelAdmin):
    """Found by code or name. A code never changes: bills were decided with it."""

    form = ProviderForm
    list_display = ["code", "name", "profession", "place", "country"]
    list_display_links = ["code", "name"]
    list_filter = ["profession", "country"]
    search_fields = ["code__istartswith", "name"]
    ordering = ["name", "code"]
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    actions = None
    fields = ["code", "name", "profession", "place", "country"]

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> list[str]:
        return ["code"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False  # its bills name it

    def save_model(self, request: HttpRequest, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        verb = "changed" if change else "added"
        audit.record(request.user, f"provider.{verb}", obj, details={"fields": form.changed_data})
