"""Asking whether somebody is covered."""

from datetime import date, timedelta

import pytest

from insured.choices import Cover, Fund
from insured.choices.coverage import CoverageReason as Why
from insured.rules.coverage import Facts
from insured.selectors import coverage
from tests.factories import InsuredPersonFactory
from tests.insured.covered import insured

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 22)


def test_a_person_is_asked_about_in_one_query(django_assert_num_queries):
    person = InsuredPersonFactory()
    insured(person, date(2020, 1, 1), date(2026, 10, 15), fund=Fund.CMFEP)
    with django_assert_num_queries(1):
        answer = coverage.on(person, DAY)
    assert (answer.covered, answer.why, answer.fund) == (True, Why.KEPT, Fund.CMFEP)
    elsewhere = coverage.on(person, DAY, facts=Facts(covered_elsewhere=True))
    assert elsewhere.why == Why.COVERED_ELSEWHERE


def test_through_whom_is_the_key_of_a_person():
    mother, child = InsuredPersonFactory(), InsuredPersonFactory()
    insured(child, cover=Cover.CO_INSURED, through=mother)
    assert coverage.on(child, DAY).through == mother.pk
    assert not coverage.on(mother, DAY).covered


def test_many_people_and_many_days_cost_one_query(django_assert_num_queries):
    people = InsuredPersonFactory.create_batch(8)
    for person in people[:5]:
        insured(person)
    with django_assert_num_queries(1):
        answers = coverage.of_many(people, DAY)
    assert [answers[person.pk].covered for person in people] == [True] * 5 + [False] * 3

    days = [DAY + timedelta(days=number) for number in range(30)]
    with django_assert_num_queries(1):
        by_day = coverage.on_days(people[0], days)
    assert list(by_day) == days
    assert all(answer.covered for answer in by_day.values())


def test_nobody_is_asked_about():
    assert coverage.histories_of([]) == {}
