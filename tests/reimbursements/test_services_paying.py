"""From the statement to the bank and back: once, by two agents, to the account in force."""

import re
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from cns_portal import audit, clock, procedures
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Message
from cns_portal.kernel.refusal import Refused
from insured.services import bank
from reimbursements.choices.money import BatchState, Method, PaymentRefusal, PaymentState
from reimbursements.choices.paying import ReturnReason
from reimbursements.models import Payment, PaymentBatch
from reimbursements.services import bank_file, batches, following, paying
from reimbursements.services.paying import PaidBy
from tests.insured.factories import BankAccountFactory
from tests.reimbursements.factories import (
    ComplementaryClaimFactory,
    PayeeDeclarationFactory,
    StatementFactory,
    decided,
)
from tests.reimbursements.paying import (
    AMOUNT,
    BELGIUM,
    LUXEMBOURG,
    agent,
    ordered,
    released,
    somebody,
    waiting,
)

pytestmark = pytest.mark.django_db


def refusal(work, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        work(*args, **kwargs)
    return refused.value.reason


def change_account(person, iban=BELGIUM):
    seen = person.bank_accounts.filter(state="in_force").values_list("public_id", flat=True)
    return bank.change_own(
        person, actor=person.account, iban=iban, holder=person.full_name, seen=seen.first()
    )


def history(payment):
    return [event.what for event in procedures.history(payment.statement.procedure)]


def state_of(payment):
    claim = payment.statement.claim
    claim.refresh_from_db()
    claim.procedure.refresh_from_db()
    assert claim.procedure.current_state == claim.state
    return claim.state


# -- one payment of a statement ----------------------------------------------------------------


def test_a_statement_has_one_payment_however_often_it_is_asked_for():
    statement = decided(person=somebody())
    first = paying.create_for(statement)
    assert paying.create_for(statement) == first
    assert (first.state, first.amount) == (PaymentState.WAITING, statement.total)
    assert first.iban is None, "the account in force decides when the file is made"


def test_where_there_is_nothing_to_pay_there_is_no_payment():
    assert paying.create_for(StatementFactory()) is None
    assert not Payment.objects.exists()


def test_a_cheque_is_paid_at_once_and_has_its_number():
    statement = decided(person=somebody())
    cheque = PaidBy(Method.CHEQUE, cheque_number=" 4711 ")
    payment = paying.create_for(statement, paid_by=cheque)
    assert (payment.state, payment.cheque_number) == (PaymentState.PAID, "4711")
    assert state_of(payment) == "paid"


def test_a_cheque_without_its_number_is_refused():
    statement = decided(person=somebody())
    found = refusal(paying.create_for, statement, paid_by=PaidBy(Method.CHEQUE))
    assert found == PaymentRefusal.NO_CHEQUE_NUMBER


# -- files -------------------------------------------------------------------------------------


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


# -- ordered, paid, come back ------------------------------------------------------------------


def test_the_claim_and_the_person_follow_to_the_end():
    payment = waiting()
    batch = released(payment)
    following.follow()
    assert state_of(payment) == "ordered"
    batches.execute(batch.pk, agent=agent())
    following.follow()
    payment.refresh_from_db()
    assert payment.paid_at is not None
    assert state_of(payment) == "paid"
    assert history(payment)[-2:] == ["claim.ordered", "claim.paid"]
    assert Message.objects.filter(title="Your reimbursement is on its way").count() == 1


def test_following_twice_says_nothing_twice():
    payment = ordered()
    before = history(payment), Message.objects.count()
    following.follow_one(payment.pk)
    following.follow()
    assert (history(payment), Message.objects.count()) == before


def test_money_that_came_back_is_told_and_waits_for_another_account():
    person = somebody()
    payment = ordered(person)
    paying.returned(payment.pk, agent=agent(), because=ReturnReason.AC04)
    following.follow()
    assert state_of(payment) == "returned"
    told = Message.objects.get(title="A payment to you came back")
    assert str(ReturnReason.AC04.label) in told.body
    assert "/espace/data/bank/" in told.body
    assert paying.pay_anew_where_mended() == 0, "the account is still the same"
    change_account(person)
    assert paying.pay_anew_where_mended() == 1
    assert state_of(payment) == "decided"
    payment.refresh_from_db()
    assert payment.state == PaymentState.REPLACED
    again = payment.statement.payments.get(state=PaymentState.WAITING)
    assert (again.amount, again.end_to_end_id) == (payment.amount, payment.end_to_end_id[:-1] + "2")
    batch = batches.prepare(agent=agent())
    batches.release(batch.pk, agent=agent(), has_looked=True)
    following.follow()
    assert batch.payments.get().iban == BELGIUM
    assert state_of(payment) == "ordered"
    assert history(payment)[-3:] == ["claim.returned", "claim.paid_anew", "claim.ordered"]


def test_money_that_comes_back_after_it_was_paid_comes_back_as_well():
    payment = ordered()
    batches.execute(payment.batch_id, agent=agent())
    following.follow()
    paying.returned(payment.pk, agent=agent(), because=ReturnReason.MS03)
    following.follow()
    assert state_of(payment) == "returned"


def test_what_came_back_is_not_paid_when_the_file_is_executed():
    first, second = waiting(), waiting()
    batch = released(first, second)
    paying.returned(first.pk, agent=agent(), because=ReturnReason.AC01)
    batches.execute(batch.pk, agent=agent())
    states = dict(Payment.objects.values_list("pk", "state"))
    assert states == {first.pk: PaymentState.RETURNED, second.pk: PaymentState.PAID}


def test_an_agent_may_insist_on_the_same_account():
    payment = ordered()
    paying.returned(payment.pk, agent=agent(), because=ReturnReason.MS03)
    found = refusal(paying.pay_anew, payment.pk, by=agent())
    assert found == PaymentRefusal.SAME_ACCOUNT
    assert paying.pay_anew(payment.pk, by=agent(), insists=True).state == PaymentState.WAITING
    assert state_of(payment) == "decided"


def test_what_was_paid_again_is_not_paid_a_third_time():
    payment = ordered()
    paying.returned(payment.pk, agent=agent(), because=ReturnReason.MS03)
    paying.pay_anew(payment.pk, by=agent(), insists=True)
    found = refusal(paying.pay_anew, payment.pk, by=agent(), insists=True)
    assert found == PaymentRefusal.NOT_RETURNED


def test_only_what_left_can_come_back():
    payment = waiting()
    found = refusal(paying.returned, payment.pk, agent=agent(), because=ReturnReason.AC01)
    assert found == PaymentRefusal.NOT_ORDERED


def test_nobody_says_of_their_own_money_that_it_came_back():
    payment = ordered()
    me = payment.statement.person.account
    found = refusal(paying.returned, payment.pk, agent=me, because=ReturnReason.AC01)
    assert found == PaymentRefusal.OWN_FILE


def test_a_lost_cheque_is_paid_again_by_transfer():
    statement = decided(person=somebody())
    cheque = PaidBy(Method.CHEQUE, cheque_number="4711")
    payment = paying.create_for(statement, paid_by=cheque)
    paying.returned(payment.pk, agent=agent(), because=ReturnReason.NOT_CASHED)
    assert paying.pay_anew_where_mended() == 1
    again = statement.payments.get(state=PaymentState.WAITING)
    assert again.method == Method.TRANSFER


def test_a_claim_that_is_still_checked_stays_so_but_its_history_tells():
    payment = waiting()
    claim = payment.statement.claim
    claim.state = "being_checked"
    claim.save()
    procedures.add_event(
        claim.procedure,
        what="claim.taken",
        phase="being_checked",
        state="being_checked",
        actor=audit.SYSTEM,
        actor_kind="system",
    )
    released(payment)
    following.follow()
    assert state_of(payment) == "being_checked"
    assert history(payment)[-1] == "claim.ordered"


def test_two_statements_of_a_claim_are_paid_when_both_are():
    first = waiting()
    claim = first.statement.claim
    second = paying.create_for(
        StatementFactory(claim=claim, kind="bills", decided_total=Decimal(0))
    )
    assert second is None
    batch = released(first)
    batches.execute(batch.pk, agent=agent())
    following.follow()
    assert state_of(first) == "paid"


def test_a_payment_is_what_its_statement_says():
    payment = waiting()

    def add_a_euro():
        Payment.objects.filter(pk=payment.pk).update(amount=AMOUNT + 1)
        connection.check_constraints()

    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        add_a_euro()
    name = broken.value.__cause__.diag.constraint_name
    assert name == "payment_is_what_its_statement_says"


def test_a_payment_to_a_proxy_is_instant():
    payment = waiting()
    promise = "payment_to_a_proxy_is_instant"
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        Payment.objects.filter(pk=payment.pk).update(to_proxy=True)


def test_the_trail_names_no_account():
    payment = ordered()
    paying.returned(payment.pk, agent=agent(), because=ReturnReason.AC01)
    details = str(list(AuditEntry.objects.values_list("details", flat=True)))
    assert LUXEMBOURG not in details
    assert payment.end_to_end_id in details


def test_an_account_in_force_is_never_opened_for_a_list(django_assert_max_num_queries):
    for _ in range(3):
        waiting()
    with django_assert_max_num_queries(12):
        batches.prepare(agent=agent())


def test_a_new_account_of_somebody_else_is_no_reason_to_look():
    waiting()
    stranger = BankAccountFactory(state="replaced", replaced_at=clock.now()).person
    BankAccountFactory(person=stranger, iban=BELGIUM, decided_at=clock.now())
    batch = batches.prepare(agent=agent())
    assert batches.release(batch.pk, agent=agent()).state == BatchState.RELEASED


def test_a_complementary_statement_is_paid_and_its_case_is_done():
    person = somebody()
    asked = ComplementaryClaimFactory(person=person)
    statement = StatementFactory(
        kind="complementary",
        claim=None,
        procedure=asked.procedure,
        person=person,
        decided_total=AMOUNT,
    )
    payment = paying.create_for(statement)
    batch = released(payment)
    following.follow()
    batches.execute(batch.pk, agent=agent())
    following.follow()
    asked.procedure.refresh_from_db()
    assert asked.procedure.phase == "done"
    assert history(payment)[-2:] == ["claim.ordered", "claim.paid"]


def test_a_payment_that_breaks_does_not_hold_up_the_others(monkeypatch):
    first, second = waiting(), waiting()
    released(first, second)
    follow_one = following.follow_one

    def breaks(key):
        if key == first.pk:
            raise RuntimeError("lost")
        follow_one(key)

    monkeypatch.setattr(following, "follow_one", breaks)
    following.follow()
    assert list(Payment.objects.filter(to_follow=True)) == [first]
    assert state_of(second) == "ordered"
