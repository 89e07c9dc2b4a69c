"""The filters of the queue. What waits is shown until something else is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cns_portal import clock
from reimbursements.admin import showing
from reimbursements.choices.claims import ClaimState
from reimbursements.models import Claim
from reimbursements.rules import waiting
from reimbursements.selectors import work

EVERYTHING = "all"
LOOK_EVERYWHERE = (SEARCH_VAR, "owed")
"""What is asked for by these is looked for among the decided claims as well."""
AGES = (7, waiting.LONG, waiting.TOO_LONG)
STATES = tuple(state for state in ClaimState if state != ClaimState.DRAFT)


class StateFilter(admin.SimpleListFilter):
    """What waits for a decision, unless something else is asked for; a search looks everywhere."""

    title = _("state")
    parameter_name = "state"
    waits = "waiting"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        asked = (request.GET.get(name, "").strip() for name in LOOK_EVERYWHERE)
        self.searching = any(asked)
        return [
            (self.waits, _("Waiting for a decision")),
            *((state.value, showing.state_label(state)) for state in STATES),
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

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        chosen = self.chosen()
        if chosen == EVERYTHING:
            return queryset
        return queryset.filter(state=chosen) if chosen in STATES else queryset.waiting()


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

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        match self.value():
            case "me":
                return queryset.filter(agent=request.user)
            case "nobody":
                return queryset.filter(agent=None)
            case "others":
                return queryset.filter(agent__isnull=False).exclude(agent=request.user)
            case _:
                return queryset


class SecondFilter(admin.SimpleListFilter):
    """What a second agent has to look at, or has sent back."""

    title = _("second agent")
    parameter_name = "second"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [
            ("needed", _("Another agent’s proposal, for me to confirm")),
            ("back", _("Sent back by the second agent")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        if self.value() == "needed":
            return work.needing_a_second(queryset).exclude(agent=request.user)
        return work.sent_back(queryset) if self.value() == "back" else queryset


class OriginalFilter(admin.SimpleListFilter):
    """Whether the paper has come."""

    title = _("original")
    parameter_name = "original"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [("missing", _("Has not come yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        return work.without_original(queryset) if self.value() == "missing" else queryset


class AgeFilter(admin.SimpleListFilter):
    """Sent at least so many days ago."""

    title = _("days of waiting")
    parameter_name = "days"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [
            (
                str(days),
                ngettext("%(count)d day or longer", "%(count)d days or longer", days)
                % {"count": days},
            )
            for days in AGES
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        chosen = self.value()
        if chosen not in {str(days) for days in AGES}:
            return queryset
        return work.older_than(queryset, int(chosen), today=clock.today())


class OwedFilter(admin.SimpleListFilter):
    """Where too much was paid, whatever the state: the statement says that an agent writes."""

    title = _("money")
    parameter_name = "owed"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [("yes", _("Too much was paid before"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        return work.paid_too_much(queryset) if self.value() == "yes" else queryset


class NewsFilter(admin.SimpleListFilter):
    """Whether the person wrote something that nobody has answered."""

    title = _("messages")
    parameter_name = "news"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [("answer", _("The person waits for an answer"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        return work.needing_an_answer(queryset) if self.value() == "answer" else queryset
