"""The pages of social security cards."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cns_portal import clock
from insured.choices import CardState
from insured.models import Card, Paper
from tests.factories import InsuredPersonFactory
from tests.insured.covered import child_of, insured
from tests.insured.factories import CardFactory, MandateFactory

pytestmark = pytest.mark.django_db

DEEDS = ("card_lost", "card_missing", "card_arrived", "card_returned")


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def person():
    person = InsuredPersonFactory(signs_in=True, first_name="Marie", last_name="Beispill")
    insured(person)
    return person


@pytest.fixture
def client(person):
    return of(person)


def of(person) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def address(name: str, *args) -> str:
    return reverse(f"insured:{name}", args=args)


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_card_is_shown_with_its_end(client, person):
    CardFactory(person=person)
    said = text_of(client.get(address("cards")))
    assert "In use" in said
    assert "2027" in said
    assert person.matricule[8:] in said


def test_without_a_card_one_can_be_ordered(client, person):
    assert "There is no card yet" in text_of(client.get(address("cards")))
    assert "Check the address, then tick the box." in text_of(client.post(address("card_order")))
    assert not Card.objects.exists()
    client.post(address("card_order"), {"address_checked": "on"})
    assert Card.objects.get().state == CardState.ORDERED
    said = text_of(client.get(address("cards")))
    assert "A card is on its way" in said
    assert "No card can be ordered" in text_of(client.get(address("card_order")))


def test_a_damaged_card_is_replaced(client, person):
    CardFactory(person=person)
    assert "Choose one of the options." in text_of(
        client.post(address("card_order"), {"address_checked": "on"})
    )
    client.post(address("card_order"), {"reason": "damaged", "address_checked": "on"})
    assert Card.objects.filter(state="ordered", reason="damaged").exists()


def test_a_lost_card_from_the_button_to_the_new_one(client, person):
    card = CardFactory(person=person)
    lost = address("card_lost", card.public_id)
    assert person.street in text_of(client.get(lost))
    client.post(lost)
    card.refresh_from_db()
    assert card.state == CardState.ACTIVE, "the address was not looked at"
    answer = client.post(lost, {"address_checked": "on"}, follow=True)
    assert "The loss is noted" in text_of(answer)
    assert Card.objects.filter(reason="lost", state="ordered").exists()
    assert Paper.objects.get().kind == "replacement"
    again = client.post(lost, {"address_checked": "on"}, follow=True)
    assert "no longer in use" in text_of(again)


def test_a_card_that_did_not_arrive(client, person):
    card = CardFactory(person=person, ordered=True, ordered_at=clock.now() - timedelta(days=10))
    missing = address("card_missing", card.public_id)
    assert "Please wait a little" in text_of(client.get(missing))
    assert "Please wait until" in text_of(
        client.post(missing, {"address_checked": "on"}, follow=True)
    )
    Card.objects.update(ordered_at=clock.now() - timedelta(days=30))
    client.post(missing, {"address_checked": "on"})
    assert Card.objects.filter(reason="not_received", state="ordered").exists()


def test_a_card_that_arrived_and_one_that_goes_back(client, person):
    card = CardFactory(person=person, state="sent", sent_on=clock.today())
    client.post(address("card_arrived", card.public_id))
    card.refresh_from_db()
    assert card.state == CardState.ACTIVE
    Card.objects.update(state="to_return")
    assert "Please return this card" in text_of(client.get(address("cards")))
    client.post(address("card_returned", card.public_id))
    card.refresh_from_db()
    assert card.state == CardState.RETURNED


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("state", CardState)
def test_every_page_answers_in_every_state(client, person, deed, state):
    """Also a page that was left open while something else happened to the card."""
    over = state in {"lost", "replaced", "returned"}
    card = CardFactory(
        person=person,
        state=state,
        sent_on=None if state == "ordered" else clock.today(),
        ended_at=clock.now() if over else None,
    )
    where = address(deed, card.public_id)
    assert client.get(where).status_code == 200
    assert client.get(address("cards")).status_code == 200
    assert client.post(where, {"address_checked": "on"}).status_code == 302
    assert client.get(address("cards")).status_code == 200


@pytest.mark.parametrize("deed", DEEDS)
def test_a_strangers_card_is_not_found(client, deed):
    theirs = CardFactory(state="active")
    for identifier in (theirs.public_id, uuid.uuid4()):
        where = address(deed, identifier)
        assert client.get(where).status_code == 404
        assert client.post(where, {"address_checked": "on"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.state == CardState.ACTIVE


def test_children_are_shown_and_handled_in_their_own_file(client, person):
    child = child_of(person, born=clock.today() - timedelta(days=9 * 365), first_name="Max")
    insured(child)
    card = CardFactory(person=child)
    assert "Max" in text_of(client.get(address("cards")))
    assert client.get(address("card_lost", card.public_id)).status_code == 404
    client.post(address("open_file"), {"file": str(child.dossier.public_id)})
    client.post(address("card_lost", card.public_id), {"address_checked": "on"})
    card.refresh_from_db()
    assert card.state == CardState.LOST


def test_many_children_cost_no_more(client, person, django_assert_max_num_queries):
    for number in range(5):
        child = child_of(person, born=clock.today() - timedelta(days=3000 + number))
        CardFactory(person=child)
    with django_assert_max_num_queries(6):
        assert client.get(address("cards")).status_code == 200


@pytest.mark.parametrize(("scope", "status"), [("insurance", 200), ("appointments", 403)])
def test_a_mandate_for_insurance_opens_the_cards_and_no_other_does(scope, status):
    mandate = MandateFactory(accepted=True, scopes=[scope], first_day=clock.today())
    holder = of(mandate.holder)
    holder.post(address("open_file"), {"file": str(mandate.grantor.dossier.public_id)})
    assert holder.get(address("cards")).status_code == status
