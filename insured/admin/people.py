"""The agents' view of the insured: finding a person, reading the whole file, a few actions."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as _

from cns_portal.audit.reading import ReadingRecorded
from insured.admin import file_offered, file_page, showing
from insured.models import InsuredPerson
from insured.selectors import searching


@admin.register(InsuredPerson)
class InsuredPersonAdmin(ReadingRecorded):
    """What the State says is not edited here; every action has a page of its own."""

    purpose = "insured"
    list_display = ["last_name", "first_name", "matricule_in_groups", "locality", "country"]
    list_display_links = ["last_name", "first_name"]
    list_filter = ["country", "language"]
    search_fields = ["last_name"]  # only shows the box: see get_search_results
    search_help_text = _(
        "Matricule, present or former, reference of a procedure, or the beginnings of names."
    )
    list_per_page = 50
    show_full_result_count = False
    actions = None

    def get_urls(self):
        """Only what exists here: no form that edits, no page that deletes."""

        def view(function):
            return self.admin_site.admin_view(_of_this_admin(function, self))

        prefix, one = "insured_insuredperson", "<path:object_id>/"
        return [
            path("", self.admin_site.admin_view(self.changelist_view), name=f"{prefix}_changelist"),
            path(f"{one}change/", view(file_page.show), name=f"{prefix}_change"),
            *(
                path(f"{one}{deed.code}/", view(deed.view), name=f"{prefix}_{deed.code}")
                for deed in file_offered.ALL
            ),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    @admin.display(description=_("national identification number"), ordering="matricule")
    def matricule_in_groups(self, person: InsuredPerson) -> str:
        return showing.number(person)

    def dossier_id(self, row: InsuredPerson) -> int:
        return row.dossier_id

    def get_search_results(self, request, queryset, search_term):
        return (searching.matching(queryset, search_term) if search_term else queryset), False


def _of_this_admin(function, model_admin: InsuredPersonAdmin):
    """A view that is told whose window it opens, and checks first that one may look through it."""

    def inner(request: HttpRequest, **kwargs):
        if not model_admin.has_view_permission(request):
            raise PermissionDenied
        return function(request, model_admin, **kwargs)

    return inner
