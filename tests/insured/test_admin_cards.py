"""Cards in the agents' window."""

import pytest
from django.urls import reverse

from cns_portal import clock
from cns_portal.audit.models import AuditEntry
from insured.models import Card
from insured.services.staff import ensure_agent_group
from tests.appointments.agents import window_of
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.insured.covered import insured
from tests.insured.factories import CardFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/insured/card/"


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def agent():
    agent = AccountFactory(agent=True)
    agent.groups.add(ensure_agent_group())
    return agent


@pytest.fixture
def window(agent):
    return window_of(agent)


@pytest.fixture
def person():
    person = InsuredPersonFactory(signs_in=True, last_name="Beispill")
    insured(person)
    return person


def page(card) -> str:
    return reverse("admin:insured_card_change", args=[card.pk])


def shown(answer) -> list[Card]:
    return list(answer.context["cl"].result_list)


def test_what_has_to_be_done_is_listed_and_who_read_it_is_written_down(window, agent, person):
    ordered = CardFactory(person=person, ordered=True)
    back = CardFactory(state="to_return")
    active = CardFactory()
    assert shown(window.get(LIST)) == [ordered, back]
    assert shown(window.get(f"{LIST}?state=active")) == [active]
    assert len(shown(window.get(f"{LIST}?state=all"))) == 3
    looks = AuditEntry.objects.filter(purpose="insured.cards.list", dossier=person.dossier)
    assert {look.actor for look in looks} == {agent}


def test_the_list_costs_the_same_however_long(window, django_assert_max_num_queries):
    for _ in range(20):
        CardFactory(ordered=True)
    with django_assert_max_num_queries(14):
        assert len(shown(window.get(LIST))) == 20


def test_a_card_is_sent_with_more_months(window, person):
    card = CardFactory(person=person, ordered=True, ordered_at=clock.now())
    assert "The card was sent today" in window.get(page(card)).content.decode()
    answer = window.post(page(card), {"_sent": "yes", "months": "61"}, follow=True)
    assert "five years at most" in answer.content.decode()
    window.post(page(card), {"_sent": "yes", "months": "60"})
    card.refresh_from_db()
    assert card.state == "sent"
    assert (card.european_until - clock.today()).days > 1800


def test_letters_are_no_months(window, person):
    card = CardFactory(person=person, ordered=True)
    answer = window.post(page(card), {"_sent": "yes", "months": "many"})
    assert "errornote" in answer.content.decode()
    card.refresh_from_db()
    assert card.state == "ordered"


def test_a_card_comes_back(window, agent):
    card = CardFactory(state="to_return")
    window.post(page(card), {"_returned": "yes"})
    card.refresh_from_db()
    assert card.state == "returned"
    assert AuditEntry.objects.get(action="card.returned").actor == agent


def test_nothing_is_sent_to_whoever_is_not_affiliated(window):
    card = CardFactory(ordered=True)
    assert "no card is sent" in window.get(page(card)).content.decode()
    answer = window.post(page(card), {"_sent": "yes"}, follow=True)
    assert "only to somebody who is affiliated" in answer.content.decode()


def test_an_agent_of_another_group_opens_nothing(person):
    card = CardFactory(person=person)
    other = window_of(AccountFactory(agent=True))
    assert other.get(LIST).status_code == 403
    assert other.get(page(card)).status_code == 404
    assert other.post(page(card), {"_returned": "yes"}).status_code == 404


def test_an_unknown_card_is_not_found(window):
    assert window.get("/admin/insured/card/987654321/change/").status_code == 404
