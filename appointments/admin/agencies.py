"""Agencies with their desks and weekly hours on one page."""

from itertools import combinations

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from appointments.admin.impact import PlanAdmin
from appointments.admin.scoping import NATIVE_WIDGETS, RecordedAdmin
from appointments.models import Agency, Desk, OpeningHours
from cns_portal import audit, clock


class LabelledRow(forms.ModelForm):
    """A row of a table of fields: a column's heading is no label, so each field carries its own."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        row = str(self.instance) if self.instance.pk else _("new row")
        for field in self.fields.values():
            if field.label:
                field.widget.attrs["aria-label"] = _("%(column)s: %(row)s") % {
                    "column": field.label,
                    "row": row,
                }

    def _get_validation_exclusions(self) -> set[str]:
        # Django compares a constraint over a key's column with the stored row's own column, so
        # every agency's hours would count. HoursRows compares the agency's rows instead.
        return super()._get_validation_exclusions() | {"agency_id"}

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors:
            return
        try:
            # Once more with the agency, which Django leaves out of the rows of an inline.
            self.instance.validate_constraints(exclude=self._get_validation_exclusions())
        except ValidationError as error:
            self._update_errors(error)


class LabelledRows(forms.BaseInlineFormSet):
    """The box that deletes a row says which."""

    def add_fields(self, form, index) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = _("Delete: %(row)s") % {
                "row": form.instance if form.instance.pk else _("new row")
            }


class HoursRows(LabelledRows):
    """The agency's hours are compared with one another: those sent, and those over, not shown."""

    def clean(self) -> None:
        super().clean()
        rows = [
            form
            for form in self.forms
            if getattr(form, "cleaned_data", None)
            and form.is_valid()
            and not form.cleaned_data.get("DELETE")
        ]
        hours = [form.instance for form in rows]
        if self.instance.pk:
            shown = [form.instance.pk for form in self.initial_forms]
            hours += self.instance.opening_hours.exclude(pk__in=shown)
        for one, other in combinations(hours, 2):
            if _overlap(one, other):
                raise ValidationError(
                    _("%(one)s and %(other)s overlap. End one of them first."),
                    params={"one": one, "other": other},
                )


def _overlap(one: OpeningHours, other: OpeningHours) -> bool:
    """Whether two stretches of one agency share a moment."""
    return (
        (one.channel, one.weekday) == (other.channel, other.weekday)
        and one.opens_at < other.closes_at
        and other.opens_at < one.closes_at
        and (one.valid_until is None or other.valid_from <= one.valid_until)
        and (other.valid_until is None or one.valid_from <= other.valid_until)
    )


class RowInline(admin.TabularInline):
    form = LabelledRow
    formset = LabelledRows
    template = "admin/appointments/rows.html"
    extra = 0
    formfield_overrides = NATIVE_WIDGETS


class DeskInline(RowInline):
    model = Desk
    ordering = ["channel", "position", "name"]


class OpeningHoursInline(RowInline):
    """The hours that hold today or later: what is over stays stored and is not edited."""

    model = OpeningHours
    formset = HoursRows
    ordering = ["channel", "weekday", "opens_at"]
    extra = 1

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).exclude(valid_until__lt=clock.today())


@admin.register(Agency)
class AgencyAdmin(PlanAdmin, RecordedAdmin):
    """A supervisor edits the agency; its agents edit desks and hours."""

    list_display = ["name", "address", "email", "active", "position"]
    list_display_links = ["name"]
    search_fields = ["name", "locality"]
    inlines = [OpeningHoursInline, DeskInline]
    prepopulated_fields = {"slug": ["name"]}

    def get_queryset(self, request: HttpRequest):
        return super().get_queryset(request).assigned_to(request.user)

    def get_prepopulated_fields(self, request: HttpRequest, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "agents":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def _is_supervisor(self, request: HttpRequest) -> bool:
        return super().has_change_permission(request)

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        if self._is_supervisor(request):
            return True
        # Without an agency this decides about the words on the index, not about a page.
        return obj is not None and any(
            inline(self.model, self.admin_site).has_change_permission(request, obj)
            for inline in self.inlines
        )

    def get_readonly_fields(self, request: HttpRequest, obj=None):
        if obj is None or self._is_supervisor(request):
            return super().get_readonly_fields(request, obj)
        return [field.name for field in Agency._meta.fields if not field.primary_key] + ["agents"]

    def save_model(self, request: HttpRequest, obj, form, change) -> None:
        if not change or self._is_supervisor(request):
            super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form, formset, change) -> None:
        super().save_formset(request, form, formset, change)
        kind = formset.model._meta.model_name
        counts = {
            "added": len(formset.new_objects),
            "changed": len(formset.changed_objects),
            "deleted": len(formset.deleted_objects),
        }
        if any(counts.values()):
            audit.record(request.user, f"{kind}.edited", form.instance, details=counts)
