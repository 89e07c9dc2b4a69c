"""Who was insured together with somebody, and when: for what a household bears in a year."""

from datetime import date

import pytest

from cns_portal.kernel.spans import Days
from insured.selectors.families import insured_through
from tests.factories import InsuredPersonFactory
from tests.insured.factories import PeriodFactory

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def asked(person):
    return insured_through(person, first=FIRST, last=LAST)


@pytest.fixture
def main():
    return PeriodFactory().person


def test_somebody_alone_counts_all_year(main):
    assert asked(main) == [(main, Days(FIRST, LAST))]


def test_members_count_on_the_days_on_which_they_are_insured_through_the_person(main):
    child = PeriodFactory(through=main, first_day=date(2025, 3, 1)).person
    spouse = PeriodFactory(
        through=main, first_day=date(2026, 5, 1), last_day=date(2026, 8, 31)
    ).person
    PeriodFactory(through=main, first_day=date(2024, 1, 1), last_day=date(2025, 12, 31))
    PeriodFactory(through=main, first_day=date(2027, 1, 1))
    assert asked(main) == [
        (main, Days(FIRST, LAST)),
        (child, Days(FIRST, LAST)),
        (spouse, Days(date(2026, 5, 1), date(2026, 8, 31))),
    ]


def test_nobody_counts_twice(main):
    """Who was co-insured until spring, and has worked since, counts with each for their days."""
    other = InsuredPersonFactory()
    PeriodFactory(person=other, through=main, last_day=date(2026, 3, 31))
    PeriodFactory(person=other, first_day=date(2026, 4, 1))
    assert asked(main)[1:] == [(other, Days(FIRST, date(2026, 3, 31)))]
    assert asked(other) == [(other, Days(date(2026, 4, 1), LAST))]


def test_it_costs_one_query_whatever_the_family(main, django_assert_num_queries):
    for _number in range(4):
        PeriodFactory(through=main)
    with django_assert_num_queries(1):
        assert len([who.dossier for who, _days in asked(main)]) == 5
