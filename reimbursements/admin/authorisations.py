"""Authorisations: noted by an agent after the medical board has said yes, never edited, ended."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal import audit
from cns_portal.audit.reading import ReadingRecorded
from cns_portal.kernel.refusal import Refused
from cns_portal.web.fields import LuxembourgDateField, MatriculeField
from insured.admin.showing import day, number
from insured.selectors import people as insured
from insured.selectors import searching
from reimbursements.choices.care import Care
from reimbursements.models import Authorisation
from reimbursements.services import authorising


class GrantForm(forms.Form):
    """Whom, what, when."""

    matricule = MatriculeField(label=gettext_lazy("Matricule of the person"))
    code = forms.CharField(
        label=gettext_lazy("Code of the act"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    care = forms.ChoiceField(
        label=gettext_lazy("Or a kind of care"),
        required=False,
        choices=[("", gettext_lazy("None")), *Care.choices],
    )
    abroad = forms.BooleanField(label=gettext_lazy("For care abroad"), required=False)
    quantity = forms.IntegerField(
        label=gettext_lazy("At most so many"), required=False, min_value=1, max_value=999
    )
    first_day = LuxembourgDateField(label=gettext_lazy("From"))
    last_day = LuxembourgDateField(label=gettext_lazy("Until"), required=False)

    def clean_matricule(self):
        person = insured.by_matricule(self.cleaned_data["matricule"])
        if person is None:
            raise forms.ValidationError(_("Nobody on file has this matricule."))
        return person


class EndForm(forms.Form):
    last_day = LuxembourgDateField(label=gettext_lazy("Last day on which it allows something"))


@admin.register(Authorisation)
class AuthorisationAdmin(ReadingRecorded):
    """Every line that is shown is recorded, because it says something about somebody's health."""

    purpose = "reimbursements.authorisations"
    list_display = ["of_whom", "what", "days", "by_whom"]
    list_display_links = ["of_whom"]
    list_filter = ["abroad", "care"]
    list_per_page = 50
    search_fields = ["code"]  # only shows the box: see get_search_results
    search_help_text = gettext_lazy("Matricule or the beginnings of names.")
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    actions = None

    def get_urls(self):
        """Only what exists here."""
        prefix, view = "reimbursements_authorisation", self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name=f"{prefix}_changelist"),
            path("add/", view(self.grant), name=f"{prefix}_add"),
            path("<int:authorisation_id>/change/", view(self.one), name=f"{prefix}_change"),
        ]

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return self.has_add_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest):
        return Authorisation.objects.select_related("person", "granted_by")

    def get_ordering(self, request: HttpRequest) -> list[str]:
        return ["-granted_at", "-pk"]

    def get_sortable_by(self, request: HttpRequest) -> list[str]:
        return []

    def get_search_results(self, request: HttpRequest, queryset, search_term: str):
        if search_term:
            queryset = queryset.filter(person__in=searching.keys_matching(search_term))
        return queryset, False

    def dossier_id(self, row: Authorisation) -> int:
        return row.person.dossier_id

    # -- columns --------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("person"))
    def of_whom(self, row: Authorisation) -> str:
        return format_html("<bdi class='name'>{}</bdi>", row.person)

    @admin.display(description=gettext_lazy("allowed"))
    def what(self, row: Authorisation) -> str:
        return allowed(row)

    @admin.display(description=gettext_lazy("days"))
    def days(self, row: Authorisation) -> str:
        return f"{day(row.first_day)} – {day(row.last_day) if row.last_day else ''}"

    @admin.display(description=gettext_lazy("granted by"))
    def by_whom(self, row: Authorisation) -> str:
        return format_html("<bdi>{}</bdi>", row.granted_by)

    # -- pages ----------------------------------------------------------------------------

    def grant(self, request: HttpRequest) -> HttpResponse:
        """A new one; there is nothing to read on this page."""
        if not self.has_add_permission(request):
            raise Http404
        form = GrantForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            said = dict(form.cleaned_data)
            try:
                authorising.grant(said.pop("matricule"), agent=request.user, **said)
            except Refused as refused:
                form.add_error(None, refused.sentence)
            else:
                messages.success(request, _("Noted. It counts from now on."))
                return HttpResponseRedirect(_the_list())
        return self._page(request, form, title=_("New authorisation"), button=_("Note it"))

    def one(self, request: HttpRequest, authorisation_id: int) -> HttpResponse:
        """One of them, and the day on which it ends."""
        if not self.has_view_or_change_permission(request):
            raise Http404
        row = self.get_queryset(request).filter(pk=authorisation_id).first()
        if row is None:
            raise Http404
        may_end = self.has_change_permission(request)
        if request.method == "POST" and not may_end:
            raise Http404
        form = EndForm(
            request.POST if request.method == "POST" else None, initial={"last_day": row.last_day}
        )
        if form.is_valid():
            try:
                authorising.end(row.pk, agent=request.user, **form.cleaned_data)
            except Refused as refused:
                form.add_error(None, refused.sentence)
            else:
                messages.success(request, _("Noted. What was decided with it stays."))
                return HttpResponseRedirect(_the_list())
        audit.record_view(request.user, row, purpose=self.purpose, dossier=row.person.dossier)
        facts = [
            (_("Person"), row.person),
            (_("Matricule"), number(row.person)),
            (_("Allowed"), allowed(row)),
            (_("Days"), self.days(row)),
            (_("Granted by"), row.granted_by),
        ]
        return self._page(
            request,
            form if may_end else None,
            title=_("Authorisation"),
            button=_("Set the last day"),
            facts=facts,
        )

    def _page(self, request: HttpRequest, form, *, title: str, button: str, facts=()):
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": Authorisation._meta,
            "form": form,
            "button": button,
            "facts": facts,
        }
        return TemplateResponse(request, "admin/reimbursements/authorisation.html", context)


def allowed(row: Authorisation) -> str:
    """What is allowed, in words."""
    parts = [row.code, row.get_care_display() if row.care else ""]
    if row.abroad:
        parts.append(_("care abroad"))
    if row.quantity:
        parts.append(_("at most %(count)d") % {"count": row.quantity})
    return ", ".join(part for part in parts if part)


def _the_list() -> str:
    return reverse("admin:reimbursements_authorisation_changelist")
