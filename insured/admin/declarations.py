"""The queue of declarations that contradict each other, and the page on which an agent decides."""

from __future__ import annotations

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal import audit
from cns_portal.accounts.admin_site import Glance
from cns_portal.audit.reading import ReadingRecorded
from cns_portal.kernel.refusal import Refused
from insured.admin import showing
from insured.admin.contradicting import (
    TONES,
    DecisionForm,
    ReasonFilter,
    StandingFilter,
    side,
)
from insured.choices import Standing
from insured.choices.contradictions import Contradiction
from insured.models import Declaration
from insured.selectors import contradictions as selectors
from insured.selectors.contradictions import Conflict
from insured.services import declarations

MAY_DECIDE = "insured.resolve_contradictions"


@admin.register(Declaration)
class DeclarationAdmin(ReadingRecorded):
    """Declarations are never edited: a wrong one is set aside, and can count again."""

    purpose = "insured.declarations"
    list_display = ["received", "about", "declared", "day", "what_is_wrong", "number"]
    list_display_links = ["received", "number"]
    list_filter = [StandingFilter, ReasonFilter]
    list_per_page = 50
    search_fields = ["number"]  # only shows the box: see get_search_results
    search_help_text = gettext_lazy("The declaration's number, or a matricule.")
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    actions = None
    sortable_by = ()

    def get_urls(self):
        view, prefix = self.admin_site.admin_view, "insured_declaration"
        one = "<int:object_id>/"
        return [
            path("", view(self.changelist_view), name=f"{prefix}_changelist"),
            path(f"{one}change/", view(self.one), name=f"{prefix}_change"),
            path(f"{one}count-again/", view(self.count_again), name=f"{prefix}_count_again"),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return request.user.has_perm(MAY_DECIDE)

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest):
        return selectors.queue()

    def get_search_results(self, request: HttpRequest, queryset, search_term: str):
        return (selectors.matching(queryset, search_term) if search_term else queryset), False

    def dossier_id(self, row: Declaration) -> int:
        return row.person.dossier_id

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        shown = {"title": _("Declarations that contradict, and all others")}
        return super().changelist_view(request, {**shown, **(extra_context or {})})

    # -- columns --------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("received"))
    def received(self, row: Declaration) -> str:
        return showing.moment(row.received_at)

    @admin.display(description=gettext_lazy("person"))
    def about(self, row: Declaration) -> str:
        return format_html("<bdi class='name'>{}</bdi> {}", row.person, showing.number(row.person))

    @admin.display(description=gettext_lazy("declared"))
    def declared(self, row: Declaration) -> str:
        return f"{row.get_movement_display()} · {row.get_cover_display()}"

    @admin.display(description=gettext_lazy("day"))
    def day(self, row: Declaration):
        return row.effective_on

    @admin.display(description=gettext_lazy("what is wrong"))
    def what_is_wrong(self, row: Declaration) -> str:
        return Contradiction(row.contradiction).label if row.contradiction else "–"

    # -- one declaration --------------------------------------------------------------------

    def one(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Both declarations side by side; on POST, one of them is set aside."""
        conflict = self._conflict(request, object_id)
        form = self._form(request, conflict)
        if request.method == "POST":
            if form is None:
                raise Http404
            if form.is_valid() and self._set_aside(request, form):
                return _back_to_the_queue()
        self._record_reading(request, conflict)
        return self._page(request, conflict, form)

    def count_again(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Take back that it was set aside. Only on POST."""
        conflict = self._conflict(request, object_id)
        if not self.has_change_permission(request) or request.method != "POST":
            raise Http404
        try:
            declarations.count_again(object_id, actor=request.user)
            messages.success(
                request,
                _("Declaration %(number)s counts again.") % {"number": conflict.declaration.number},
            )
        except Refused as refused:
            messages.error(request, refused.sentence)
        return HttpResponseRedirect(_address_of(object_id))

    def _conflict(self, request: HttpRequest, object_id: int) -> Conflict:
        may = self.has_view_or_change_permission(request)
        conflict = selectors.conflict(object_id) if may else None
        if conflict is None:
            raise Http404
        return conflict

    def _form(self, request: HttpRequest, conflict: Conflict) -> DecisionForm | None:
        """None where nothing is to be decided, or not by this agent."""
        waits = conflict.declaration.standing == Standing.CONTRADICTING
        if not (waits and self.has_change_permission(request)):
            return None
        of = [row for row in (conflict.declaration, conflict.other) if row is not None]
        return DecisionForm(request.POST or None, of=of)

    def _set_aside(self, request: HttpRequest, form: DecisionForm) -> bool:
        wrong = form.cleaned_data["wrong"]
        try:
            changes = declarations.set_aside(
                wrong, actor=request.user, because=form.cleaned_data["because"]
            )
        except Refused as refused:
            form.add_error(None, refused.sentence)
            return False
        changed = changes.opened + changes.closed + changes.changed + changes.removed
        messages.success(
            request,
            _("The declaration is set aside. Periods of affiliation that changed: %(count)s.")
            % {"count": changed},
        )
        return True

    def _record_reading(self, request: HttpRequest, conflict: Conflict) -> None:
        """Once for each person whose declaration is shown."""
        people = {conflict.declaration.person_id: conflict.declaration}
        if conflict.other is not None:
            people.setdefault(conflict.other.person_id, conflict.other)
        audit.record_views(
            request.user,
            people.values(),
            purpose="insured.declarations.page",
            dossier_id=lambda row: row.person.dossier_id,
        )

    def _page(
        self, request: HttpRequest, conflict: Conflict, form: DecisionForm | None
    ) -> HttpResponse:
        declaration = conflict.declaration
        context = {
            **self.admin_site.each_context(request),
            "title": _("Declaration %(number)s") % {"number": declaration.number},
            "opts": Declaration._meta,
            "declaration": declaration,
            "why": self.what_is_wrong(declaration) if declaration.contradiction else "",
            "sides": [
                side(declaration, declaration, conflict.other),
                *([side(conflict.other, declaration, declaration)] if conflict.other else []),
            ],
            "rows": [
                {"row": row, "tone": TONES[Standing(row.standing)]}
                for row in conflict.all_of_person
            ],
            "periods": conflict.periods,
            "form": form,
            "may_count_again": declaration.standing == Standing.SET_ASIDE
            and self.has_change_permission(request),
        }
        return TemplateResponse(request, "admin/insured/declaration/page.html", context)


def _address_of(key: int) -> str:
    return reverse("admin:insured_declaration_change", args=[key])


def _back_to_the_queue() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:insured_declaration_changelist"))


def glances(request: HttpRequest) -> list[Glance]:
    """How many declarations wait for this agent."""
    if not request.user.has_perm(MAY_DECIDE):
        return []
    the_list = reverse("admin:insured_declaration_changelist")
    return [Glance(_("Declarations that contradict"), selectors.how_many(), the_list)]


admin.site.show_at_a_glance(glances)
