"""The filters of the queue. What waits is shown until something else is asked for."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cns_portal import clock
from cns_portal.procedures.admin import filters
from cns_portal.rights.admin import showing
from cns_portal.rights.choices.requests import RightsKind, RightsState
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.rules.deadlines import SOON
from cns_portal.rights.selectors import work


class StateFilter(filters.StateFilter):
    states = tuple(RightsState)
    looks_everywhere = (*filters.StateFilter.looks_everywhere, "blocking")
    label_of = staticmethod(showing.state_label)

    def waiting(self, queryset: QuerySet[RightsRequest]) -> QuerySet[RightsRequest]:
        return queryset.open()


class DueFilter(admin.SimpleListFilter):
    """Late, or due soon."""

    title = _("answer due")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [("late", _("Late")), ("soon", _("Within a week"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet[RightsRequest]:
        today = clock.today()
        match self.value():
            case "late":
                return queryset.late(today=today)
            case "soon":
                soon = today + timedelta(days=SOON)
                return queryset.open().filter(due_on__gte=today, due_on__lte=soon)
        return queryset


class BlockingFilter(admin.SimpleListFilter):
    """Restrictions that hold: somebody has to see when their reason is gone."""

    title = _("blocked data")
    parameter_name = "blocking"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [("now", _("Blocked now"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet[RightsRequest]:
        return queryset.blocking(today=clock.today()) if self.value() == "now" else queryset


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return list(RightsKind.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet[RightsRequest]:
        chosen = self.value()
        return queryset.filter(kind=chosen) if chosen in RightsKind.values else queryset


class NewsFilter(filters.NewsFilter):
    selectors = work
