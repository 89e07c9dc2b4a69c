"""The filters of the queue. What waits is shown until something else is asked for."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cns_portal import clock
from cns_portal.procedures.admin import filters
from incapacity.admin import showing
from incapacity.choices.certificates import Cause, CertificateState
from incapacity.models import Certificate
from incapacity.presenters.causes import cause_name
from incapacity.rules import waiting
from incapacity.rules.states import NOT_SENT
from incapacity.selectors import doubts, work


class StateFilter(filters.StateFilter):
    states = tuple(state for state in CertificateState if state not in NOT_SENT)
    label_of = staticmethod(showing.state_label)

    def waiting(self, queryset: QuerySet[Certificate]) -> QuerySet[Certificate]:
        return queryset.waiting()


class CauseFilter(admin.SimpleListFilter):
    title = _("cause")
    parameter_name = "cause"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [(cause.value, cause_name(cause)) for cause in Cause]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet[Certificate]:
        chosen = self.value()
        return queryset.filter(cause=chosen) if chosen in Cause.values else queryset


class DoubtsFilter(admin.SimpleListFilter):
    """What was late, and what contradicts something."""

    title = _("what does not fit")
    parameter_name = "doubts"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [("late", _("Sent late")), ("any", _("Contradicts something"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet[Certificate]:
        match self.value():
            case "late":
                return queryset.filter(late=True)
            case "any":
                return doubts.contradicting(queryset, today=clock.today())
        return queryset


class AgeFilter(filters.AgeFilter):
    selectors = work
    ages = (3, waiting.LONG, waiting.TOO_LONG)


class NewsFilter(filters.NewsFilter):
    selectors = work
