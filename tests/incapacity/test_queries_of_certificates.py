"""A page costs the same whatever the number of certificates behind it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import DocumentFactory
from tests.incapacity.agents import QUEUE, an_agent, page_of
from tests.incapacity.factories import (
    CertificateFactory,
    CertificatePageFactory,
    DiagnosisFactory,
)
from tests.incapacity.sendable import marie, signed_in
from tests.insured.agents import window_of

pytestmark = pytest.mark.django_db

A_WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


def add(person, agent, count: int, *, before: int = 0):
    """So many more, one a week, of every kind; the first of them."""
    kinds = ({}, {"accepted": True}, {"taken": True}, {"family": True}, {"refused": True})
    made = []
    for number in range(before, before + count):
        columns = dict(kinds[number % len(kinds)])
        if "taken" in columns:
            columns["agent"] = agent
        first = date(2026, 11, 16) - number * A_WEEK
        certificate = CertificateFactory(person=person, first_day=first, **columns)
        document = DocumentFactory(dossier=person.dossier)
        CertificatePageFactory(certificate=certificate, document=document)
        DiagnosisFactory(certificate=certificate)
        made.append(certificate)
    return made[0]


PAGES = {
    "list": lambda certificate: reverse("incapacity:list"),
    "days": lambda certificate: reverse("incapacity:days"),
    "csv": lambda certificate: reverse("incapacity:days_csv"),
    "certificate": lambda certificate: reverse(
        "incapacity:certificate", args=[certificate.public_id]
    ),
    "copy": lambda certificate: reverse("incapacity:own_copy"),
    "new": lambda certificate: reverse("incapacity:new"),
}
AT_THE_DESK = {
    "queue": lambda certificate: QUEUE,
    "all": lambda certificate: f"{QUEUE}?state=all",
    "work": page_of,
    "figures": lambda certificate: f"{QUEUE}figures/",
}


def asked(client, address: str) -> int:
    client.get(address)  # what is asked once for a visit
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found.captured_queries)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_of_the_person_costs_the_same(name):
    person, agent = marie(), an_agent()
    client = signed_in(person)
    certificate = add(person, agent, 5)
    few = asked(client, PAGES[name](certificate))
    add(person, agent, 15, before=5)
    assert asked(client, PAGES[name](certificate)) == few


@pytest.mark.parametrize("name", sorted(AT_THE_DESK))
def test_a_page_of_an_agent_costs_the_same(name):
    person, agent = marie(), an_agent()
    window = window_of(agent)
    certificate = add(person, agent, 5)
    few = asked(window, AT_THE_DESK[name](certificate))
    add(person, agent, 15, before=5)
    add(marie(), agent, 5)
    assert asked(window, AT_THE_DESK[name](certificate)) == few
