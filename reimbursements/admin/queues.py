"""What the agents' lists of the room have in common: what waits comes first, nothing is typed."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib import admin
from django.db.models import TextChoices
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from cns_portal.audit.reading import ReadingRecorded

EVERYTHING = "all"


class WaitingFirst(admin.SimpleListFilter):
    """What waits, unless another state, or everything, is asked for."""

    title = gettext_lazy("state")
    parameter_name = "state"
    states: type[TextChoices]
    waiting: Collection[str]
    """The states that are shown when nothing is asked for."""
    waiting_label: str

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [(EVERYTHING, gettext_lazy("All")), *self.states.choices]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        yield {**first, "display": self.waiting_label}
        yield from others

    def queryset(self, request: HttpRequest, queryset):
        if self.value() in self.states.values:
            return queryset.filter(state=self.value())
        if self.value() or request.GET.get("q"):
            return queryset
        return queryset.filter(state__in=sorted(self.waiting))


class ReadAndAct(ReadingRecorded):
    """Reading and actions. A state is never edited by hand: every action calls its service."""

    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    actions = None
    may_act: str
    """The permission of whoever may act."""

    def changelist_view(self, request: HttpRequest, extra_context=None):
        # Nothing is selected to be changed here.
        shown = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, {**shown, **(extra_context or {})})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return request.user.has_perm(self.may_act)

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False
