"""For whom somebody may send bills."""

from datetime import date, timedelta

import pytest

from cns_portal import clock
from insured.choices import Relation
from insured.selectors.patients import patients_of
from tests.insured.families import child_of, co_insured, worker

pytestmark = pytest.mark.django_db


def test_for_oneself_who_is_insured_through_one_and_ones_children(django_assert_num_queries):
    person = worker(first_name="Zoé")
    spouse = co_insured(person, relation=Relation.SPOUSE, first_name="Anna").member
    child = child_of(person)
    worker()
    with django_assert_num_queries(2):
        assert patients_of(person, today=clock.today()) == [person, spouse, child]


def test_a_child_who_is_both_stands_there_once():
    person = worker()
    child = child_of(person)
    tie = co_insured(person)
    tie.member = child
    tie.save()
    assert patients_of(person, today=clock.today()) == [person, child]


@pytest.mark.parametrize(("days_before", "is_there"), [(0, True), (1, False)])
def test_whose_co_insurance_is_over_stays_for_a_while(days_before, is_there):
    person = worker()
    tie = co_insured(person, relation=Relation.SPOUSE)
    since = date(2025, 6, 1)
    tie.last_day, tie.end_reason = since - timedelta(days=days_before), "request"
    tie.save()
    found = patients_of(person, today=clock.today(), ended_since=since)
    assert (tie.member in found) is is_there
    assert patients_of(person, today=clock.today()) == [person]


def test_who_is_insured_through_somebody_sends_nothing_for_them():
    person = worker()
    tie = co_insured(person, relation=Relation.SPOUSE)
    assert patients_of(tie.member, today=clock.today()) == [tie.member]
