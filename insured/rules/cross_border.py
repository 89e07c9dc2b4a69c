"""Where care is covered: one answer for every combination, and never two."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from insured.choices.abroad import Care, CoveredHow, Home, Place, Timing
from insured.choices.countries import Country
from insured.parameters import cross_border
from insured.parameters.cross_border import AGREEMENTS, Agreements

ANY = None
_HEAVY = frozenset({Care.EQUIPMENT, Care.HOSPITAL})
_ABROAD = frozenset({Home.BELGIUM, Home.EUROPE, Home.ELSEWHERE})
_WITH_THE_CARD = frozenset({Place.EUROPE, Place.CARD_COUNTRY})
_BY_AUTHORISATION_ONLY = frozenset({Place.CARD_COUNTRY, Place.FORM_COUNTRY, Place.ELSEWHERE})


@dataclass(frozen=True)
class Row:
    """One line of the table; `ANY` fits whatever is asked."""

    how: CoveredHow
    home: frozenset[Home] | None
    place: frozenset[Place]
    care: frozenset[Care] | None
    timing: Timing | None

    def fits(self, home: Home, place: Place, care: Care, timing: Timing) -> bool:
        """Whether the line speaks of this case."""
        return (
            (self.home is ANY or home in self.home)
            and place in self.place
            and (self.care is ANY or care in self.care)
            and (self.timing is ANY or timing == self.timing)
        )


TABLE = (
    Row(
        CoveredHow.RESIDENT_AT_HOME,
        frozenset({Home.LUXEMBOURG}),
        frozenset({Place.LUXEMBOURG}),
        ANY,
        ANY,
    ),
    Row(CoveredHow.VISIT_TO_LUXEMBOURG, _ABROAD, frozenset({Place.LUXEMBOURG}), ANY, ANY),
    Row(CoveredHow.RESIDENCE, frozenset({Home.EUROPE}), frozenset({Place.HOME}), ANY, ANY),
    Row(CoveredHow.RESIDENCE_BELGIUM, frozenset({Home.BELGIUM}), frozenset({Place.HOME}), ANY, ANY),
    Row(
        CoveredHow.RESIDENCE_ELSEWHERE,
        frozenset({Home.ELSEWHERE}),
        frozenset({Place.HOME}),
        ANY,
        ANY,
    ),
    Row(CoveredHow.EUROPEAN_CARD, ANY, _WITH_THE_CARD, ANY, Timing.URGENT),
    Row(CoveredHow.AGREEMENT_FORM, ANY, frozenset({Place.FORM_COUNTRY}), ANY, Timing.URGENT),
    Row(CoveredHow.URGENT_ELSEWHERE, ANY, frozenset({Place.ELSEWHERE}), ANY, Timing.URGENT),
    Row(
        CoveredHow.LUXEMBOURG_RATES,
        ANY,
        frozenset({Place.EUROPE}),
        frozenset({Care.OUTPATIENT}),
        Timing.PLANNED,
    ),
    Row(CoveredHow.PRIOR_AUTHORISATION, ANY, frozenset({Place.EUROPE}), _HEAVY, Timing.PLANNED),
    Row(CoveredHow.AUTHORISATION_OUTSIDE, ANY, _BY_AUTHORISATION_ONLY, ANY, Timing.PLANNED),
)

SOURCES: Mapping[CoveredHow, str] = {
    CoveredHow.RESIDENT_AT_HOME: "",
    CoveredHow.VISIT_TO_LUXEMBOURG: cross_border.CROSS_BORDER_WORKERS,
    CoveredHow.RESIDENCE: cross_border.CROSS_BORDER_WORKERS,
    CoveredHow.RESIDENCE_BELGIUM: cross_border.CROSS_BORDER_WORKERS,
    CoveredHow.RESIDENCE_ELSEWHERE: "",
    CoveredHow.EUROPEAN_CARD: cross_border.UNFORESEEN_CARE,
    CoveredHow.AGREEMENT_FORM: cross_border.UNFORESEEN_CARE,
    CoveredHow.URGENT_ELSEWHERE: cross_border.UNFORESEEN_CARE,
    CoveredHow.LUXEMBOURG_RATES: cross_border.PLANNED_CARE,
    CoveredHow.PRIOR_AUTHORISATION: cross_border.PLANNED_CARE,
    CoveredHow.AUTHORISATION_OUTSIDE: cross_border.OUTSIDE_EUROPE,
}
"""The page of the CNS behind each answer; none where there is nothing to read."""


@dataclass(frozen=True)
class Covered:
    """The answer with what it was asked for. `form` is that of an agreement, if one is needed."""

    how: CoveredHow
    home: Home
    place: Place
    form: str = ""
    order_days_before: int = 0

    @property
    def source(self) -> str:
        """The page of the CNS behind it."""
        return SOURCES[self.how]


def country_of(code: str) -> Country:
    """The country of an ISO code; another one for a code that no rule speaks of."""
    return Country(code) if code in Country.values else Country.OTHER


def home_of(residence: Country, *, today: date) -> Home:
    """Where somebody lives, as far as rules tell the places apart."""
    agreements = AGREEMENTS.on(today)
    if residence == Country.LU:
        return Home.LUXEMBOURG
    if residence == Country.BE:
        return Home.BELGIUM
    if residence in agreements.coordinated | agreements.residence_only:
        return Home.EUROPE
    return Home.ELSEWHERE


def place_of(country: Country, *, residence: Country, today: date) -> Place:
    """Where care is given, seen from Luxembourg and from the country of residence."""
    if country == Country.LU:
        return Place.LUXEMBOURG
    # Two countries that no rule speaks of need not be the same one; nothing is lost, because
    # neither the one answer nor the other promises anything there.
    if country == residence:
        return Place.HOME
    return _seen_from_luxembourg(country, AGREEMENTS.on(today))


def _seen_from_luxembourg(country: Country, agreements: Agreements) -> Place:
    if country in agreements.coordinated:
        return Place.EUROPE
    if country in agreements.card_accepted | agreements.residence_only:
        return Place.CARD_COUNTRY
    if country in agreements.stay_forms:
        return Place.FORM_COUNTRY
    return Place.ELSEWHERE


def how(home: Home, place: Place, care: Care, timing: Timing) -> CoveredHow:
    """The one line of the table that fits; `LookupError` unless there is exactly one."""
    found = [row.how for row in TABLE if row.fits(home, place, care, timing)]
    if len(found) != 1:
        raise LookupError(f"{len(found)} answers for {home}, {place}, {care}, {timing}.")
    return found[0]


def where_covered(
    *, residence: Country, country: Country, care: Care, timing: Timing, today: date
) -> Covered:
    """How care in `country` is covered for somebody insured here who lives in `residence`."""
    home = home_of(residence, today=today)
    place = place_of(country, residence=residence, today=today)
    answer = how(home, place, care, timing)
    agreements = AGREEMENTS.on(today)
    form = agreements.stay_forms.get(country, "") if answer == CoveredHow.AGREEMENT_FORM else ""
    return Covered(answer, home, place, form, agreements.order_days_before if form else 0)
