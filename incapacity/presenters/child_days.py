"""The leave for a sick child, followed day by day."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from incapacity.presenters.causes import number, stretch
from incapacity.presenters.words import full_day

if TYPE_CHECKING:
    from datetime import date

    from cns_portal.kernel.spans import Days
    from incapacity.presenters.figures import ChildFigure
    from incapacity.rules.family_leave import BandUse, LeaveDayUsed


@dataclass(frozen=True)
class ChildDays:
    """The leave for one child: its age bands, and every day that was taken."""

    figure: ChildFigure

    @property
    def name(self) -> str:
        return self.figure.name

    @property
    def band_heads(self) -> list[str]:
        return [_("Age"), _("From – to"), _("Days"), _("Taken"), _("Left")]

    @property
    def band_rows(self) -> list[list[str]]:
        return [
            [
                band_name(use),
                stretch_or_open(use.days),
                str(use.allowed),
                number(use.used),
                left_or_lapsed(use, self.figure.today),
            ]
            for use in self.figure.found.leave.bands
        ]

    @property
    def day_heads(self) -> list[str]:
        return [_("Day"), _("Taken"), _("From the days for the age")]

    @cached_property
    def day_rows(self) -> list[list[str]]:
        """The latest day first."""
        return [
            [full_day(used.day), number(used.amount), where_from(used)]
            for used in self.figure.found.leave.days[::-1]
        ]


def band_name(use: BandUse) -> str:
    """ "4 to 12", and that it is only for a child in hospital."""
    ages = _("{first} to {last} years").format(first=use.band.first_age, last=use.band.last_age)
    return _("{ages}, only in hospital").format(ages=ages) if use.band.only_in_hospital else ages


def left_or_lapsed(use: BandUse, today: date) -> str:
    """How many days of a band are left; once the child is past it, that they have lapsed."""
    if use.left and use.has_lapsed(today):
        return _("none ({days} lapsed)").format(days=number(use.left))
    return number(use.left)


def stretch_or_open(days: Days | None) -> str:
    """Days without an end say so; without a date of birth nothing is known."""
    if days is None:
        return _("not known")
    if days.last is None:
        return _("from {day} on").format(day=date_format(days.first, "DATE_FORMAT"))
    return stretch(days)


def where_from(used: LeaveDayUsed) -> str:
    """From which band a day was taken, or why from none."""
    if used.band is None:
        return str(used.why_not.label)
    return _("{first} to {last} years").format(first=used.band.first_age, last=used.band.last_age)
