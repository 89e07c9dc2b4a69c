"""The demonstration's mandate: Claire opens Josette's file, and nothing more of it."""

import pytest

from cns_portal.demo.mandates import seed_mandates
from cns_portal.demo.people import PEOPLE, seed_people
from insured.selectors import acting, people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


def test_claire_may_open_the_file_of_josette_and_a_second_run_adds_nothing():
    seed_people()
    assert seed_mandates() == 1
    assert seed_mandates() == 0
    files = {person.key: people.by_matricule(person.matricule) for person in PEOPLE if person.known}
    (opened,) = acting.open_to(files["claire"])
    assert opened.person == files["josette"]
    assert opened.scopes == ["appointments", "reimbursements"]
    assert acting.open_to(files["josette"]) == ()
