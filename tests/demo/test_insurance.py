"""Everybody of the demonstration is insured as their situation says."""

from datetime import date, timedelta

import pytest
import time_machine

from cns_portal import clock
from cns_portal.demo import families, insurance, people
from insured.models import AffiliationPeriod, Declaration, DeclarationImport, InsuredPerson
from insured.selectors import people as selectors

pytestmark = pytest.mark.django_db
PEOPLE = {person.key: person for person in people.PEOPLE}


@pytest.fixture
def seeded():
    people.seed_people()
    families.seed_families()
    insurance.seed_declarations()


def covers(key, day=None):
    person = selectors.by_matricule(PEOPLE[key].matricule)
    rows = AffiliationPeriod.objects.of(person).on(day or clock.today())
    return {(row.cover, row.fund, row.through and row.through.first_name) for row in rows}


def test_who_is_insured_as_what_today(seeded):
    through_marie = ("co_insured", "cns", "Marie")
    work = ("compulsory", "cns", None)
    assert {key: covers(key) for key in PEOPLE if PEOPLE[key].known} == {
        "marie": {work},
        "tom": {through_marie},
        "lena": {through_marie},
        "max": {through_marie},
        "luc": {work},
        "hans": {work},
        "elise": {work},
        "josette": {("pension", "cns", None)},
        "paul": {("compulsory", "cmfep", None)},
        "sophie": {("co_insured", "cns", "Odile")},
        "nuno": set(),
        "claire": {work},
    }


def test_nuno_was_insured_until_the_end_of_last_month(seeded):
    last_day = clock.today().replace(day=1) - timedelta(days=1)
    assert covers("nuno", last_day) == {("compulsory", "cns", None)}
    assert covers("nuno", last_day + timedelta(days=1)) == set()


def test_sophie_had_a_job_of_her_own_in_a_summer(seeded):
    assert covers("sophie", date(2023, 8, 1)) == {("compulsory", "cns", None)}
    assert covers("sophie", date(2023, 9, 1)) == {("co_insured", "cns", "Odile")}


def test_nothing_contradicts_in_their_declarations(seeded):
    assert not Declaration.objects.contradicting().exists()


def test_a_later_start_changes_nothing(seeded):
    before = list(AffiliationPeriod.objects.order_by("pk").values())
    with time_machine.travel(clock.now() + timedelta(days=45), tick=False):
        assert insurance.seed_declarations() == 0
    assert list(AffiliationPeriod.objects.order_by("pk").values()) == before


def test_the_agents_have_something_to_decide(seeded):
    assert insurance.seed_import()
    assert not insurance.seed_import()
    waiting = Declaration.objects.contradicting()
    assert set(waiting.values_list("number", "contradiction")) == {
        ("DEMO-F-3", "second_exit"),
        ("DEMO-O-1", "exit_without_entry"),
    }
    source = DeclarationImport.objects.get()
    assert [row.reason for row in source.rejected.all()] == ["matricule_check"]
    assert not InsuredPerson.objects.filter(person_identifier="").exists()
