"""The bank account: by the person at once, by agents with four eyes, never read by anybody else."""

import pytest
from django.db import IntegrityError, connection

from cns_portal import clock
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Email, Message
from cns_portal.kernel.refusal import Refused
from insured.choices import AccountState
from insured.choices.bank import BankRefusal
from insured.models import BankAccount
from insured.rules import bank as rules
from insured.selectors import bank as selectors
from insured.services import bank
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.insured.factories import BankAccountFactory, EmailChangeFactory

pytestmark = pytest.mark.django_db

FIRST = "LU28 0019 4006 4475 0000"
SECOND = "BE21 0012 3456 7803"
NUMBERS = ("LU280019400644750000", "BE21001234567803", "400644", "123456")


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def person():
    return InsuredPersonFactory(signs_in=True, first_name="Marie", last_name="Beispill")


@pytest.fixture
def agents():
    return AccountFactory(agent=True), AccountFactory(agent=True)


def change(person, iban=FIRST, holder="Marie Beispill", seen=None) -> BankAccount:
    return bank.change_own(person, actor=person.account, iban=iban, holder=holder, seen=seen)


def propose(person, agent, iban=SECOND, reason="Shown at the counter") -> BankAccount:
    return bank.propose(person, agent=agent, iban=iban, holder="Marie Beispill", reason=reason)


def states(person) -> list[tuple[str, str]]:
    rows = BankAccount.objects.of(person).order_by("pk")
    return list(rows.values_list("last_four", "state"))


def titles(person) -> list[str]:
    rows = Message.objects.filter(dossier=person.dossier).order_by("pk")
    return list(rows.values_list("title", flat=True))


# -- by the person --------------------------------------------------------------------------------


def test_ones_own_account_is_in_force_at_once(person):
    account = change(person)
    assert (account.state, account.iban, account.last_four) == (
        AccountState.IN_FORCE,
        "LU280019400644750000",
        "0000",
    )
    assert titles(person) == ["Your bank account was changed"]
    assert AuditEntry.objects.get().action == "bank_account.changed"


def test_the_bank_is_named_where_it_is_known(person):
    assert change(person, SECOND).bank_name == "BNP Paribas Fortis"


def test_the_one_before_is_kept_as_history(person):
    first = change(person)
    second = change(person, SECOND, seen=first.public_id)
    assert states(person) == [("0000", "replaced"), ("7803", "in_force")]
    assert selectors.in_force(person) == second
    assert "BE … 7803" in Message.objects.latest("pk").body
    assert "LU … 0000" in Message.objects.latest("pk").body


def test_the_same_form_sent_twice_changes_nothing(person):
    first = change(person)
    assert change(person) == first
    assert change(person, seen=first.public_id) == first
    assert states(person) == [("0000", "in_force")]
    assert len(titles(person)) == 1


def test_a_form_of_another_window_changes_nothing(person):
    change(person)
    with pytest.raises(Refused) as refused:
        change(person, SECOND)
    assert refused.value.reason == BankRefusal.CHANGED_MEANWHILE
    assert states(person) == [("0000", "in_force")]


@pytest.mark.parametrize(
    ("iban", "holder", "reason"),
    [
        ("LU29 0019 4006 4475 0000", "Marie", BankRefusal.NOT_AN_IBAN),
        (FIRST, "  ", BankRefusal.NO_HOLDER),
    ],
)
def test_what_is_no_account(person, iban, holder, reason):
    with pytest.raises(Refused) as refused:
        change(person, iban, holder)
    assert refused.value.reason == reason
    assert not BankAccount.objects.exists()


def test_what_an_agent_entered_is_set_aside_by_the_person(person, agents):
    propose(person, agents[0])
    change(person)
    assert states(person) == [("7803", "rejected"), ("0000", "in_force")]


def test_an_address_given_up_lately_is_warned_too(person):
    EmailChangeFactory(person=person, old_email="before@people.example", confirmed=True)
    change(person)
    recipients = set(Email.objects.values_list("recipient", flat=True))
    assert recipients == {person.email, "before@people.example"}


# -- by agents ------------------------------------------------------------------------------------


def test_two_agents_change_an_account(person, agents):
    change(person)
    proposed = propose(person, agents[0])
    assert states(person) == [("0000", "in_force"), ("7803", "proposed")]
    bank.confirm(proposed.pk, agent=agents[1])
    assert states(person) == [("0000", "replaced"), ("7803", "in_force")]
    assert titles(person)[1:] == [
        "A new bank account was entered for you",
        "Your bank account was changed",
    ]


