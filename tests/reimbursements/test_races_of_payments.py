"""Two agents, two workers, and workers that are killed: exactly one transfer for a statement."""

from collections import Counter

import pytest

from cns_portal import procedures
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Email, Message
from insured.services import bank
from reimbursements import tasks
from reimbursements.choices.money import BatchState, Method, PaymentRefusal, PaymentState
from reimbursements.choices.paying import ReturnReason
from reimbursements.models import Payment, PaymentBatch
from reimbursements.services import bank_file, batches, paying
from reimbursements.services.paying import PaidBy
from tests.killing import killed_in
from tests.racing import at_once
from tests.reimbursements.paying import (
    BELGIUM,
    LUXEMBOURG,
    agent,
    released,
    somebody,
    told,
    waiting,
)

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


def nothing_broke(answers):
    assert [answer for answer in answers if isinstance(answer, Exception)] == []


def transfers():
    """How often each statement left for the bank, over all files that were released."""
    found = Counter()
    for batch in PaymentBatch.objects.exclude(state__in=["prepared", "dropped"]):
        for order in bank_file.read(bytes(batch.content)).orders:
            found[order.text] += 1
    return found


def history(payment):
    return Counter(event.what for event in procedures.history(payment.statement.procedure))


@pytest.mark.parametrize("attempt", range(3))
def test_eight_workers_pay_one_statement_once(attempt):
    statement = told()
    answers = at_once(*[lambda: paying.create_for(statement)] * 8)
    nothing_broke(answers)
    assert {answer.pk for answer in answers} == {Payment.objects.get().pk}


@pytest.mark.parametrize("attempt", range(3))
def test_two_agents_prepare_at_once(attempt):
    payments = [waiting() for _ in range(4)]
    agents = [agent() for _ in range(3)]
    answers = at_once(*[lambda one=one: batches.prepare(agent=one) for one in agents])
    nothing_broke(answers)
    for batch in PaymentBatch.objects.all():
        batches.release(batch.pk, agent=agent())
    assert transfers() == {f"CNS {payment.statement.number}": 1 for payment in payments}
    assert sum(batch.count for batch in PaymentBatch.objects.all()) == 4


@pytest.mark.parametrize("attempt", range(3))
def test_two_agents_release_at_once(attempt):
    waiting()
    batch = batches.prepare(agent=agent())
    agents = [agent() for _ in range(4)]
    answers = at_once(*[lambda one=one: batches.release(batch.pk, agent=one) for one in agents])
    nothing_broke(answers)
    assert answers.count(PaymentRefusal.CLOSED) == 3
    assert AuditEntry.objects.filter(action="payment_batch.released").count() == 1
    assert set(transfers().values()) == {1}


@pytest.mark.parametrize("attempt", range(3))
def test_one_drops_what_another_releases(attempt):
    payment = waiting()
    batch = batches.prepare(agent=agent())
    one, another = agent(), agent()
    answers = at_once(
        lambda: batches.drop(batch.pk, agent=one),
        lambda: batches.release(batch.pk, agent=another),
    )
    nothing_broke(answers)
    assert answers.count(PaymentRefusal.CLOSED) == 1
    batch.refresh_from_db()
    payment.refresh_from_db()
    expected = {BatchState.DROPPED: PaymentState.WAITING, BatchState.RELEASED: PaymentState.ORDERED}
    assert payment.state == expected[batch.state]
    assert transfers().total() == (batch.state == BatchState.RELEASED)


@pytest.mark.parametrize("attempt", range(3))
def test_an_account_changes_while_the_file_is_released(attempt):
    """Whatever comes first: the file that leaves names an account that was in force."""
    person = somebody()
    waiting(person)
    batch = batches.prepare(agent=agent())
    seen = person.bank_accounts.get().public_id
    another = agent()
    answers = at_once(
        lambda: batches.release(batch.pk, agent=another),
        lambda: bank.change_own(
            person, actor=person.account, iban=BELGIUM, holder=person.full_name, seen=seen
        ),
    )
    nothing_broke(answers)
    batch.refresh_from_db()
    if batch.state == BatchState.RELEASED:
        [order] = bank_file.read(bytes(batch.content)).orders
        assert order.iban == LUXEMBOURG
        assert answers[0] == batch
    else:
        assert answers[0] in {PaymentRefusal.CHANGED, PaymentRefusal.LOOK_FIRST}


@pytest.mark.parametrize("attempt", range(3))
def test_many_workers_tell_once(attempt):
    payments = [waiting() for _ in range(3)]
    released(*payments)
    before = Message.objects.count()
    nothing_broke(at_once(*[tasks.follow_payments] * 4))
    assert Message.objects.count() - before == 3
    for payment in payments:
        assert history(payment)["claim.ordered"] == 1
        payment.statement.claim.refresh_from_db()
        assert payment.statement.claim.state == "ordered"
    assert not Payment.objects.filter(to_follow=True).exists()


