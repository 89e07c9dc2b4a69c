"""The filters of the queues. What waits is shown until something else is asked for."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cns_portal.procedures.admin import filters
from insured.admin import showing
from insured.choices import RequestKind, RequestState
from insured.models import Request
from insured.rules import waiting
from insured.rules.requests import OPEN
from insured.selectors import queues


class KindFilter(admin.SimpleListFilter):
    """One queue for each kind of request."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return RequestKind.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Request]) -> QuerySet[Request]:
        chosen = self.value()
        return queryset.filter(kind=chosen) if chosen in RequestKind.values else queryset


class StateFilter(filters.StateFilter):
    states = tuple(RequestState)
    label_of = staticmethod(showing.state_label)

    def waiting(self, queryset: QuerySet[Request]) -> QuerySet[Request]:
        # In the words of the partial index, so that it is used.
        return queryset.filter(state__in=[state.value for state in RequestState if state in OPEN])


class AgeFilter(filters.AgeFilter):
    selectors = queues
    ages = (7, waiting.LONG, waiting.TOO_LONG)


class NewsFilter(filters.NewsFilter):
    selectors = queues