def test_one_agent_alone_cannot(person, agents):
    proposed = propose(person, agents[0])
    for work in (
        lambda: bank.confirm(proposed.pk, agent=agents[0]),
        lambda: bank.reject(proposed.pk, agent=agents[0], reason="No"),
    ):
        with pytest.raises(Refused) as refused:
            work()
        assert refused.value.reason == BankRefusal.FOUR_EYES
    assert states(person) == [("7803", "proposed")]


def test_a_rejection_says_why(person, agents):
    proposed = propose(person, agents[0])
    with pytest.raises(Refused) as refused:
        bank.reject(proposed.pk, agent=agents[1], reason=" ")
    assert refused.value.reason == BankRefusal.NO_REASON
    bank.reject(proposed.pk, agent=agents[1], reason="The name is another one.")
    assert states(person) == [("7803", "rejected")]
    assert "The name is another one." in Message.objects.latest("pk").body
    with pytest.raises(Refused) as refused:
        bank.confirm(proposed.pk, agent=agents[1])
    assert refused.value.reason == BankRefusal.DECIDED


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({}, None),
        ({"is_own_file": True}, BankRefusal.OWN_FILE),
        ({"one_is_proposed": True}, BankRefusal.ALREADY_PROPOSED),
        ({"is_in_force": True}, BankRefusal.SAME_ACCOUNT),
        ({"reason": " "}, BankRefusal.NO_REASON),
    ],
)
def test_when_an_agent_may_propose(facts, reason):
    given = {"is_own_file": False, "one_is_proposed": False, "is_in_force": False, "reason": "x"}
    assert rules.why_not_propose(**(given | facts)) == reason


@pytest.mark.parametrize("state", AccountState)
@pytest.mark.parametrize("is_own_file", [True, False])
@pytest.mark.parametrize("is_who_proposed", [True, False])
def test_only_another_agent_decides_what_is_proposed(state, is_own_file, is_who_proposed):
    refusal = rules.why_not_decide(
        state=state, is_own_file=is_own_file, is_who_proposed=is_who_proposed
    )
    may = state == AccountState.PROPOSED and not is_own_file and not is_who_proposed
    assert (refusal is None) is may


def test_nobody_works_on_their_own_file(agents):
    agent = agents[0]
    own = InsuredPersonFactory(account=agent)
    with pytest.raises(Refused) as refused:
        propose(own, agent)
    assert refused.value.reason == BankRefusal.OWN_FILE


# -- what nobody reads ----------------------------------------------------------------------------


def rows_of_every_table() -> dict[str, set[str]]:
    """All there is, as it would stand in a dump."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found[table] = {row for (row,) in cursor.fetchall()}
    return found


def test_no_table_message_or_trail_holds_the_number(person, agents):
    before = rows_of_every_table()  # what other tests left may hold six such digits by chance
    first = change(person)
    change(person, SECOND, seen=first.public_id)
    proposed = propose(person, agents[0], FIRST)
    bank.reject(proposed.pk, agent=agents[1], reason="No")
    for table, rows in rows_of_every_table().items():
        for row in rows - before[table]:
            assert not [number for number in NUMBERS if number in row], table
    with connection.cursor() as cursor:
        cursor.execute("SELECT iban FROM insured_bankaccount")
        for (sealed,) in cursor.fetchall():
            assert b"0064475" not in bytes(sealed)


def test_a_page_never_opens_the_number(person, django_assert_num_queries):
    change(person)
    account = selectors.in_force(person)
    assert "iban" in account.get_deferred_fields()
    [row] = selectors.history_of(person)
    assert {"iban", "holder"} <= row.get_deferred_fields()
    assert selectors.proposed_for(person) is None
    assert not selectors.waiting().exists()


# -- the promises of the table --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("promise", "columns"),
    [
        ("bank_account_state_is_known", {"state": "unknown"}),
        ("bank_account_country_has_two_letters", {"country": "L1"}),
        ("bank_account_shows_four_characters", {"last_four": "12"}),
        ("bank_account_decided_iff_dated", {"decided_at": None}),
        ("bank_account_replaced_iff_dated", {"replaced_at": clock.now()}),
    ],
)
def test_what_the_table_refuses(promise, columns):
    with pytest.raises(IntegrityError, match=promise):
        BankAccountFactory(**columns)


def test_bank_account_by_an_agent_has_four_eyes(agents):
    account = BankAccountFactory(proposed=True, proposed_by=agents[0])
    with pytest.raises(IntegrityError, match="bank_account_by_an_agent_has_four_eyes"):
        BankAccount.objects.filter(pk=account.pk).update(
            state="in_force", decided_at=clock.now(), decided_by=agents[0]
        )
