"""Figures per week: what came, what was decided, what waits. Counted, never listed."""

from __future__ import annotations

from datetime import date

from django.db.models import Aggregate, Count, DateField, DurationField, F, Q, QuerySet
from django.db.models.functions import TruncWeek

from cns_portal.kernel import civil_time
from incapacity.choices.certificates import Cause
from incapacity.models import Certificate
from incapacity.rules import weekly as rules
from incapacity.rules.weekly import Week


class Median(Aggregate):
    """Half of the values are at most this one."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def weeks(*, today: date, count: int) -> list[Week]:
    """The last `count` weeks in order, the running one last; four queries."""
    found = rules.weeks_until(today, count)
    by_monday = {week.first: week for week in found}
    since = civil_time.midnight(found[0].first)
    for monday, cause, came, late in _received(since):
        week = by_monday[monday]
        week.received[Cause(cause)] = came
        week.late += late
    for monday, accepted, refused, half in _decided(since):
        week = by_monday[monday]
        week.accepted, week.refused, week.half = accepted, refused, half
    for monday, withdrawn in _withdrawn(since):
        by_monday[monday].withdrawn = withdrawn
    return rules.with_waiting(found, now=Certificate.objects.waiting().count())


def _received(since) -> QuerySet:
    rows = _by_week(Certificate.objects.sent().filter(sent_at__gte=since), "sent_at")
    counts = rows.values("monday", "cause").annotate(
        came=Count("pk"), were_late=Count("pk", filter=Q(late=True))
    )
    return counts.values_list("monday", "cause", "came", "were_late").order_by("monday", "cause")


def _decided(since) -> QuerySet:
    rows = _by_week(Certificate.objects.filter(decided_at__gte=since), "decided_at")
    counts = rows.values("monday").annotate(
        accepted=Count("pk", filter=Q(state="accepted")),
        refused=Count("pk", filter=Q(state="refused")),
        half=Median(F("decided_at") - F("sent_at") - F("waited")),
    )
    return counts.values_list("monday", "accepted", "refused", "half").order_by("monday")


def _withdrawn(since) -> QuerySet:
    """Nothing changes in a certificate after it was taken back."""
    rows = Certificate.objects.filter(state="withdrawn", changed_at__gte=since)
    counts = _by_week(rows, "changed_at").values("monday").annotate(number=Count("pk"))
    return counts.values_list("monday", "number").order_by("monday")


def _by_week(rows: QuerySet[Certificate], moment: str) -> QuerySet:
    """With the Monday of Luxembourg's week in which the moment lies."""
    monday = TruncWeek(moment, tzinfo=civil_time.LUXEMBOURG, output_field=DateField())
    return rows.order_by().annotate(monday=monday)
