"""Each promise of the hall's table, broken once."""

import pytest
from django.db import IntegrityError

from cns_portal.accounts.models import Account, Dossier
from insured.models import InsuredPerson

pytestmark = pytest.mark.django_db


def a_person(**fields) -> InsuredPerson:
    return InsuredPerson.objects.create(
        dossier=Dossier.objects.create(),
        **{"matricule": "1893120105732", "first_name": "A", "last_name": "B"} | fields,
    )


@pytest.mark.parametrize("matricule", ["189312010573", "189312010573a", "1893 1201 0573"[:13]])
def test_insured_matricule_is_thirteen_digits(matricule):
    with pytest.raises(IntegrityError, match="insured_matricule_is_thirteen_digits"):
        a_person(matricule=matricule)


def test_insured_person_can_be_recognised():
    with pytest.raises(IntegrityError, match="insured_person_can_be_recognised"):
        a_person(matricule=None)


def test_insured_person_identifier_is_not_blank():
    with pytest.raises(IntegrityError, match="insured_person_identifier_is_not_blank"):
        a_person(person_identifier="")


def test_insured_language_is_known():
    with pytest.raises(IntegrityError, match="insured_language_is_known"):
        a_person(language="it")


@pytest.mark.parametrize("country", ["L", "lu", "12"])
def test_insured_country_has_two_letters(country):
    with pytest.raises(IntegrityError, match="insured_country_has_two_letters"):
        a_person(country=country)


def test_one_file_per_matricule():
    a_person()
    with pytest.raises(IntegrityError, match="matricule"):
        a_person()


def test_one_file_per_identifier():
    a_person(person_identifier="DE/LU/1")
    with pytest.raises(IntegrityError, match="person_identifier"):
        a_person(matricule=None, person_identifier="DE/LU/1")


def test_one_person_per_account_and_per_dossier():
    account = Account.objects.create_user("one")
    a_person(account=account)
    with pytest.raises(IntegrityError, match="account"):
        a_person(matricule=None, person_identifier="DE/LU/1", account=account)
