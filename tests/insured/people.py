"""Identities and files for tests."""

from dataclasses import replace
from datetime import date

from cns_portal import audit
from cns_portal.accounts.identity import Identity, LevelOfAssurance
from cns_portal.accounts.models import Account
from insured.models import InsuredPerson
from insured.services import files as services

MATRICULE, OTHER_MATRICULE = "1893120105732", "1990093012358"

IDENTITY = Identity(
    provider="eid",
    subject="subject-1",
    matricule=MATRICULE,
    person_identifier=None,
    first_name="Marie",
    last_name="Beispill",
    birth_date=date(1893, 12, 1),
    level_of_assurance=LevelOfAssurance.HIGH,
    email="marie@people.example",
)


def an_identity(**fields) -> Identity:
    return replace(IDENTITY, **fields)


def an_account(username: str = "eid-1", **fields) -> Account:
    return Account.objects.create_user(username, **fields)


def a_file(**fields) -> InsuredPerson:
    defaults = {"matricule": MATRICULE, "first_name": "Marie", "last_name": "Beispill"}
    return services.open_file(**{"actor": audit.SYSTEM} | defaults | fields)
