"""The e-mail to an agency whose plan no longer allows some of its appointments."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import groupby

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext

from appointments.models import Agency, Conflict
from appointments.notices import staff_links
from appointments.notices.texts import Notice
from cns_portal.kernel import civil_time

MOST_LISTED = 100
"""Appointments in one e-mail; desks and days are all in it, and their pages list everything."""


def found(agency: Agency, rows: Sequence[Conflict], *, why: Callable[[Conflict], str]) -> Notice:
    """What the review found, per day and desk: reference, time and rule; no name, no topic."""
    title = ngettext(
        "%(count)d appointment no longer fits the hours of your agency",
        "%(count)d appointments no longer fit the hours of your agency",
        len(rows),
    ) % {"count": len(rows)}
    left, days = MOST_LISTED, []
    for (day, desk_id), group in groupby(sorted(rows, key=_place), key=_place_of_day):
        of_day = list(group)
        shown, left = of_day[: max(left, 0)], left - len(of_day)
        days.append(
            {
                "day": day,
                "desk": of_day[0].appointment.desk,
                "link": staff_links.address_of_day(agency_id=agency.pk, desk_id=desk_id, day=day),
                "count": len(of_day),
                "more": len(of_day) - len(shown),
                "rows": [
                    {
                        "appointment": row.appointment,
                        "why": why(row),
                        "link": staff_links.address_of(row.appointment),
                    }
                    for row in shown
                ],
            }
        )
    context = {
        "title": title,
        "agency": agency,
        "days": days,
        "admin": f"{settings.SITE_URL}{reverse('admin:appointments_appointment_changelist')}"
        f"?outside=open&agency={agency.pk}",
    }
    return Notice(
        occasion="outside",
        title=title,
        text=render_to_string("appointments/notices/outside.txt", context),
        html=render_to_string("appointments/notices/outside.html", context),
    )


def _place_of_day(row: Conflict) -> tuple[date, int]:
    return civil_time.day_of(row.appointment.starts_at), row.appointment.desk_id


def _place(row: Conflict) -> tuple:
    return (*_place_of_day(row), row.appointment.starts_at, row.pk)
