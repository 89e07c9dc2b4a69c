"""People who act for each other, and browsers in which somebody's file is open."""

from datetime import date

from django.test import Client
from django.urls import reverse

from cns_portal import clock
from insured.models import InsuredPerson, Mandate
from tests.factories import InsuredPersonFactory
from tests.insured.factories import GuardianshipFactory, MandateFactory


def a_mandate(*scopes: str, **columns) -> Mandate:
    """A mandate in force since today, from Josette to Claire."""
    columns = {
        "grantor": lambda: InsuredPersonFactory(
            signs_in=True, first_name="Josette", last_name="Fiktiv"
        ),
        "holder": lambda: InsuredPersonFactory(
            signs_in=True, first_name="Claire", last_name="Fantasie"
        ),
        "first_day": clock.today,
        "scopes": lambda: list(scopes or ["appointments"]),
        **columns,
    }
    made = {name: value() if callable(value) else value for name, value in columns.items()}
    return MandateFactory(accepted=True, **made)


def a_child(parent: InsuredPerson, *, born: date = date(2017, 3, 21), **columns) -> InsuredPerson:
    """A child for whom `parent` acts."""
    columns = {"first_name": "Max", "last_name": "Beispill", "email": "", **columns}
    child = InsuredPersonFactory(birth_date=born, **columns)
    GuardianshipFactory(holder=parent, child=child, first_day=born)
    return child


def a_parent(**columns) -> InsuredPerson:
    columns = {"first_name": "Marie", "last_name": "Beispill", **columns}
    return InsuredPersonFactory(signs_in=True, **columns)


def browser_of(person: InsuredPerson, *, opened: InsuredPerson | None = None) -> Client:
    """A browser in which the person has signed in, and opened the file of `opened`."""
    client = Client()
    client.force_login(person.account)
    if opened:
        assert switch(client, opened).status_code == 302
    return client


def switch(client: Client, to: InsuredPerson):
    """Choose whose file is open."""
    return client.post(reverse("insured:open_file"), {"file": to.dossier.public_id})
