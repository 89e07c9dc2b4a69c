"""From the statement to the bank and back: once, by two agents, to the account in force."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from cns_portal import audit, clock, procedures
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Message
from reimbursements.choices.money import BatchState, Method, PaymentRefusal, PaymentState
from reimbursements.choices.paying import ReturnReason
from reimbursements.models import Payment
from reimbursements.services import batches, following, paying
from reimbursements.services.paying import PaidBy
from tests.insured.factories import BankAccountFactory
from tests.reimbursements.factories import (
    ComplementaryClaimFactory,
    StatementFactory,
    decided,
)
from tests.reimbursements.paying import (
    AMOUNT,
    BELGIUM,
    LUXEMBOURG,
    agent,
    change_account,
    ordered,
    refusal,
    released,
    somebody,
    waiting,
)

pytestmark = pytest.mark.django_db


def history(payment):
    return [event.what for event in procedures.history(payment.statement.procedure)]


def state_of(payment):
    claim = payment.statement.claim
    claim.refresh_from_db()
    claim.procedure.refresh_from_db()
    assert claim.procedure.current_state == claim.state
    return claim.state


def test_what_nobody_mends_holds_up_nothing_behind_it():
    for _number in range(3):
        paying.returned(ordered().pk, agent=agent(), because=ReturnReason.AC04)
    person = somebody()
    paying.returned(ordered(person).pk, agent=agent(), because=ReturnReason.AC04)
    change_account(person)
    assert paying.pay_anew_where_mended(at_once=2) == 1
    assert paying.pay_anew_where_mended(at_once=2) == 0


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
