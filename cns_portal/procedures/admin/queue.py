"""The list of cases in which somebody waits for an answer, the longest waiting first."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cns_portal.accounts.admin_site import Glance
from cns_portal.audit.reading import ReadingRecorded
from cns_portal.kernel import civil_time
from cns_portal.procedures import kinds, people
from cns_portal.procedures.admin import page
from cns_portal.procedures.models import Procedure

WAITING, HELD, EVERY = "waiting", "held", "every"


class WhoseTurn(admin.SimpleListFilter):
    """Unless told otherwise, what waits for an agent."""

    title = _("whose turn it is")
    parameter_name = "turn"

    def lookups(self, request, model_admin):
        return [
            (HELD, _("An answer waits for its file")),
            (EVERY, _("All cases")),
        ]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [{**first, "display": _("Waits for an answer")}, *others]

    def queryset(self, request, queryset):
        if self.value() == HELD:
            return queryset.filter(answers__message__isnull=True, answers__isnull=False).distinct()
        return queryset if self.value() == EVERY else queryset.needing_an_answer()


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return [(kind.code, kind.label) for kind in kinds.all_kinds()]

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Procedure)
class ProcedureAdmin(ReadingRecorded):
    """Reading, and answering on the page of one case. Nothing is edited by hand."""

    purpose = "procedures"
    list_display = ["reference", "what", "person", "waits_since", "state_in_words"]
    list_filter = [WhoseTurn, KindFilter]
    search_fields = ["reference"]  # only shows the box: see get_search_results
    search_help_text = _("Reference, or words of its kind or state.")
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    list_per_page = 50
    actions = None

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name="procedures_procedure_changelist"),
            path(
                "<int:object_id>/change/",
                view(self.one_case),
                name="procedures_procedure_change",
            ),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest):
        seen = Procedure.objects.visible_to(request.user)
        return seen.with_waiting_since() if _asks_for_all(request) else seen

    def get_ordering(self, request: HttpRequest) -> list[str]:
        """By when the person wrote: whoever writes again does not fall behind."""
        return ["-updated_at", "-pk"] if _asks_for_all(request) else ["waiting_since", "pk"]

    def get_sortable_by(self, request: HttpRequest) -> list[str]:
        return []

    def get_search_results(self, request: HttpRequest, queryset, search_term: str):
        return (queryset.matching(search_term) if search_term else queryset), False

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        shown = {"title": _("Messages from people"), **(extra_context or {})}
        response = super().changelist_view(request, shown)
        if changes := (getattr(response, "context_data", None) or {}).get("cl"):
            names = people.names_of({row.dossier_id for row in changes.result_list})
            for row in changes.result_list:
                row.person_name = names.get(row.dossier_id, "")
        return response

    def dossier_id(self, row: Procedure) -> int | None:
        return row.dossier_id

    def one_case(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return page.case_page(request, self, procedure_id=object_id)

    # -- columns --------------------------------------------------------------------------

    @admin.display(description=_("kind"))
    def what(self, row: Procedure) -> str:
        return row.title

    @admin.display(description=_("person"))
    def person(self, row: Procedure) -> str:
        # Isolated: a control character in a name must not turn the line around it.
        return format_html("<bdi>{}</bdi>", getattr(row, "person_name", ""))

    @admin.display(description=_("waits since"))
    def waits_since(self, row: Procedure) -> str:
        if row.waiting_since is None:
            return "–"
        since = civil_time.wall(row.waiting_since)
        words = formats.date_format(since, "SHORT_DATETIME_FORMAT")
        return format_html("<time datetime='{}'>{}</time>", since.isoformat(), words)

    @admin.display(description=_("state"))
    def state_in_words(self, row: Procedure) -> str:
        return row.state_label


def _asks_for_all(request: HttpRequest) -> bool:
    return request.GET.get("turn") in {EVERY, HELD}


def glances(request: HttpRequest) -> list[Glance]:
    """How many people wait for an answer to what they wrote."""
    if not request.user.has_perm("procedures.view_procedure"):
        return []
    waiting = Procedure.objects.visible_to(request.user).needing_an_answer().count()
    address = reverse("admin:procedures_procedure_changelist")
    return [Glance(_("Messages that wait for an answer"), waiting, address)]


admin.site.show_at_a_glance(glances)
