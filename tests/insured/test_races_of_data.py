"""Two windows, two workers, and workers that are killed: whole or not at all, and once."""

import pytest

from cns_portal import clock
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Email, Message
from insured import tasks
from insured.choices.bank import BankRefusal
from insured.choices.cards import CardRefusal
from insured.choices.contact import ContactRefusal
from insured.models import BankAccount, Card, LifeNote, Paper
from insured.services import bank, email_address
from insured.services.cards import asking, nightly
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.insured.covered import insured
from tests.insured.factories import BankAccountFactory, CardFactory
from tests.killing import killed_in
from tests.racing import at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

IBANS = ("LU28 0019 4006 4475 0000", "BE21 0012 3456 7803")


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def person():
    person = InsuredPersonFactory(signs_in=True)
    insured(person)
    return person


def change(person, iban):
    return lambda: bank.change_own(
        person, actor=person.account, iban=iban, holder="Marie Beispill", seen=None
    )


@pytest.mark.parametrize("attempt", range(3))
def test_two_windows_change_the_account(person, attempt):
    answers = at_once(*[change(person, iban) for iban in IBANS])
    assert sorted(isinstance(answer, BankAccount) for answer in answers) == [False, True]
    assert BankRefusal.CHANGED_MEANWHILE in answers
    assert BankAccount.objects.get().state == "in_force"
    assert Message.objects.count() == AuditEntry.objects.count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_a_button_pressed_eight_times_changes_it_once(person, attempt):
    answers = at_once(*[change(person, IBANS[0])] * 8)
    assert {answer.pk for answer in answers} == {BankAccount.objects.get().pk}
    assert Message.objects.count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_a_person_and_two_agents_at_once(person, attempt):
    """Whatever comes first, one account is in force and nothing is left undecided for ever."""
    proposed = BankAccountFactory(
        person=person, proposed=True, iban="BE21001234567803", country="BE", last_four="7803"
    )
    second, third = AccountFactory(agent=True), AccountFactory(agent=True)
    answers = at_once(
        lambda: bank.confirm(proposed.pk, agent=second),
        lambda: bank.confirm(proposed.pk, agent=third),
        change(person, IBANS[0]),
    )
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert BankAccount.objects.in_force().count() == 1
    assert not BankAccount.objects.filter(state="proposed").exists()


@pytest.mark.parametrize("attempt", range(3))
def test_two_agents_propose_at_once(person, attempt):
    agents = [AccountFactory(agent=True) for _ in range(2)]
    answers = at_once(
        *[
            lambda agent=agent, iban=iban: bank.propose(
                person, agent=agent, iban=iban, holder="Marie Beispill", reason="Shown"
            )
            for agent, iban in zip(agents, IBANS, strict=True)
        ]
    )
    assert BankRefusal.ALREADY_PROPOSED in answers
    assert BankAccount.objects.get().state == "proposed"


@pytest.mark.parametrize("attempt", range(3))
def test_a_link_followed_twice_at_once_counts_once(person, monkeypatch, attempt):
    monkeypatch.setattr("secrets.token_urlsafe", lambda size: "k" * 43)
    email_address.ask(person, actor=person.account, email="new@people.example")
    answers = at_once(
        *[lambda: email_address.confirm(person, actor=person.account, token="k" * 43)] * 4
    )
    assert answers.count(ContactRefusal.LINK_USED) == 3
    assert Message.objects.count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_many_workers_renew_once(attempt):
    for _ in range(4):
        card = CardFactory(european_until=clock.today())
        insured(card.person)
    answers = at_once(*[tasks.renew_cards] * 4)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert Card.objects.filter(state="ordered").count() == 4
    assert Message.objects.count() == LifeNote.objects.count() == 4


@pytest.mark.parametrize("attempt", range(3))
def test_a_loss_reported_in_two_windows_orders_one_card(person, attempt):
    card = CardFactory(person=person)
    answers = at_once(
        *[lambda: asking.report_lost(person, card.pk, actor=person.account, address_checked=True)]
        * 4
    )
    assert answers.count(CardRefusal.NOT_IN_HAND) == 3
    assert Card.objects.filter(state="ordered").count() == Paper.objects.count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_a_loss_and_the_nightly_run_at_once(person, attempt):
    card = CardFactory(person=person, european_until=clock.today())
    answers = at_once(
        lambda: asking.report_lost(person, card.pk, actor=person.account, address_checked=True),
        lambda: nightly.renew(card.pk),
    )
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert Card.objects.filter(state="ordered").count() == 1
    card.refresh_from_db()
    assert card.state == "lost"


# -- workers that are killed ----------------------------------------------------------------------


@pytest.mark.fault
@pytest.mark.parametrize("attempt", range(2))
def test_a_worker_killed_in_the_middle_leaves_nothing_half_done(attempt):
    for _ in range(2):
        card = CardFactory(european_until=clock.today())
        insured(card.person)
    killed_in(tasks.renew_cards, where="insured.services.cards.issuing.tell")
    assert not Card.objects.filter(state="ordered").exists()
    assert Message.objects.count() == LifeNote.objects.count() == 0
    tasks.renew_cards()
    assert Card.objects.filter(state="ordered").count() == 2
    assert Message.objects.count() == 2
    assert Email.objects.count() == 2
