"""The loaded tariffs, for reading: they are changed by loading reviewed files, and only by that."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from reimbursements.models import ActValue, ParameterValue, TariffLoad


class ReadOnly(admin.ModelAdmin):
    """Nothing is added, changed or deleted here."""

    actions = None
    show_full_result_count = False
    list_per_page = 100

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


@admin.register(TariffLoad)
class TariffLoadAdmin(ReadOnly):
    """What was loaded, when, by whom; whether the decisions it touches were looked at."""

    list_display = ["name", "loaded_at", "loaded_by", "touches_from", "looked_at"]
    list_select_related = ["loaded_by"]
    fields = ["name", "loaded_at", "loaded_by", "sha256", "touches_from", "looked_at", "changes"]


@admin.register(ActValue)
class ActValueAdmin(ReadOnly):
    list_display = [
        *("code", "label", "valid_from", "coefficient", "fixed_amount", "needs_value", "ended"),
        *("load", "replaced_with"),
    ]
    list_filter = [
        "nomenclature",
        "care",
        "needs_value",
        ("replaced_with", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["load", "replaced_with"]
    search_fields = ["code", "label"]
    search_help_text = _("A code, or a word of the label")


@admin.register(ParameterValue)
class ParameterValueAdmin(ReadOnly):
    list_display = [
        *("name", "amount", "unit", "valid_from", "legal_basis", "mark", "load", "replaced_with"),
    ]
    list_filter = ["unit", "mark", ("replaced_with", admin.EmptyFieldListFilter)]
    list_select_related = ["load", "replaced_with"]
    search_fields = ["name"]
    search_help_text = _("A part of the name")
