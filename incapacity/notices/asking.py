"""Staying abroad and leaving the house: what was asked for in words, and what the person is told.

The reason of a stay may be an illness: it stands in the sealed request, never in a title.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cns_portal.kernel.spans import Days
from incapacity.choices.asking import StayReason
from incapacity.notices.links import outings_page
from insured.choices.countries import Country
from insured.notices.notice import Notice

if TYPE_CHECKING:
    from insured.models import Request


def stay_lines(request: Request) -> list[tuple[str, str]]:
    """What was stated, as (label, value) in the language of the moment."""
    details = request.details
    return [
        (_("First day abroad"), _from_text(details["first"])),
        (_("Last day abroad"), _from_text(details["last"])),
        (_("Country"), str(Country(details["country"]).label)),
        (_("Address there"), details["address"]),
        (_("Telephone there"), details["telephone"]),
        (_("Reason"), str(StayReason(details["reason"]).label)),
        (_("What was added"), details["because"]),
    ]


def lifting_lines(request: Request) -> list[tuple[str, str]]:
    """What was stated, as (label, value) in the language of the moment."""
    return [
        (_("To be lifted from"), _from_text(request.details["first"])),
        (_("What was added"), request.details["because"]),
    ]


def about_stay(days: Days, *, not_covered: Iterable[Days], has_begun: bool) -> list[str]:
    """What an agent should know besides, where the rule says nothing against it."""
    gaps = [
        _("Not covered by a certificate yet: {days}.").format(days=_in_words(gap))
        for gap in not_covered
    ]
    return [*gaps, *([_("The stay has begun, or begins today.")] if has_begun else [])]


def stay_granted(request: Request, *, days: Days) -> Notice:
    """On which days and where the stay is allowed, and what does not change."""
    return Notice(
        title=_("You may stay abroad on these days"),
        text="\n\n".join(
            [
                _("You may stay abroad {days}. Country: {country}. Reference: {reference}.").format(
                    country=Country(request.details["country"]).label,
                    days=_in_words(days),
                    reference=request.procedure.reference,
                ),
                _(
                    "The other rules go on: the hours for leaving the place where you stay, and "
                    "the checks there. If you come back earlier or cannot go, write to us in the "
                    "procedure."
                ),
                _("The days stand in the calendar of your certificate, and here:")
                + f"\n{outings_page('stay-abroad')}",
            ]
        ),
    )


def lifted(request: Request, *, first: date, last: date | None) -> Notice:
    """From when until when the restrictions do not hold, and that checks go on."""
    if last is None:
        text = _(
            "From {first} on you may leave the house at any hour, until this incapacity for work "
            "ends. Reference: {reference}."
        )
    else:
        text = _(
            "From {first} to {last} you may leave the house at any hour. Reference: {reference}."
        )
    return Notice(
        title=_("You may leave the house at any hour"),
        text="\n\n".join(
            [
                text.format(
                    first=_day(first),
                    last=_day(last) if last else "",
                    reference=request.procedure.reference,
                ),
                _("To stay abroad you still need an authorisation before you go."),
                _("The days stand in the calendar of your certificate, and here:")
                + f"\n{outings_page('outings')}",
            ]
        ),
    )


def _in_words(days: Days) -> str:
    if days.first == days.last:
        return _("on {day}").format(day=_day(days.first))
    return _("from {first} to {last}").format(first=_day(days.first), last=_day(days.end))


def _from_text(day: str) -> str:
    return _day(date.fromisoformat(day))


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
