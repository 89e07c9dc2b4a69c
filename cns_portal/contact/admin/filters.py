"""The filters of the queue. What waits is shown until something else is asked for."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cns_portal.contact.admin import showing
from cns_portal.contact.choices.questions import QuestionState, Topic
from cns_portal.contact.models import Question
from cns_portal.contact.rules import questions as rules
from cns_portal.contact.selectors import work
from cns_portal.procedures.admin import filters


class StateFilter(filters.StateFilter):
    states = tuple(QuestionState)
    label_of = staticmethod(showing.state_label)

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        first, *others = super().lookups(request, model_admin)
        return [(first[0], _("Waiting for an answer")), *others]

    def waiting(self, queryset: QuerySet[Question]) -> QuerySet[Question]:
        return queryset.waiting()


class TopicFilter(admin.SimpleListFilter):
    title = _("topic")
    parameter_name = "topic"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return list(Topic.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet[Question]:
        chosen = self.value()
        return queryset.filter(topic=chosen) if chosen in Topic.values else queryset


class AgeFilter(filters.AgeFilter):
    selectors = work
    ages = (1, rules.LONG, rules.TOO_LONG)


class NewsFilter(filters.NewsFilter):
    selectors = work