@pytest.mark.parametrize("attempt", range(3))
def test_what_came_back_is_paid_again_once(attempt):
    person = somebody()
    payment = waiting(person)
    released(payment)
    paying.returned(payment.pk, agent=agent(), because=ReturnReason.AC04)
    seen = person.bank_accounts.get().public_id
    bank.change_own(person, actor=person.account, iban=BELGIUM, holder="Marie B", seen=seen)
    one = agent()
    answers = at_once(
        tasks.pay_anew, tasks.pay_anew, lambda: paying.pay_anew(payment.pk, by=one), tasks.pay_anew
    )
    nothing_broke(answers)
    assert Payment.objects.filter(state=PaymentState.WAITING).count() == 1
    assert history(payment)["claim.paid_anew"] == 1


@pytest.mark.parametrize("attempt", range(3))
def test_money_comes_back_while_the_file_is_said_to_be_executed(attempt):
    payments = [waiting(), waiting()]
    batch = released(*payments)
    one, another = agent(), agent()
    answers = at_once(
        lambda: batches.execute(batch.pk, agent=one),
        lambda: paying.returned(payments[0].pk, agent=another, because=ReturnReason.AC01),
        tasks.follow_payments,
    )
    nothing_broke(answers)
    tasks.follow_payments()
    for payment, state in zip(payments, ["returned", "paid"], strict=True):
        payment.refresh_from_db()
        payment.statement.claim.refresh_from_db()
        assert payment.state == payment.statement.claim.state == state


@pytest.mark.parametrize("attempt", range(3))
def test_a_statement_that_a_file_takes_cannot_be_paid_at_the_desk_as_well(attempt):
    statement = told()
    waits = paying.create_for(statement)
    one, another = agent(), agent()
    cheque = PaidBy(Method.CHEQUE, cheque_number="4711")
    answers = at_once(
        lambda: batches.prepare(agent=one),
        lambda: paying.at_once(waits.pk, agent=another, paid_by=cheque),
    )
    nothing_broke(answers)
    refused = {PaymentRefusal.NOTHING_TO_PAY, PaymentRefusal.NOT_WAITING}
    assert len([answer for answer in answers if answer in refused]) == 1
    waits.refresh_from_db()
    assert (waits.state == PaymentState.PAID) == (waits.method == Method.CHEQUE)
    assert (waits.state == PaymentState.BATCHED) == (waits.batch_id is not None)


# -- workers that are killed ----------------------------------------------------------------------


@pytest.mark.fault
@pytest.mark.parametrize("at", ["_tell", "_move"])
def test_a_worker_killed_while_it_tells_leaves_nothing_half_done(at):
    payment = waiting()
    released(payment)
    before = Message.objects.count(), Email.objects.count()
    killed_in(tasks.follow_payments, where=f"reimbursements.services.following.{at}")
    assert (Message.objects.count(), Email.objects.count()) == before
    assert history(payment)["claim.ordered"] == 0
    tasks.follow_payments()
    tasks.follow_payments()
    assert Message.objects.count() == before[0] + 1
    assert history(payment)["claim.ordered"] == 1


@pytest.mark.fault
def test_an_agent_whose_request_dies_while_releasing_has_released_nothing():
    payment = waiting()
    batch = batches.prepare(agent=agent())
    another = agent()
    killed_in(
        lambda: batches.release(batch.pk, agent=another),
        where="reimbursements.services.batches._record",
    )
    batch.refresh_from_db()
    payment.refresh_from_db()
    assert (batch.state, payment.state) == (BatchState.PREPARED, PaymentState.BATCHED)
    batches.release(batch.pk, agent=another)
    assert transfers().total() == 1


@pytest.mark.fault
def test_an_agent_whose_request_dies_while_preparing_has_prepared_nothing():
    waiting()
    one = agent()
    killed_in(lambda: batches.prepare(agent=one), where="reimbursements.services.batches._record")
    assert not PaymentBatch.objects.exists()
    assert batches.prepare(agent=one).count == 1


@pytest.mark.fault
def test_a_worker_killed_while_it_pays_again_pays_once():
    person = somebody()
    payment = waiting(person)
    released(payment)
    paying.returned(payment.pk, agent=agent(), because=ReturnReason.AC04)
    seen = person.bank_accounts.get().public_id
    bank.change_own(person, actor=person.account, iban=BELGIUM, holder="Marie B", seen=seen)
    killed_in(tasks.pay_anew, where="reimbursements.services.paying._record")
    assert Payment.objects.count() == 1
    tasks.pay_anew()
    tasks.pay_anew()
    assert Payment.objects.filter(state=PaymentState.WAITING).count() == 1
