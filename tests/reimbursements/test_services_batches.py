"""Payment files: all that waits, to the account in force, by two agents, once."""

import re

import pytest
from django.db import connection

from cns_portal import clock
from cns_portal.audit.models import AuditEntry
from reimbursements.choices.money import BatchState, Method, PaymentRefusal, PaymentState
from reimbursements.models import Payment, PaymentBatch
from reimbursements.services import bank_file, batches, paying
from reimbursements.services.paying import PaidBy
from tests.reimbursements.factories import PayeeDeclarationFactory, decided
from tests.reimbursements.paying import (
    AMOUNT,
    BELGIUM,
    LUXEMBOURG,
    agent,
    change_account,
    refusal,
    released,
    somebody,
    waiting,
)

pytestmark = pytest.mark.django_db


def test_a_file_holds_all_that_waits_to_the_cent():
    payments = [waiting() for _ in range(3)]
    batch = batches.prepare(agent=agent())
    assert (batch.count, batch.control_sum) == (3, 3 * AMOUNT)
    content = bank_file.read(bytes(batch.content))
    assert content.control_sum == batch.control_sum
    assert content.control_sum == sum(payment.statement.total for payment in payments)
    assert [order.reference for order in content.orders] == [p.end_to_end_id for p in payments]
    assert {order.iban for order in content.orders} == {LUXEMBOURG}
    assert set(Payment.objects.values_list("state", flat=True)) == {PaymentState.BATCHED}


def test_the_file_names_no_more_than_a_number_of_the_statement():
    payment = waiting()
    batch = batches.prepare(agent=agent())
    [order] = bank_file.read(bytes(batch.content)).orders
    assert order.text == f"CNS {payment.statement.number}"
    assert not re.search(r"consultation|C1", batch.content.decode())


def test_nothing_is_in_two_files():
    waiting()
    batches.prepare(agent=agent())
    assert refusal(batches.prepare, agent=agent()) == PaymentRefusal.NOTHING_TO_PAY


def test_who_has_no_account_waits():
    waiting(somebody(account=False))
    assert refusal(batches.prepare, agent=agent()) == PaymentRefusal.NO_ACCOUNT
    other = waiting()
    assert batches.prepare(agent=agent()).payments.get() == other


def test_without_an_account_of_the_fund_nothing_is_prepared(settings):
    settings.PAYING_ACCOUNT_IBAN = ""
    waiting()
    assert refusal(batches.prepare, agent=agent()) == PaymentRefusal.NO_DEBTOR


def test_nobody_prepares_or_releases_what_is_paid_to_themselves():
    payment = waiting()
    me = payment.statement.person.account
    assert refusal(batches.prepare, agent=me) == PaymentRefusal.NOTHING_TO_PAY
    batch = batches.prepare(agent=agent())
    assert refusal(batches.release, batch.pk, agent=me) == PaymentRefusal.OWN_FILE


def test_the_agent_who_prepared_a_file_does_not_release_it():
    waiting()
    mine = agent()
    batch = batches.prepare(agent=mine)
    assert refusal(batches.release, batch.pk, agent=mine) == PaymentRefusal.SAME_AGENT
    assert batches.release(batch.pk, agent=agent()).state == BatchState.RELEASED


def test_a_file_is_released_once():
    waiting()
    batch = batches.prepare(agent=agent())
    batches.release(batch.pk, agent=agent())
    assert refusal(batches.release, batch.pk, agent=agent()) == PaymentRefusal.CLOSED
    assert AuditEntry.objects.filter(action="payment_batch.released").count() == 1


def test_a_released_file_cannot_be_dropped():
    batch = released(waiting())
    assert refusal(batches.drop, batch.pk, agent=agent()) == PaymentRefusal.CLOSED


def test_the_payments_of_a_dropped_file_wait_again():
    payment = waiting()
    batch = batches.prepare(agent=agent())
    connection.check_constraints()  # in life the file is dropped in another transaction
    batches.drop(batch.pk, agent=agent())
    payment.refresh_from_db()
    assert (payment.state, payment.batch, payment.iban) == (PaymentState.WAITING, None, None)
    again = batches.prepare(agent=agent())
    assert again.payments.get() == payment


def test_the_content_goes_out_only_once_it_is_released_and_each_time_is_written_down():
    waiting()
    batch = batches.prepare(agent=agent())
    assert refusal(batches.fetched, batch, agent=agent()) == PaymentRefusal.NOT_RELEASED
    batch = batches.release(batch.pk, agent=agent())
    assert bank_file.read(batches.fetched(batch, agent=agent())).control_sum == AMOUNT
    assert AuditEntry.objects.filter(action="payment_batch.fetched").count() == 1


def test_an_instant_payment_has_a_file_of_its_kind():
    statement = decided(person=somebody())
    statement.method = Method.INSTANT
    payment = paying.create_for(statement, paid_by=PaidBy(Method.INSTANT))
    waiting()
    batch = batches.prepare(agent=agent(), method=Method.INSTANT)
    assert batch.payments.get() == payment
    assert batch.execute_on == clock.today()
    assert bank_file.read(bytes(batch.content)).instant


# -- the account -------------------------------------------------------------------------------


def test_an_account_that_was_changed_before_the_payment_is_used():
    person = somebody()
    waiting(person)
    change_account(person)
    batch = batches.prepare(agent=agent())
    assert batch.payments.get().iban == BELGIUM
    found = refusal(batches.release, batch.pk, agent=agent())
    assert found == PaymentRefusal.LOOK_FIRST
    assert batches.release(batch.pk, agent=agent(), has_looked=True)


def test_an_account_that_changes_after_the_file_was_prepared_stops_it():
    person = somebody()
    waiting(person)
    batch = batches.prepare(agent=agent())
    change_account(person)
    found = refusal(batches.release, batch.pk, agent=agent(), has_looked=True)
    assert found == PaymentRefusal.CHANGED
    connection.check_constraints()
    batches.drop(batch.pk, agent=agent())
    again = batches.prepare(agent=agent())
    batches.release(again.pk, agent=agent(), has_looked=True)
    assert Payment.objects.get().iban == BELGIUM


def test_a_file_whose_content_was_tampered_with_is_not_released():
    waiting()
    batch = batches.prepare(agent=agent())
    other = bytes(batch.content).replace(LUXEMBOURG.encode(), BELGIUM.encode())
    PaymentBatch.objects.filter(pk=batch.pk).update(content=other)
    assert refusal(batches.release, batch.pk, agent=agent()) == PaymentRefusal.CHANGED


def test_the_money_goes_to_whom_the_person_declared():
    person = somebody()
    declaration = PayeeDeclarationFactory(person=person, iban=BELGIUM, holder="Jean Muster")
    waiting(person)
    payment = batches.prepare(agent=agent()).payments.get()
    assert (payment.iban, payment.holder) == (BELGIUM, declaration.holder)


def test_a_declaration_for_one_mailing_is_for_that_one_alone():
    person = somebody()
    declaration = PayeeDeclarationFactory(person=person, iban=BELGIUM, form="b")
    waiting(person, payee=declaration)
    waiting(person)
    batch = batches.prepare(agent=agent())
    assert sorted(payment.iban for payment in batch.payments.all()) == [BELGIUM, LUXEMBOURG]
