"""What was stated when a co-insurance was reported as over, or asked to go on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from insured.choices import TieEnd

if TYPE_CHECKING:
    from insured.models import Request


def end_lines(request: Request) -> list[tuple[str, str]]:
    """Whose co-insurance, why and since when."""
    last_day = date.fromisoformat(request.details["last_day"])
    told = [
        *_who(request),
        (_("Reason"), str(TieEnd(request.details["reason"]).label)),
        (_("Last day"), date_format(last_day, "DATE_FORMAT")),
        (_("Remark"), request.details["remark"]),
    ]
    return [(label, value) for label, value in told if value]


def remain_lines(request: Request) -> list[tuple[str, str]]:
    """Who asks to remain, and on what ground."""
    yes_no = {True: _("Yes"), False: _("No")}
    told = [
        *_who(request),
        (_("Studies or trains"), yes_no[request.details["studies"]]),
        (_("Less than the REVIS for one person"), yes_no[request.details["low_resources"]]),
        (_("Remark"), request.details["remark"]),
    ]
    return [(label, value) for label, value in told if value]


def _who(request: Request) -> list[tuple[str, str]]:
    if request.about is None:
        return []
    return [
        (_("Co-insured person"), request.about.full_name),
        (
            _("Date of birth"),
            date_format(request.about.birth_date, "DATE_FORMAT")
            if request.about.birth_date
            else "",
        ),
    ]
