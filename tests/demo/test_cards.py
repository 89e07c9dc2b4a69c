"""The cards and accounts of the demonstration."""

import pytest

from cns_portal import clock
from cns_portal.demo import cards, families, insurance, people
from cns_portal.kernel import iban
from insured.models import BankAccount, Card

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


def card_of(first_name: str, **columns) -> Card:
    return Card.objects.get(person__first_name=first_name, **columns)


def test_cards_for_everybody_and_what_follows_from_them():
    people.seed_people()
    families.seed_families()
    insurance.seed_declarations()
    assert cards.seed_cards() == 11
    assert cards.seed_cards() == 0
    assert card_of("Marie").state == "active"
    josette = card_of("Josette", state="active")
    assert (josette.european_until - clock.today()).days == 49
    assert card_of("Josette", state="ordered").replaces == josette
    # The job ended with last month: the card is asked back from the eighth day on.
    assert card_of("Nuno").state == ("to_return" if clock.today().day >= 8 else "active")


def test_two_bank_accounts_with_four_eyes():
    people.seed_people()
    accounts = people.seed_agents()
    assert cards.seed_bank_accounts(accounts) == 2
    assert cards.seed_bank_accounts(accounts) == 0
    for account in BankAccount.objects.all():
        assert account.state == "in_force"
        assert account.decided_by != account.proposed_by
        assert iban.why_not(account.iban) is None
    assert set(BankAccount.objects.values_list("country", flat=True)) == {"LU", "BE"}
