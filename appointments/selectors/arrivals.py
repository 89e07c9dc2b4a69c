"""Who has come: the appointment of a code, and whom the display calls."""

from dataclasses import dataclass
from datetime import date, datetime

from appointments.models import Agency, Appointment, Visit
from appointments.models.appointment import CHECK_IN_CODE_LENGTH
from appointments.rules.states import AT_A_DESK
from cns_portal.kernel import codes

SHOWN_CALLS = 5
"""The last one large, and four before it: what can be read from across a waiting room."""


def agency(slug: str) -> Agency | None:
    """The agency of this short name, whether it takes new appointments or not."""
    return Agency.objects.filter(slug=slug).first()


def by_code(typed: str) -> Appointment | None:
    """The appointment whose code somebody typed or showed, with its agency and visit.

    Whatever does not look like a code is not looked up: scanners read health cards and
    advertisements too.
    """
    code = codes.normalised(typed[:100])
    if len(code) != CHECK_IN_CODE_LENGTH or not set(code) <= set(codes.ALPHABET):
        return None
    return Appointment.objects.select_related("agency", "visit").filter(check_in_code=code).first()


@dataclass(frozen=True)
class Call:
    """A number that is called to a desk. Nothing else about the person leaves the database."""

    ticket: int
    desk: str
    called_at: datetime


def calls(agency: Agency, *, day: date) -> list[Call]:
    """Who is called or being served, the last call first; one query over the index of calls."""
    rows = (
        Visit.objects.filter(
            agency=agency,
            day=day,
            called_at__isnull=False,
            appointment__status__in=AT_A_DESK,
        )
        .order_by("-called_at")
        .values_list("ticket", "desk__name", "called_at")
    )
    return [Call(*row) for row in rows[:SHOWN_CALLS]]
