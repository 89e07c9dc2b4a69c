"""Whose rows an agent sees: those of the agencies assigned to them, and nothing else exists."""

from django import forms
from django.contrib import admin
from django.db import models
from django.http import Http404, HttpRequest

from appointments.models import Agency
from cns_portal import audit

NATIVE_WIDGETS = {
    # The browser's own pickers: labelled, usable on a telephone, no script.
    models.DateField: {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
    models.TimeField: {"widget": forms.TimeInput(format="%H:%M", attrs={"type": "time"})},
}


class RecordedAdmin(admin.ModelAdmin):
    """Every change leaves a trace; what does not exist for this agent is not found."""

    actions = None
    show_full_result_count = False
    formfield_overrides = NATIVE_WIDGETS

    def get_object(self, request: HttpRequest, object_id, from_field=None):
        """The row, if it exists for this agent; the stock admin would go on to a message."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def save_model(self, request: HttpRequest, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        self._record(request, obj, "changed" if change else "added", fields=form.changed_data)

    def delete_model(self, request: HttpRequest, obj) -> None:
        self._record(request, obj, "deleted")
        super().delete_model(request, obj)

    def _record(self, request: HttpRequest, obj, verb: str, **details) -> None:
        audit.record(request.user, f"{obj._meta.model_name}.{verb}", obj, details=details)


class AgencyRowsAdmin(RecordedAdmin):
    """Rows with a key `agency`: an agent reads and edits those of the agencies assigned to them.

    Rows without an agency hold for all of them: everybody reads them, a supervisor edits them.
    """

    list_select_related = ["agency"]

    def get_queryset(self, request: HttpRequest):
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        mine = models.Q(agency__in=Agency.objects.assigned_to(request.user))
        return rows.filter(mine | models.Q(agency__isnull=True))

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return super().has_change_permission(request, obj) and self._is_theirs(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return super().has_delete_permission(request, obj) and self._is_theirs(request, obj)

    def _is_theirs(self, request: HttpRequest, obj) -> bool:
        if obj is None or request.user.is_superuser:
            return True
        return Agency.objects.assigned_to(request.user).filter(pk=obj.agency_id).exists()

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "agency":
            kwargs["queryset"] = Agency.objects.assigned_to(request.user)
            if not request.user.is_superuser:
                kwargs |= {"required": True, "help_text": ""}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "agency":
            field.widget = field.widget.widget  # without the stock links that open windows
        return field

    def get_list_filter(self, request: HttpRequest):
        return [AgencyFilter, *self.list_filter]


class AgencyFilter(admin.SimpleListFilter):
    """One of the agent's agencies."""

    title = Agency._meta.verbose_name
    parameter_name = "agency"

    def lookups(self, request: HttpRequest, model_admin):
        return [
            (str(key), name)
            for key, name in Agency.objects.assigned_to(request.user).values_list("pk", "name")
        ]

    def queryset(self, request: HttpRequest, queryset):
        chosen = self.value()
        return queryset.filter(agency=int(chosen)) if chosen and chosen.isdigit() else queryset
