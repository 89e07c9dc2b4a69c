"""An e-mail address is used once the link that was sent there was followed."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from cns_portal import clock
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Email, Message
from cns_portal.kernel.refusal import Refused
from insured.choices.contact import ContactRefusal
from insured.models import EmailChange
from insured.services import email_address, files, former_addresses
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.insured.factories import EmailChangeFactory

pytestmark = pytest.mark.django_db

OLD, NEW = "old@people.example", "new@people.example"


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def person():
    return InsuredPersonFactory(signs_in=True, email=OLD)


def ask(person, email=NEW) -> str:
    """Ask for the address; the token in the letter to it."""
    email_address.ask(person, actor=person.account, email=email)
    letter = Email.objects.filter(recipient=email).latest("pk")
    (token,) = re.findall(r"/espace/data/email/([\w-]+)/", letter.text_body)
    return token


def confirm(person, token):
    return email_address.confirm(person, actor=person.account, token=token)


def refusal(work, *args) -> ContactRefusal:
    with pytest.raises(Refused) as refused:
        work(*args)
    return refused.value.reason


def test_nothing_changes_before_the_link_is_followed(person):
    ask(person)
    person.refresh_from_db()
    assert person.email == OLD
    assert not Message.objects.exists()


def test_following_the_link_changes_the_address_and_tells_the_old_one(person):
    confirm(person, ask(person))
    person.refresh_from_db()
    assert person.email == NEW
    message = Message.objects.get()
    assert message.title == "Your e-mail address was changed"
    assert NEW not in message.body
    [told] = Email.objects.filter(announces=message)
    assert told.recipient == OLD
    assert AuditEntry.objects.latest("pk").details == {"fields": ["email"]}


def test_the_letter_names_nobody(person):
    ask(person)
    letter = Email.objects.get()
    for secret in (person.last_name, person.first_name, OLD, person.matricule):
        assert secret not in letter.subject + letter.text_body + letter.html_body


def test_a_link_is_good_once(person):
    token = ask(person)
    confirm(person, token)
    assert refusal(confirm, person, token) == ContactRefusal.LINK_USED


def test_a_link_is_good_for_a_day(person, time_machine):
    token = ask(person)
    asked = EmailChange.objects.get().asked_at
    time_machine.move_to(asked + timedelta(hours=24), tick=False)
    assert refusal(confirm, person, token) == ContactRefusal.LINK_EXPIRED


def test_another_address_makes_the_first_link_worthless(person):
    first, second = ask(person), ask(person, "third@people.example")
    assert refusal(confirm, person, first) == ContactRefusal.LINK_USED
    assert confirm(person, second).email == "third@people.example"


def test_a_link_is_good_for_nobody_else(person):
    stranger = InsuredPersonFactory(signs_in=True)
    token = ask(person)
    assert email_address.found(stranger, token) is None
    assert refusal(confirm, stranger, token) == ContactRefusal.LINK_USED
    person.refresh_from_db()
    assert person.email == OLD


def test_an_address_can_be_forgotten_before(person):
    token = ask(person)
    assert email_address.withdraw(person, actor=person.account) == 1
    assert refusal(confirm, person, token) == ContactRefusal.LINK_USED


def test_the_same_address_is_no_change(person):
    assert refusal(ask, person, OLD.upper()) == ContactRefusal.SAME_ADDRESS


def test_nobody_is_sent_letter_after_letter(person):
    for number in range(5):
        ask(person, f"victim-{number}@people.example")
    assert refusal(ask, person, "victim-6@people.example") == ContactRefusal.TOO_MANY
    assert Email.objects.count() == 5


def test_only_a_hash_of_the_token_is_kept(person):
    token = ask(person)
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM insured_emailchange t")
        [(row,)] = cursor.fetchall()
    assert token not in row
    assert NEW not in row


@pytest.mark.parametrize(
    ("columns", "warned"),
    [
        ({"confirmed": True}, 1),
        ({}, 0),
        ({"confirmed_at": clock.now() - timedelta(days=31)}, 0),
        ({"confirmed": True, "old_email": ""}, 0),
        ({"confirmed": True, "old_email": NEW}, 0),
    ],
    ids=["lately", "never confirmed", "long ago", "there was none", "taken back"],
)
def test_whom_a_former_address_is_warned_for(columns, warned):
    person = InsuredPersonFactory(signs_in=True, email=NEW)
    EmailChangeFactory(person=person, **{"old_email": OLD, **columns})
    assert former_addresses.warn(person, about="test") == warned
    assert former_addresses.warn(person, about="test") == warned
    assert Email.objects.count() == warned, "the same is said once"


@pytest.mark.parametrize(
    ("promise", "columns"),
    [
        ("email_change_keeps_a_hash_only", {"token_hash": "x" * 43}),
        ("email_change_ends_in_one_way", {"confirmed": True, "withdrawn_at": clock.now()}),
    ],
)
def test_what_the_table_refuses(promise, columns):
    with pytest.raises(IntegrityError, match=promise):
        EmailChangeFactory(**columns)


@pytest.mark.parametrize(
    ("promise", "same"),
    [
        ("email_change_token_is_unique", "token_hash"),
        ("email_change_one_open_per_person", "person"),
    ],
)
def test_what_the_table_holds_once(promise, same):
    first = EmailChangeFactory()
    with pytest.raises(IntegrityError, match=promise):
        EmailChangeFactory(**{same: getattr(first, same)})


def test_an_address_that_an_agent_changes_is_told_too(person):
    agent = AccountFactory(agent=True)
    kept = {name: getattr(person, name) for name in ("phone", "street", "postcode", "locality")}
    files.change_contact(person, actor=agent, email=NEW, country="LU", language="en", **kept)
    person.refresh_from_db()
    assert person.email == NEW
    [told] = Email.objects.filter(announces__title="Your e-mail address was changed")
    assert told.recipient == OLD
    assert former_addresses.warn(person, about="bank") == 1
