"""What the agents' lists of the room have in common: what waits comes first."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib import admin
from django.db.models import TextChoices
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

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
