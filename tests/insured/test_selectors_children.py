"""Whose parent somebody is."""

from datetime import timedelta

import pytest

from cns_portal import clock
from insured.choices import Relation
from insured.selectors.children import children_of
from tests.insured.families import child_of, co_insured, worker, years_ago

pytestmark = pytest.mark.django_db


def children(person) -> list:
    return children_of(person, today=clock.today())


def test_nobody_has_no_children():
    assert children(worker()) == []


def test_co_insured_children_and_wards_each_once_the_youngest_first(django_assert_num_queries):
    parent = worker()
    older = co_insured(parent, birth_date=years_ago(12)).member
    younger = child_of(parent, born=years_ago(3))
    with django_assert_num_queries(2):
        assert children(parent) == [younger, older]


def test_a_spouse_is_no_child():
    parent = worker()
    co_insured(parent, relation=Relation.SPOUSE)
    assert children(parent) == []


def test_a_child_stays_one_when_its_co_insurance_has_ended():
    parent = worker()
    tie = co_insured(parent, birth_date=years_ago(20))
    tie.last_day, tie.end_reason = clock.today() - timedelta(days=30), "moved_away"
    tie.save()
    assert children(parent) == [tie.member]


def test_a_child_without_a_date_of_birth_comes_last():
    parent = worker()
    nameless = co_insured(parent, birth_date=None).member
    known = child_of(parent)
    assert children(parent) == [known, nameless]
