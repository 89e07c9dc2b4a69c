"""The filters of the queue. What waits is shown until something else is asked for."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cns_portal.procedures.admin import filters
from reimbursements.admin import showing
from reimbursements.choices.claims import ClaimState
from reimbursements.models import Claim
from reimbursements.rules import waiting
from reimbursements.selectors import work


class StateFilter(filters.StateFilter):
    states = tuple(state for state in ClaimState if state != ClaimState.DRAFT)
    looks_everywhere = (SEARCH_VAR, "owed")
    label_of = staticmethod(showing.state_label)

    def waiting(self, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        return queryset.waiting()


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


class AgeFilter(filters.AgeFilter):
    selectors = work
    ages = (7, waiting.LONG, waiting.TOO_LONG)


class OwedFilter(admin.SimpleListFilter):
    """Where too much was paid, whatever the state: the statement says that an agent writes."""

    title = _("money")
    parameter_name = "owed"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [("yes", _("Too much was paid before"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        return work.paid_too_much(queryset) if self.value() == "yes" else queryset


class NewsFilter(filters.NewsFilter):
    selectors = work
