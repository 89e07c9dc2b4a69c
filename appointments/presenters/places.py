"""Agencies as cards: where they are, when they are open, what is free next."""

from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Self

from django.utils import formats
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appointments.models import Agency
from appointments.rules.free_times import Offer
from appointments.selectors import offers
from appointments.selectors.calendars import weekly_hours
from appointments.selectors.free_times import next_free
from cns_portal.kernel import civil_time


def moment(starts_at: datetime) -> str:
    """`Tue 24 November, 9:30` in Luxembourg's time and the language of the moment."""
    return _moment(get_language(), starts_at)


@lru_cache(maxsize=2048)
def _moment(language: str, starts_at: datetime) -> str:
    wall = civil_time.wall(starts_at)
    return _("%(day)s, %(time)s") % {
        "day": formats.date_format(wall, "D j F"),
        "time": formats.time_format(wall, "TIME_FORMAT"),
    }


Stretch = tuple[int, time, time]
"""A weekday, and when it opens and closes."""


def opening_sentence(hours: tuple[Stretch, ...]) -> str:
    """Weekly hours in one line: days with the same hours are said together."""
    return _opening_sentence(get_language(), hours)


@lru_cache(maxsize=512)
def _opening_sentence(language: str, hours: tuple[Stretch, ...]) -> str:
    by_day = {
        weekday: tuple((opens, closes) for _weekday, opens, closes in stretches)
        for weekday, stretches in groupby(hours, key=itemgetter(0))
    }
    parts = []
    for stretches, days in groupby(sorted(by_day), key=lambda weekday: by_day[weekday]):
        names = list(days)
        said = ", ".join(
            f"{formats.time_format(opens)}–{formats.time_format(closes)}"
            for opens, closes in stretches
        )
        parts.append(f"{_days(names)} {said}")
    return "; ".join(parts)


def _days(weekdays: list[int]) -> str:
    first, last = WEEKDAYS_ABBR[weekdays[0]], WEEKDAYS_ABBR[weekdays[-1]]
    return f"{first}" if len(weekdays) == 1 else f"{first}–{last}"


@dataclass(frozen=True)
class AgencyCard:
    """One agency on the page that asks where to go."""

    agency: Agency
    next_free: datetime | None
    hours: tuple[Stretch, ...]

    @property
    def slug(self) -> str:
        """Its short name, the value of the choice."""
        return self.agency.slug

    @property
    def name(self) -> str:
        """What people call it."""
        return self.agency.name

    @property
    def sentence(self) -> str:
        """Next free time first, then address and hours."""
        parts = [
            _("Next free: %(moment)s.") % {"moment": moment(self.next_free)}
            if self.next_free
            else _("Nothing is free at the moment."),
            f"{self.agency.address}.",
        ]
        if self.hours:
            parts.append(_("Open %(hours)s.") % {"hours": opening_sentence(self.hours)})
        if self.agency.demonstration_address:
            parts.append(_("(Demonstration address.)"))
        return " ".join(parts)


@dataclass(frozen=True)
class AgencyCards:
    """All agencies that serve an offer."""

    cards: list[AgencyCard]

    @classmethod
    def load(cls, *, offer: Offer, now: datetime, version: int) -> Self:
        """Agencies, their next free times and hours; the number of queries is constant."""
        agencies = offers.agencies(offer.channel, version=version)
        ids = [agency.pk for agency in agencies]
        free = next_free(offer=offer, agency_ids=ids, now=now, version=version)
        hours = weekly_hours(ids, offer.channel, civil_time.day_of(now), version=version)
        return cls([AgencyCard(agency, free[agency.pk], hours[agency.pk]) for agency in agencies])

    @property
    def earliest_sentence(self) -> str:
        """What "any agency" would give."""
        free = [(card.next_free, card.name) for card in self.cards if card.next_free]
        if not free:
            return _("Nothing is free at any agency at the moment.")
        starts_at, name = min(free)
        return _("Earliest: %(moment)s, %(agency)s.") % {
            "moment": moment(starts_at),
            "agency": name,
        }
