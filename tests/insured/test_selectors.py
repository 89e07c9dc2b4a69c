"""What other rooms may ask."""

import pytest
from django.contrib.auth.models import AnonymousUser

from insured.models import InsuredPerson
from insured.selectors import people as selectors
from tests.insured.people import MATRICULE, OTHER_MATRICULE, a_file, an_account

pytestmark = pytest.mark.django_db


def test_nobody_is_found_for_a_visitor_and_an_agent():
    assert selectors.person_of(AnonymousUser()) is None
    assert selectors.person_of(an_account(is_staff=True)) is None


def test_a_matricule_is_found_however_it_is_typed():
    person = a_file()
    assert selectors.by_matricule("1893 1201 057 32") == person
    assert selectors.by_matricule("1893-12-01 05732") == person
    assert selectors.by_matricule(OTHER_MATRICULE) is None


def test_a_person_is_found_by_dossier():
    person = a_file()
    a_file(matricule=OTHER_MATRICULE)
    assert selectors.get(person.dossier) == person
    assert selectors.get(person.dossier_id) == person


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("beispill", True),
        ("marie beis", True),
        ("marie other", False),
        ("1893 1201", True),
        (MATRICULE, True),
        ("189", True),
        ("057", False),
    ],
)
def test_searching(text, found):
    a_file()
    assert InsuredPerson.objects.matching(text).exists() is found
