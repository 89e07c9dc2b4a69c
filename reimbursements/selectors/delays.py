"""How long the claims that were decided lately took."""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache
from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F

from reimbursements.choices.claims import Channel
from reimbursements.models import Claim
from reimbursements.rules.delays import PERIOD, Delay

KEPT_FOR = 15 * 60
"""Seconds. The estimate looks at a month, so that a quarter of an hour changes nothing."""

_KEY = "reimbursements.delay"


class Percentile(Aggregate):
    """A value below which this share of the rows lies; one that a row really has."""

    function = "PERCENTILE_DISC"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"


def measured(*, now: datetime) -> Delay:
    """Of the claims whose last bill was decided in the 30 days before `now`; one query.

    Decided at the desk are those of an agency: they say nothing about the others.
    """
    took = ExpressionWrapper(
        F("decided_at") - F("sent_at") - F("waited"), output_field=DurationField()
    )
    found = (
        Claim.objects.filter(decided_at__gt=now - PERIOD, decided_at__lte=now)
        .exclude(channel=Channel.AGENCY)
        .order_by()
        .aggregate(
            sample=Count("pk"),
            median=Percentile(took, share="0.5", output_field=DurationField()),
            nine_of_ten=Percentile(took, share="0.9", output_field=DurationField()),
        )
    )
    return Delay(**found)


def lately(*, now: datetime) -> Delay:
    """The same, asked of the database once in a quarter of an hour."""
    found = cache.get(_KEY)
    if found is None:
        found = measured(now=now)
        cache.set(_KEY, found, KEPT_FOR)
    return found
