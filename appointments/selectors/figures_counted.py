"""What the appointments of a period and their histories say: three queries, however many."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.functions import Least, TruncDate

from appointments.choices import CancelledBefore, CancelledBy, Status
from appointments.models import Appointment
from appointments.querysets import AppointmentQuerySet
from appointments.rules import figures as rules
from appointments.rules.figures import Period
from cns_portal.kernel import civil_time
from cns_portal.procedures import selectors as procedures

ARRIVED, CALLED, STARTED, COMPLETED = (
    f"appointment.{status}"
    for status in (Status.CHECKED_IN, Status.CALLED, Status.STARTED, Status.COMPLETED)
)
CANCELLED = f"appointment.{Status.CANCELLED}"
MANY_DAYS = timedelta(days=8)  # all that is longer counts the same


class Kind(NamedTuple):
    """What a figure is about; None stands for all agencies, or for all topics and channels."""

    agency: int | None
    topic: str | None
    channel: str | None


@dataclass(frozen=True)
class Spread:
    """Of so many durations: half took at most `median`, nine in ten at most `ninetieth`."""

    cases: int
    median: timedelta
    ninetieth: timedelta

    @property
    def is_shown(self) -> bool:
        """Whether there are enough of them to say nothing about anybody."""
        return self.cases >= rules.FEWEST_CASES


class Times(NamedTuple):
    """How long people waited and were served; None where nobody did."""

    waited: Spread | None
    served: Spread | None


def of_period(agencies: Collection[int], period: Period) -> AppointmentQuerySet:
    """What was sent and begins, or would have begun, on these days at these agencies."""
    return Appointment.objects.filter(
        procedure__isnull=False,
        agency__in=agencies,
        starts_at__gte=civil_time.midnight(period.first),
        starts_at__lt=civil_time.midnight(period.last + timedelta(days=1)),
    ).order_by()


def statuses(agencies: Collection[int], period: Period) -> dict[Kind, Counter[str]]:
    """How many are in which state."""
    found: dict[Kind, Counter[str]] = defaultdict(Counter)
    for *kind, status, count in (
        of_period(agencies, period)
        .values_list("agency_id", "topic", "channel", "status")
        .annotate(count=Count("pk"))
    ):
        found[Kind(*kind)][status] = count
    return found


def cancellations(
    agencies: Collection[int], period: Period
) -> dict[Kind, Counter[tuple[CancelledBy, CancelledBefore]]]:
    """Who gave up how many, and how long before, as their histories say."""
    at = "procedure__events__at"
    days = ExpressionWrapper(_day("starts_at") - _day(at), DurationField())
    rows = (
        of_period(agencies, period)
        .filter(status=Status.CANCELLED, procedure__events__what=CANCELLED)
        .annotate(
            late=Q(starts_at__lt=F(at) + rules.AN_HOUR),
            days=Least(days, Value(MANY_DAYS)),
            with_reason=~Q(procedure__events__reason=""),
        )
        .values_list(
            "agency_id",
            "topic",
            "channel",
            "procedure__events__actor_kind",
            "with_reason",
            "late",
            "days",
        )
        .annotate(count=Count("pk"))
    )
    found: dict[Kind, Counter] = defaultdict(Counter)
    for *kind, actor_kind, with_reason, late, days_before, count in rows:
        by = rules.cancelled_by(actor_kind=actor_kind, with_reason=with_reason)
        before = rules.cancelled_before(late=late, days_before=days_before.days)
        found[Kind(*kind)][by, before] += count
    return found


SPREADS = """
SELECT agency_id, topic, channel,
    count(waited), percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY waited),
    count(served), percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY served)
FROM (
    SELECT agency_id, topic, channel,
        EXTRACT(EPOCH FROM called - (SELECT max(at) FROM unnest(arrivals) AS at WHERE at <= called))
            AS waited,
        EXTRACT(EPOCH FROM ended - (SELECT max(at) FROM unnest(starts) AS at WHERE at <= ended))
            AS served
    FROM (
        SELECT agency_id, topic, channel,
            array_agg(at) FILTER (WHERE what = %s) AS arrivals,
            min(at) FILTER (WHERE what IN (%s, %s)) AS called,
            array_agg(at) FILTER (WHERE what = %s) AS starts,
            min(at) FILTER (WHERE what = %s) AS ended
        FROM ({visits}) AS visit JOIN ({steps}) AS step USING (procedure_id, day)
        GROUP BY id, agency_id, topic, channel
    ) AS told
) AS timed
GROUP BY GROUPING SETS ((agency_id, topic, channel), (agency_id), (topic, channel), ())
"""


def times(agencies: Collection[int], period: Period) -> dict[Kind, Times]:
    """Waiting and service, for each kind, each agency, each topic and channel, and all together.

    Waiting: from the last arrival before the first call to that call, or to the beginning where
    nobody was called. Service: from the last beginning before the end to the end. Only what the
    history has of the day itself: who forgets to press a button until tomorrow served nobody all
    night.
    """
    if not agencies:
        return {}
    visits, of_visits = _visits(agencies, period).query.sql_with_params()
    steps, of_steps = _steps(period).query.sql_with_params()
    sql = SPREADS.replace("{visits}", visits).replace("{steps}", steps)
    asked = [ARRIVED, CALLED, STARTED, STARTED, COMPLETED, *of_visits, *of_steps]
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        rows = cursor.fetchall()
    return {
        Kind(*kind): Times(_spread(waiting, waits), _spread(serving, services))
        for *kind, waiting, waits, serving, services in rows
    }


def _visits(agencies: Collection[int], period: Period) -> QuerySet:
    """The appointments; the history of a moved one goes on at its new time."""
    found = of_period(agencies, period).exclude(status=Status.MOVED)
    return found.values(
        "id", "procedure_id", "agency_id", "topic", "channel", day=_day("starts_at")
    )


def _steps(period: Period) -> QuerySet:
    """What was pressed on these days, in all histories."""
    found = procedures.happened(
        [ARRIVED, CALLED, STARTED, COMPLETED],
        since=civil_time.midnight(period.first),
        before=civil_time.midnight(period.last + timedelta(days=1)),
    )
    return found.values("procedure_id", "what", "at", day=_day("at"))


def _day(column: str) -> TruncDate:
    return TruncDate(column, tzinfo=civil_time.LUXEMBOURG)


def _spread(cases: int, seconds: list[float] | None) -> Spread | None:
    if not cases:
        return None
    median, ninetieth = (timedelta(seconds=float(value)) for value in seconds)
    return Spread(cases, median, ninetieth)
