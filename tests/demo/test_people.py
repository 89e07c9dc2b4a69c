"""The fictional people hold together."""

import pytest

from cns_portal.demo.agencies import PLACES
from cns_portal.demo.people import AGENTS, PEOPLE, seed_people
from cns_portal.kernel import matricule
from insured.selectors import people as selectors


def test_every_matricule_is_valid_and_there_is_one_without():
    numbers = [person.matricule for person in PEOPLE]
    assert [n for n in numbers if n and matricule.why_not(n)] == []
    assert len(set(numbers)) == len(numbers)
    assert numbers.count(None) == 1


def test_addresses_are_of_example_domains():
    for somebody in (*PEOPLE, *AGENTS):
        assert somebody.email.endswith(".example")


def test_a_dozen_can_sign_in():
    assert sum(person.can_sign_in for person in PEOPLE) >= 12


@pytest.mark.django_db
def test_seeding_twice_changes_nothing():
    first = seed_people()
    assert first == sum(person.known for person in PEOPLE)
    assert seed_people() == 0
    for person in PEOPLE:
        if person.known:
            assert selectors.by_matricule(person.matricule).full_name == person.full_name


def test_agents_work_where_there_is_an_agency():
    known = {place.slug for place in PLACES}
    for agent in AGENTS:
        assert set(agent.agencies) <= known
