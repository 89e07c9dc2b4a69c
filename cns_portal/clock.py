"""The portal's only clock. Rules receive the moment; services and pages ask here once."""

from datetime import date, datetime

from django.utils import timezone

from cns_portal.kernel.civil_time import day_of


def now() -> datetime:
    """This moment, in UTC."""
    return timezone.now()


def today() -> date:
    """Luxembourg's day."""
    return day_of(now())
