"""The filters of the rooms' queues. What waits is shown until something else is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import QuerySet, TextChoices
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cns_portal import clock

EVERYTHING = "all"


class Selectors(Protocol):
    """What the filters ask a room about its cases."""

    def older_than(self, cases: QuerySet, days: int, *, today: date) -> QuerySet: ...

    def needing_an_answer(self, cases: QuerySet) -> QuerySet: ...


class StateFilter(admin.SimpleListFilter):
    """What waits for a decision, unless something else is asked for; a search looks everywhere."""

    title = _("state")
    parameter_name = "state"
    waits = "waiting"
    looks_everywhere: Sequence[str] = (SEARCH_VAR,)
    """What is asked for by these parameters is looked for in every state."""
    states: Sequence[TextChoices]
    """Those that agents see."""

    def label_of(self, state: TextChoices) -> str:
        """The state as agents say it."""
        raise NotImplementedError

    def waiting(self, queryset: QuerySet) -> QuerySet:
        """Those that wait for a decision."""
        raise NotImplementedError

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        self.searching = any(request.GET.get(name, "").strip() for name in self.looks_everywhere)
        return [
            (self.waits, _("Waiting for a decision")),
            *((state.value, self.label_of(state)) for state in self.states),
            (EVERYTHING, _("All")),
        ]

    def chosen(self) -> str:
        """What holds: what was asked for, everything in a search, else what waits."""
        return self.value() or (EVERYTHING if self.searching else self.waits)

    def choices(self, changelist) -> Iterator[dict]:
        for value, label in self.lookup_choices:
            yield {
                "selected": self.chosen() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.chosen()
        if chosen == EVERYTHING:
            return queryset
        return queryset.filter(state=chosen) if chosen in self.states else self.waiting(queryset)


class HandFilter(admin.SimpleListFilter):
    """Whose hands it is in."""

    title = _("agent")
    parameter_name = "with"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [
            ("me", _("Mine")),
            ("nobody", _("Nobody’s yet")),
            ("others", _("A colleague’s")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        match self.value():
            case "me":
                return queryset.filter(agent=request.user)
            case "nobody":
                return queryset.filter(agent=None)
            case "others":
                return queryset.filter(agent__isnull=False).exclude(agent=request.user)
            case _:
                return queryset


class AgeFilter(admin.SimpleListFilter):
    """Sent at least so many days ago."""

    title = _("days of waiting")
    parameter_name = "days"
    selectors: Selectors
    ages: Sequence[int]
    """In days."""

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [
            (
                str(days),
                ngettext("%(count)d day or longer", "%(count)d days or longer", days)
                % {"count": days},
            )
            for days in self.ages
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value()
        if chosen not in {str(days) for days in self.ages}:
            return queryset
        return self.selectors.older_than(queryset, int(chosen), today=clock.today())


class NewsFilter(admin.SimpleListFilter):
    """Whether the person wrote something that nobody has answered."""

    title = _("messages")
    parameter_name = "news"
    selectors: Selectors

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [("answer", _("The person waits for an answer"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() != "answer":
            return queryset
        return self.selectors.needing_an_answer(queryset)
