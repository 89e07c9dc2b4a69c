"""What the first page of my space says about cards and one's own data."""

from datetime import timedelta

import pytest

from cns_portal import clock
from insured.choices import CardState
from insured.presenters import data_feed
from insured.selectors.cards import open_cards_of
from insured.selectors.contact import waiting_change_of
from tests.factories import InsuredPersonFactory
from tests.insured.factories import CardFactory, EmailChangeFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def about_cards(person) -> list[str]:
    return [item.title for item in data_feed.card_items(open_cards_of(person), now=clock.now())]


@pytest.mark.parametrize("state", CardState)
def test_a_card_to_return_needs_the_person_and_nothing_else_does(state):
    over = state in {"lost", "replaced", "returned"}
    card = CardFactory(
        state=state,
        ordered_at=clock.now(),
        sent_on=None if state == "ordered" else clock.today(),
        ended_at=clock.now() if over else None,
    )
    wanted = ["Return your social security card"] if state == "to_return" else []
    assert about_cards(card.person) == wanted


@pytest.mark.parametrize(("days", "asked"), [(20, False), (23, True)])
def test_a_late_card_is_asked_about(days, asked):
    card = CardFactory(ordered=True, ordered_at=clock.now() - days * DAY)
    wanted = ["Has your social security card arrived?"] if asked else []
    assert about_cards(card.person) == wanted


@pytest.mark.parametrize(("days", "shown"), [(1, True), (-1, False)])
def test_an_address_waits_while_its_link_is_good(days, shown):
    change = EmailChangeFactory(expires_at=clock.now() + days * DAY)
    found = data_feed.email_items(waiting_change_of(change.person), now=clock.now())
    assert bool(found) is shown
    assert "after@people.example" not in str(found)


def test_nothing_for_whoever_has_nothing():
    person = InsuredPersonFactory()
    assert about_cards(person) == []
    assert data_feed.email_items(waiting_change_of(person), now=clock.now()) == []
