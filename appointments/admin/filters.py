"""The filters of the agenda. Today and what comes is shown until something else is asked for."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.contrib import admin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from appointments.choices import Channel, Status, TopicCode
from appointments.models import Appointment
from appointments.rules.states import NOT_GIVEN_UP
from appointments.selectors import agenda
from cns_portal import clock

EVERYTHING = "all"


class DefaultedFilter(admin.SimpleListFilter):
    """A filter whose unspoken choice is a narrow one; a search looks everywhere unless told."""

    default = ""

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        self.searching = bool(request.GET.get(SEARCH_VAR, "").strip())
        return self.named_choices(request)

    def named_choices(self, request: HttpRequest) -> list[tuple[str, str]]:
        raise NotImplementedError

    def narrowed(self, queryset: QuerySet[Appointment], chosen: str) -> QuerySet[Appointment]:
        raise NotImplementedError

    def chosen(self) -> str:
        """What holds: what was asked for, everything in a search, else the default."""
        return self.value() or (EVERYTHING if self.searching else self.default)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.chosen()
        return queryset if chosen == EVERYTHING else self.narrowed(queryset, chosen)

    def choices(self, changelist) -> Iterator[dict]:
        facets = self.get_facet_queryset(changelist) if changelist.add_facets else {}
        for position, (value, label) in enumerate(self.lookup_choices):
            count = facets.get(f"{position}__c")
            yield {
                "selected": self.chosen() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label if count is None else f"{label} ({count})",
            }


class DayFilter(DefaultedFilter):
    """Stretches of days, or one day as `?day=2026-03-02`."""

    title = _("day")
    parameter_name = "day"
    default = "upcoming"

    def named_choices(self, request: HttpRequest) -> list[tuple[str, str]]:
        named = [
            ("upcoming", _("Today and later")),
            ("today", _("Today")),
            ("tomorrow", _("Tomorrow")),
            ("week", _("This week")),
            ("past", _("Before today")),
            (EVERYTHING, _("All days")),
        ]
        if day := one_day(request.GET.get(self.parameter_name)):
            named.append((day.isoformat(), formats.date_format(day, "l, j F Y")))
        return named

    def narrowed(self, queryset: QuerySet[Appointment], chosen: str) -> QuerySet[Appointment]:
        today = clock.today()
        tomorrow = today + timedelta(days=1)
        monday = today - timedelta(days=today.weekday())
        stretches = {
            "upcoming": (today, None),
            "today": (today, today),
            "tomorrow": (tomorrow, tomorrow),
            "week": (monday, monday + timedelta(days=6)),
            "past": (None, today - timedelta(days=1)),
        }
        day = one_day(chosen)
        return agenda.between(queryset, *stretches.get(chosen, (day, day)))


class StandingFilter(DefaultedFilter):
    """States; those given up or refused are shown when asked for."""

    title = _("status")
    parameter_name = "status"
    default = "standing"

    def named_choices(self, request: HttpRequest) -> list[tuple[str, str]]:
        never_sent = {Status.HELD, Status.EXPIRED}
        return [
            ("standing", _("Not cancelled or refused")),
            ("undecided", _("Left to an agent")),
            *((state.value, state.label) for state in Status if state not in never_sent),
            (EVERYTHING, _("All")),
        ]

    def narrowed(self, queryset: QuerySet[Appointment], chosen: str) -> QuerySet[Appointment]:
        if chosen == "undecided":
            return agenda.left_to_agents(queryset)
        return queryset.filter(status__in=[chosen] if chosen in Status.values else NOT_GIVEN_UP)


class WordFilter(admin.SimpleListFilter):
    """One of a few words."""

    words: type

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return self.words.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value()
        if chosen not in self.words.values:
            return queryset
        return queryset.filter(**{self.parameter_name: chosen})


class OutsideFilter(admin.SimpleListFilter):
    """Appointments that the agency's plan no longer allows, and that nobody has decided about."""

    title = _("opening hours")
    parameter_name = "outside"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [("open", _("Outside, to be decided"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return agenda.outside_the_plan(queryset) if self.value() == "open" else queryset


class ChannelFilter(WordFilter):
    title = _("channel")
    parameter_name = "channel"
    words = Channel


class TopicFilter(WordFilter):
    title = _("topic")
    parameter_name = "topic"
    words = TopicCode


def one_day(text: str | None) -> date | None:
    """The day somebody chose, None for anything else."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
