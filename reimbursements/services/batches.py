"""Payment files for the bank: prepared by one agent, released by another, executed, or dropped."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from cns_portal import audit, clock, queue
from cns_portal.kernel import civil_time
from cns_portal.kernel import iban as numbers
from cns_portal.kernel.refusal import Refused
from insured.selectors import bank
from reimbursements.choices.money import BatchState, Method, PaymentRefusal, PaymentState
from reimbursements.models import PayeeDeclaration, Payment, PaymentBatch
from reimbursements.rules import bank_text
from reimbursements.rules import payments as rules
from reimbursements.rules.payments import Verb
from reimbursements.rules.second_person import ACCOUNT_IS_NEW_FOR
from reimbursements.selectors import payees
from reimbursements.selectors.payees import Destination
from reimbursements.services import bank_file, following
from reimbursements.services.bank_file import Debtor, Order

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cns_portal.accounts.models import Account


def debtor() -> Debtor | None:
    """The account that pays, as it is configured; None when it is not."""
    number = numbers.normalised(settings.PAYING_ACCOUNT_IBAN)
    if not number:
        return None
    return Debtor(settings.PAYING_ACCOUNT_NAME, number, settings.PAYING_ACCOUNT_BIC)


def waiting(method: Method, *, agent: Account) -> QuerySet[Payment]:
    """What this agent can put into a file, the oldest first: nothing that is paid to themselves."""
    return (
        Payment.objects.to_pay()
        .filter(method=method)
        .exclude(statement__person__account=agent)
        .select_related("statement__claim", "statement__person")
        .order_by("created_at", "pk")
    )


@transaction.atomic
def prepare(
    *, agent: Account, method: Method = Method.TRANSFER, only: Collection[int] | None = None
) -> PaymentBatch:
    """A file of all that waits, or of `only` these payments; each with the account in force now.

    What another agent is putting into a file at this moment is left to them. What has no account
    stays. Raises `Refused`.
    """
    payer = debtor()
    if payer is None:
        raise Refused(PaymentRefusal.NO_DEBTOR)
    rows = waiting(method, agent=agent)
    if only is not None:
        rows = rows.filter(pk__in=only)
    rows = list(
        rows.select_for_update(of=("self",), skip_locked=True)[: rules.MOST_IN_A_FILE],
    )
    chosen = _with_accounts(rows)
    if not chosen:
        raise Refused(PaymentRefusal.NO_ACCOUNT if rows else PaymentRefusal.NOTHING_TO_PAY)
    now = clock.now()
    batch = PaymentBatch.objects.create(
        state=BatchState.PREPARED,
        method=method,
        prepared_at=now,
        prepared_by=agent,
        execute_on=rules.execute_on(method, today=clock.today()),
        count=len(chosen),
        control_sum=sum(payment.amount for payment in chosen),
    )
    for payment in chosen:
        payment.state = rules.after(Verb.BATCH, state=PaymentState(payment.state))
        payment.batch = batch
    Payment.objects.bulk_update(chosen, ["state", "batch", "iban", "holder"], batch_size=250)
    batch.content = _written(batch, chosen, payer=payer)
    batch.save(update_fields=["content"])
    _record(agent, "payment_batch.prepared", batch)
    return batch


@transaction.atomic
def release(batch_id: int, *, agent: Account, has_looked: bool = False) -> PaymentBatch:
    """Another agent than the one who prepared it lets the file go to the bank.

    `has_looked`: at the payments to accounts that were changed lately. Nothing of it may have
    changed since it was prepared. Raises `Refused`.
    """
    batch = _locked(batch_id)
    payments = payments_of(batch).select_for_update(of=("self",))
    payments = list(payments)
    if refusal := why_not_release(batch, payments, agent=agent, has_looked=has_looked):
        raise Refused(refusal)
    batch.state, batch.released_at, batch.released_by = BatchState.RELEASED, clock.now(), agent
    batch.execute_on = rules.execute_on(Method(batch.method), today=clock.today())
    payer = debtor()
    if payer is None:
        raise Refused(PaymentRefusal.NO_DEBTOR)
    batch.content = _written(batch, payments, payer=payer)
    batch.save(update_fields=["state", "released_at", "released_by", "execute_on", "content"])
    _step(batch, Verb.RELEASE)
    _record(agent, "payment_batch.released", batch)
    return batch


@transaction.atomic
def drop(batch_id: int, *, agent: Account) -> PaymentBatch:
    """The file goes nowhere; its payments wait for another one. Raises `Refused`."""
    batch = _locked(batch_id)
    if refusal := rules.why_not_drop(BatchState(batch.state)):
        raise Refused(refusal)
    payments = list(payments_of(batch).select_for_update(of=("self",)))
    for payment in payments:
        payment.state = rules.after(Verb.DROP, state=PaymentState(payment.state))
        payment.batch = None
        if not payment.to_proxy:
            payment.iban = payment.holder = None
    batch.state, batch.content = BatchState.DROPPED, None
    batch.save(update_fields=["state", "content"])
    Payment.objects.bulk_update(payments, ["state", "batch", "iban", "holder"], batch_size=250)
    _record(agent, "payment_batch.dropped", batch)
    return batch


@transaction.atomic
def execute(batch_id: int, *, agent: Account) -> PaymentBatch:
    """The bank has executed the file: what has not come back is paid. Raises `Refused`."""
    batch = _locked(batch_id)
    if refusal := rules.why_not_execute(BatchState(batch.state)):
        raise Refused(refusal)
    batch.state, batch.executed_at = BatchState.EXECUTED, clock.now()
    batch.save(update_fields=["state", "executed_at"])
    _step(batch, Verb.EXECUTE, paid_at=batch.executed_at)
    _record(agent, "payment_batch.executed", batch)
    return batch


def fetched(batch: PaymentBatch, *, agent: Account) -> bytes:
    """The file as it goes to the bank; written down each time. Raises `Refused` before it may."""
    if batch.state not in {BatchState.RELEASED, BatchState.EXECUTED}:
        raise Refused(PaymentRefusal.NOT_RELEASED)
    _record(agent, "payment_batch.fetched", batch)
    return bytes(batch.content)


def payments_of(batch: PaymentBatch) -> QuerySet[Payment]:
    """The payments of a file in the order of the file."""
    return (
        Payment.objects.filter(batch=batch)
        .select_related("statement__claim", "statement__person")
        .order_by("created_at", "pk")
    )


def why_not_release(
    batch: PaymentBatch, payments: Sequence[Payment], *, agent: Account, has_looked: bool
) -> PaymentRefusal | None:
    """Why this agent cannot release the file as it is now; None when they can."""
    return rules.why_not_release(
        state=BatchState(batch.state),
        is_who_prepared=batch.prepared_by_id == agent.pk,
        has_own_payment=any(one.statement.person.account_id == agent.pk for one in payments),
        is_changed=batch.state == BatchState.PREPARED and _is_changed(batch, payments),
        is_new_account_in_it=bool(with_new_accounts(payments)),
        has_looked=has_looked,
    )


def with_new_accounts(payments: Sequence[Payment]) -> set[int]:
    """Those (keys) whose money goes to an account that was changed or declared lately."""
    since = clock.now() - ACCOUNT_IS_NEW_FOR - timedelta(days=1)
    people = {payment.statement.person_id for payment in payments}
    changed = bank.changed_lately(people, since=since)
    moments = [*changed.items()]
    moments += PayeeDeclaration.objects.filter(
        person__in=people, declared_at__gte=since
    ).values_list("person", "declared_at")
    today = clock.today()
    new = {key for key, at in moments if rules.is_new(civil_time.day_of(at), today=today)}
    return {one.pk for one in payments if one.to_proxy or one.statement.person_id in new}


def reference_of(batch: PaymentBatch) -> str:
    """What the bank knows the file by; it takes each only once."""
    return f"CNS-{batch.public_id.hex[:24]}"


def _locked(batch_id: int) -> PaymentBatch:
    return PaymentBatch.objects.select_for_update(of=("self",)).get(pk=batch_id)


def _with_accounts(payments: list[Payment]) -> list[Payment]:
    """Those that can be transferred, with their account written in."""
    known = payees.destinations([payment.statement for payment in payments])
    found = []
    for payment in payments:
        to = _given(payment) if payment.to_proxy else known.get(payment.statement_id)
        if to and bank_text.written(to.holder, longest=bank_text.LONGEST_NAME):
            payment.iban, payment.holder = to.iban, to.holder
            found.append(payment)
    return found


def _given(payment: Payment) -> Destination:
    return Destination(payment.holder, payment.iban, payment.created_at)


def _is_changed(batch: PaymentBatch, payments: Sequence[Payment]) -> bool:
    """Whether the file no longer says what the accounts and the statements say now."""
    known = payees.destinations([payment.statement for payment in payments])
    for payment in payments:
        to = _given(payment) if payment.to_proxy else known.get(payment.statement_id)
        if to is None or (to.iban, to.holder) != (payment.iban, payment.holder):
            return True
        if payment.state != PaymentState.BATCHED or payment.amount != payment.statement.total:
            return True
    said = bank_file.read(bytes(batch.content)).orders
    return said != tuple(bank_file.in_bank_letters(one) for one in _orders(payments))


def _written(batch: PaymentBatch, payments: Sequence[Payment], *, payer: Debtor) -> bytes:
    return bank_file.write(
        reference=reference_of(batch),
        created_at=clock.now(),
        execute_on=batch.execute_on,
        debtor=payer,
        orders=_orders(payments),
        instant=batch.method == Method.INSTANT,
    )


def _orders(payments: Sequence[Payment]) -> list[Order]:
    return [
        Order(
            reference=payment.end_to_end_id,
            amount=payment.amount,
            name=payment.holder,
            iban=payment.iban,
            text=f"CNS {payment.statement.number}",
        )
        for payment in payments
    ]


def _step(batch: PaymentBatch, verb: Verb, **columns) -> None:
    """All payments of the file that can take the step do; claims and people follow."""
    [(before, after)] = [(of, to) for (of, by), to in rules.STEPS.items() if by is verb]
    batch.payments.filter(state=before).update(state=after, to_follow=True, **columns)
    queue.nudge(following.TASK)


def _record(agent: Account, what: str, batch: PaymentBatch) -> None:
    details = {"payments": batch.count, "sum": str(batch.control_sum)}
    audit.record(agent, what, batch, details=details)
