"""Recognising people, and changing how they are reached."""

import pytest
from django.db import connection

from cns_portal.kernel.refusal import Refused
from insured.choices import Refusal
from insured.models import InsuredPerson
from insured.selectors import people as selectors
from insured.services import files as services
from tests.insured.people import MATRICULE, OTHER_MATRICULE, a_file, an_account, an_identity

pytestmark = pytest.mark.django_db


def recorded() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT action FROM audit_auditentry ORDER BY id")
        return [action for (action,) in cursor.fetchall()]


def test_a_file_is_found_by_matricule():
    person = a_file(locality="Esch")
    account = an_account()
    found = services.recognise(account=account, identity=an_identity())
    assert found == person
    assert selectors.person_of(account) == person
    assert recorded() == ["insured.file_opened", "insured.signed_in"]


def test_names_follow_the_identity_and_contact_stays():
    a_file(first_name="Marie", last_name="Before", email="kept@people.example")
    found = services.recognise(account=an_account(), identity=an_identity())
    assert (found.last_name, found.email) == ("Beispill", "kept@people.example")


def test_a_file_is_found_by_identifier_and_learns_the_matricule():
    person = a_file(matricule=None, person_identifier="DE/LU/1")
    found = services.recognise(
        account=an_account(), identity=an_identity(person_identifier="DE/LU/1")
    )
    assert found == person
    assert found.matricule == MATRICULE


def test_the_matricule_counts_more_than_the_identifier():
    by_number = a_file()
    other = a_file(matricule=None, person_identifier="DE/LU/1")
    found = services.recognise(
        account=an_account(), identity=an_identity(person_identifier="DE/LU/1")
    )
    assert found == by_number
    assert found.person_identifier is None
    other.refresh_from_db()
    assert other.account is None


def test_name_and_birth_date_alone_open_nothing():
    twin = a_file(matricule=OTHER_MATRICULE, birth_date=an_identity().birth_date)
    found = services.recognise(account=an_account(), identity=an_identity())
    assert found != twin
    assert found.dossier != twin.dossier
    assert InsuredPerson.objects.count() == 2


def test_the_file_of_another_account_stays_closed():
    services.recognise(account=an_account("first"), identity=an_identity())
    with pytest.raises(Refused) as refused:
        services.recognise(account=an_account("second"), identity=an_identity())
    assert refused.value.reason == Refusal.ANOTHER_PERSON


def test_an_account_does_not_change_its_file():
    account = an_account()
    services.recognise(account=account, identity=an_identity())
    with pytest.raises(Refused) as refused:
        services.recognise(account=account, identity=an_identity(matricule=OTHER_MATRICULE))
    assert refused.value.reason == Refusal.MATRICULE_DIFFERS
    a_file(matricule=OTHER_MATRICULE)
    with pytest.raises(Refused) as refused:
        services.recognise(account=account, identity=an_identity(matricule=OTHER_MATRICULE))
    assert refused.value.reason == Refusal.ANOTHER_PERSON


def test_an_identifier_does_not_open_the_file_of_another_matricule():
    a_file(matricule=OTHER_MATRICULE, person_identifier="DE/LU/1")
    with pytest.raises(Refused) as refused:
        services.recognise(account=an_account(), identity=an_identity(person_identifier="DE/LU/1"))
    assert refused.value.reason == Refusal.MATRICULE_DIFFERS


CONTACT = {
    "email": "new@people.example",
    "phone": "",
    "street": "",
    "postcode": "",
    "locality": "Wiltz",
    "country": "LU",
    "language": "fr",
}


def test_changing_how_somebody_is_reached():
    person = a_file()
    services.change_contact(person, actor=an_account(), **CONTACT)
    person.refresh_from_db()
    assert (person.locality, person.language) == ("Wiltz", "fr")
    assert recorded()[-1] == "insured.contact_changed"


def test_changing_nothing_leaves_no_trace():
    person = a_file(**CONTACT)
    services.change_contact(person, actor=an_account(), **CONTACT)
    assert recorded() == ["insured.file_opened"]
