"""Agents look at persons, and it is written down."""

import pytest
from django.db import connection

from tests.accounts.agents import an_agent, search, sign_in_agent
from tests.factories import some_matricule
from tests.insured.people import OTHER_MATRICULE, a_file

pytestmark = pytest.mark.django_db
LIST = "/admin/insured/insuredperson/"


@pytest.fixture
def agent(client):
    agent = an_agent(is_superuser=True)
    sign_in_agent(client, agent)
    return agent


def views() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject_id, actor_id, purpose, dossier_id FROM audit_auditentry "
            "WHERE kind = 'view' ORDER BY id"
        )
        return cursor.fetchall()


def test_reading_a_person_is_recorded(client, agent):
    person = a_file()
    response = client.get(f"{LIST}{person.pk}/change/")
    assert response.status_code == 200
    assert "1893 12 01 05732" in response.text
    assert views() == [(str(person.pk), agent.pk, "insured.page", person.dossier_id)]


def test_searching_by_number_and_name(client, agent):
    a_file()
    a_file(matricule=OTHER_MATRICULE, first_name="Luc", last_name="Exemple")
    page = search(client, LIST, "1893 1201")
    assert "Beispill" in page.text
    assert "Exemple" not in page.text


def test_whose_lines_a_list_and_a_search_showed_is_recorded(client, agent):
    person = a_file()
    line = (str(person.pk), agent.pk)
    client.get(LIST)
    assert views() == [(*line, "insured.list", person.dossier_id)]
    response = search(client, LIST, "Beis")
    assert "Beis" not in response.redirect_chain[0][0]
    assert views()[1:] == [
        ("search", agent.pk, "insured.search", None),
        (*line, "insured.search", person.dossier_id),
    ]


def test_a_long_list_costs_as_much_as_a_short_one(client, agent, django_assert_max_num_queries):
    costs = []
    for count in (1, 6):
        for number in range(count):
            a_file(matricule=some_matricule(10 * count + number))
        client.get(LIST)
        with django_assert_max_num_queries(30) as captured:
            client.get(LIST)
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_only_contact_details_change(client, agent):
    person = a_file()
    data = {
        "email": "",
        "phone": "",
        "street": "",
        "postcode": "",
        "locality": "Wiltz",
        "country": "LU",
        "language": "de",
        "last_name": "Forged",
        "matricule": OTHER_MATRICULE,
    }
    response = client.post(f"{LIST}{person.pk}/contact/", data)
    assert response.status_code == 302, response.context["form"].errors
    assert client.post(f"{LIST}{person.pk}/change/", data).status_code == 405
    person.refresh_from_db()
    assert (person.locality, person.last_name) == ("Wiltz", "Beispill")


def test_nobody_is_added_or_deleted_here(client, agent):
    person = a_file()
    for name in ("add", f"{person.pk}/delete", f"{person.pk}/history"):
        assert client.get(f"{LIST}{name}/").status_code == 404
