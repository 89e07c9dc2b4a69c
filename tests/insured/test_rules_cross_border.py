"""Where care is covered: every combination has one answer, and the right one."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insured.choices.abroad import Care, CoveredHow, Home, Place, Timing
from insured.choices.countries import Country
from insured.rules.cross_border import (
    SOURCES,
    TABLE,
    Row,
    country_of,
    home_of,
    how,
    place_of,
    where_covered,
)

TODAY = date(2026, 11, 22)
LU, BE, FR, DE, CH, IS, GB = (Country(code) for code in ("LU", "BE", "FR", "DE", "CH", "IS", "GB"))
RS, TR, OTHER = Country.RS, Country.TR, Country.OTHER
DOCTOR, EQUIPMENT, HOSPITAL = Care.OUTPATIENT, Care.EQUIPMENT, Care.HOSPITAL
PLANNED, URGENT = Timing.PLANNED, Timing.URGENT

EVERYTHING = list(product(Country, Country, Care, Timing))


@pytest.mark.parametrize(
    ("residence", "country", "care", "timing", "expected"),
    [
        # In Luxembourg: the card for residents, paid bills for everybody else.
        *((LU, LU, care, when, CoveredHow.RESIDENT_AT_HOME) for care in Care for when in Timing),
        *(
            (home, LU, care, when, CoveredHow.VISIT_TO_LUXEMBOURG)
            for home in (BE, FR, GB, RS, OTHER)
            for care in Care
            for when in Timing
        ),
        # In the country of residence: covered there, and nowhere else.
        *((FR, FR, care, when, CoveredHow.RESIDENCE) for care in Care for when in Timing),
        *((GB, GB, care, when, CoveredHow.RESIDENCE) for care in Care for when in Timing),
        *((BE, BE, care, when, CoveredHow.RESIDENCE_BELGIUM) for care in Care for when in Timing),
        *(
            (home, home, care, when, CoveredHow.RESIDENCE_ELSEWHERE)
            for home in (RS, TR, OTHER)
            for care in Care
            for when in Timing
        ),
        # Unforeseen care elsewhere: the European card, the form of an agreement, or neither.
        *(
            (home, place, care, URGENT, CoveredHow.EUROPEAN_CARD)
            for home in (LU, BE)
            for place in (FR, DE, CH, IS, GB, RS)
            for care in Care
        ),
        *((LU, TR, care, URGENT, CoveredHow.AGREEMENT_FORM) for care in Care),
        *((LU, OTHER, care, URGENT, CoveredHow.URGENT_ELSEWHERE) for care in Care),
        # Planned care elsewhere in Europe.
        (LU, BE, DOCTOR, PLANNED, CoveredHow.LUXEMBOURG_RATES),
        (LU, BE, EQUIPMENT, PLANNED, CoveredHow.PRIOR_AUTHORISATION),
        (LU, BE, HOSPITAL, PLANNED, CoveredHow.PRIOR_AUTHORISATION),
        (FR, DE, DOCTOR, PLANNED, CoveredHow.LUXEMBOURG_RATES),
        (FR, DE, HOSPITAL, PLANNED, CoveredHow.PRIOR_AUTHORISATION),
        (LU, CH, HOSPITAL, PLANNED, CoveredHow.PRIOR_AUTHORISATION),
        # Planned care outside: whatever it is.
        *(
            (LU, place, care, PLANNED, CoveredHow.AUTHORISATION_OUTSIDE)
            for place in (GB, RS, TR, OTHER)
            for care in Care
        ),
    ],
)
def test_the_table(residence, country, care, timing, expected):
    found = where_covered(
        residence=residence, country=country, care=care, timing=timing, today=TODAY
    )
    assert found.how == expected


def test_every_combination_has_exactly_one_answer():
    for residence, country, care, timing in EVERYTHING:
        home = home_of(residence, today=TODAY)
        place = place_of(country, residence=residence, today=TODAY)
        fitting = [row for row in TABLE if row.fits(home, place, care, timing)]
        assert len(fitting) == 1, (residence, country, care, timing, fitting)


def test_every_line_of_the_table_is_somebodys_answer():
    found = {
        where_covered(residence=a, country=b, care=c, timing=d, today=TODAY).how
        for a, b, c, d in EVERYTHING
    }
    assert found == {row.how for row in TABLE} == set(CoveredHow) == set(SOURCES)


def test_two_lines_for_one_case_are_an_error(monkeypatch):
    twice = Row(CoveredHow.RESIDENCE, None, frozenset({Place.HOME}), None, None)
    monkeypatch.setattr("insured.rules.cross_border.TABLE", (*TABLE, twice))
    with pytest.raises(LookupError, match="2 answers"):
        how(Home.EUROPE, Place.HOME, DOCTOR, URGENT)


def test_a_case_without_a_line_is_an_error():
    with pytest.raises(LookupError, match="0 answers"):
        how(Home.LUXEMBOURG, Place.HOME, DOCTOR, URGENT)


@pytest.mark.parametrize("place", list(Country))
def test_a_form_to_order_is_named_where_there_is_one_and_nowhere_else(place):
    found = where_covered(residence=LU, country=place, care=DOCTOR, timing=URGENT, today=TODAY)
    assert bool(found.form) == (found.how == CoveredHow.AGREEMENT_FORM)
    assert found.order_days_before == (15 if found.form else 0)


@given(home=st.sampled_from(list(Country)), place=st.sampled_from(list(Country)))
def test_urgent_care_never_waits_for_an_authorisation(home, place):
    for care in Care:
        found = where_covered(residence=home, country=place, care=care, timing=URGENT, today=TODAY)
        assert found.how not in {
            CoveredHow.PRIOR_AUTHORISATION,
            CoveredHow.AUTHORISATION_OUTSIDE,
        }


@given(
    home=st.sampled_from(list(Country)),
    place=st.sampled_from(list(Country)),
    timing=st.sampled_from(list(Timing)),
)
def test_a_night_in_hospital_is_never_easier_than_a_doctors_visit(home, place, timing):
    def asked(care: Care) -> bool:
        found = where_covered(residence=home, country=place, care=care, timing=timing, today=TODAY)
        return found.how in {CoveredHow.PRIOR_AUTHORISATION, CoveredHow.AUTHORISATION_OUTSIDE}

    assert asked(DOCTOR) <= asked(EQUIPMENT) <= asked(HOSPITAL)


@pytest.mark.parametrize(
    ("code", "expected"), [("LU", LU), ("BE", BE), ("US", OTHER), ("ZZ", OTHER), ("", OTHER)]
)
def test_a_country_that_no_rule_speaks_of_is_another_one(code, expected):
    assert country_of(code) == expected
