"""The money of a statement: paid once, back from the bank, paid again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from cns_portal import audit, clock, queue
from cns_portal.kernel.refusal import Refused
from reimbursements.choices.money import Method, PaymentRefusal, PaymentState
from reimbursements.choices.paying import ReturnReason
from reimbursements.models import Payment, Statement
from reimbursements.rules import payments as rules
from reimbursements.rules.payments import Verb
from reimbursements.selectors import payees
from reimbursements.services import following

if TYPE_CHECKING:
    from datetime import datetime

    from cns_portal.accounts.models import Account
    from cns_portal.audit import Actor
    from reimbursements.selectors.payees import Destination


@dataclass(frozen=True, slots=True)
class PaidBy:
    """How a statement is paid. At a desk a cheque has its number; an instant transfer may go to the
    account of a proxy, who came for the person."""

    method: Method = Method.TRANSFER
    cheque_number: str = ""
    proxy: Destination | None = None


BY_TRANSFER = PaidBy()

OPEN = frozenset(set(PaymentState) - {PaymentState.RETURNED, PaymentState.REPLACED})


@transaction.atomic
def create_for(statement: Statement, *, paid_by: PaidBy = BY_TRANSFER) -> Payment | None:
    """The payment of a statement; None where there is nothing to pay.

    However often it is asked for, and by however many at once, there is one. It waits for a
    payment file; a cheque is in the person's hands already. The caller holds the claim. Raises
    `Refused` for a cheque without a number.
    """
    following.hold(statement)  # of two, the second waits here and finds the payment of the first
    if not statement.total:
        following.catch_up(statement)
        return None
    if present := _open_payment(statement):
        return present
    now = clock.now()
    payment = Payment.objects.create(
        statement=statement,
        amount=statement.total,
        created_at=now,
        end_to_end_id=_next_reference(statement),
        **how(paid_by, now=now),
    )
    following.catch_up(statement)
    return payment


def how(paid_by: PaidBy, *, now: datetime) -> dict[str, Any]:
    """The columns of a payment that is made so. Raises `Refused` for a cheque without a number."""
    if paid_by.method == Method.CHEQUE:
        if not paid_by.cheque_number.strip():
            raise Refused(PaymentRefusal.NO_CHEQUE_NUMBER)
        return {
            "method": Method.CHEQUE,
            "state": PaymentState.PAID,
            "cheque_number": paid_by.cheque_number.strip()[:30],
            "paid_at": now,
            "to_follow": True,
        }
    columns = {"method": paid_by.method, "state": PaymentState.WAITING}
    if proxy := paid_by.proxy:
        columns |= {"iban": proxy.iban, "holder": proxy.holder, "to_proxy": True}
    return columns


@transaction.atomic
def at_once(payment_id: int, *, agent: Account, paid_by: PaidBy) -> Payment:
    """What waits for a payment file is paid at a desk instead. Raises `Refused`.

    Whether it may be is the desk's rule, asked before (`services.desk`).
    """
    statement = Statement.objects.get(payments=payment_id)
    following.hold(statement)
    payment = _locked(payment_id)
    _insist(payment, Verb.HAND_OVER, agent=agent)
    for name, value in how(paid_by, now=clock.now()).items():
        setattr(payment, name, value)
    payment.save()
    statement = payment.statement
    statement.method = paid_by.method
    if paid_by.method == Method.CHEQUE:
        statement.account_shown = ""
    elif paid_by.proxy:
        statement.account_shown = str(paid_by.proxy)
    statement.save(update_fields=["method", "account_shown"])
    _record(agent, "payment.at_once", payment, method=str(paid_by.method))
    following.catch_up(statement)
    return payment


@transaction.atomic
def returned(payment_id: int, *, agent: Account, because: ReturnReason) -> Payment:
    """The bank sent the money back, or a cheque was never cashed. Raises `Refused`."""
    payment = _locked(payment_id)
    _insist(payment, Verb.RETURN, agent=agent)
    payment.state = rules.after(Verb.RETURN, state=PaymentState(payment.state))
    payment.returned_at, payment.returned_because = clock.now(), ReturnReason(because)
    payment.to_follow = True
    payment.save(update_fields=["state", "returned_at", "returned_because", "to_follow"])
    _record(agent, "payment.returned", payment, because=str(because))
    queue.nudge(following.TASK)
    return payment


@transaction.atomic
def pay_anew(payment_id: int, *, by: Account | Actor, insists: bool = False) -> Payment:
    """What came back waits again, for the account in force now.

    `insists`: also when that is the account it came back from. Raises `Refused`.
    """
    statement = Statement.objects.get(payments=payment_id)
    following.hold(statement)
    payment = _locked(payment_id)
    _insist(payment, Verb.PAY_ANEW, agent=by)
    destination = payees.destinations([payment.statement]).get(statement.pk)
    if refusal := rules.why_not_pay_anew(
        state=PaymentState(payment.state),
        has_account=destination is not None,
        is_same_account=bool(destination) and destination.iban == payment.iban,
        insists=insists,
    ):
        raise Refused(refusal)
    following.catch_up(statement)  # that it came back, before it goes again
    payment.refresh_from_db()
    payment.state = rules.after(Verb.PAY_ANEW, state=PaymentState(payment.state))
    payment.save(update_fields=["state"])
    again = Payment.objects.create(
        statement=payment.statement,
        state=PaymentState.WAITING,
        method=Method.TRANSFER,
        amount=payment.amount,
        created_at=clock.now(),
        end_to_end_id=_next_reference(payment.statement),
    )
    _record(by, "payment.anew", again)
    following.paid_anew(again, account=str(destination))
    return again


def pay_anew_where_mended(*, at_once: int = 200) -> int:
    """Pay again what came back from an account that is no longer the one in force; how many.

    All of it is looked at, so that what nobody ever mends holds up nothing behind it.
    """
    came_back = Payment.objects.filter(state=PaymentState.RETURNED).order_by("pk")
    came_back = came_back.select_related("statement__claim")
    done, last = 0, 0
    while some := list(came_back.filter(pk__gt=last)[:at_once]):
        done += sum(_is_paid_anew(payment) for payment in _mended(some))
        last = some[-1].pk
    return done


def _mended(payments: list[Payment]) -> list[Payment]:
    """Those for which another account is in force by now."""
    known = payees.destinations([payment.statement for payment in payments])
    now = ((payment, known.get(payment.statement_id)) for payment in payments)
    return [payment for payment, to in now if to is not None and to.iban != payment.iban]


def _is_paid_anew(payment: Payment) -> bool:
    try:
        pay_anew(payment.pk, by=audit.SYSTEM)
    except Refused:  # an agent was faster
        return False
    return True


def _locked(payment_id: int) -> Payment:
    return (
        Payment.objects.select_for_update(of=("self",))
        .select_related("statement__claim", "statement__person", "batch")
        .get(pk=payment_id)
    )


def _insist(payment: Payment, verb: Verb, *, agent: Account | Actor) -> None:
    if refusal := rules.why_not(verb, state=PaymentState(payment.state)):
        raise Refused(refusal)
    if payment.statement.person.account_id == getattr(agent, "pk", 0):
        raise Refused(PaymentRefusal.OWN_FILE)


def _open_payment(statement: Statement) -> Payment | None:
    return Payment.objects.filter(statement=statement, state__in=OPEN).first()


def _next_reference(statement: Statement) -> str:
    """Says nothing to anybody but the CNS; another one each time the money leaves."""
    return f"{statement.number}-{statement.payments.count() + 1}"


def _record(by: Account | Actor, what: str, payment: Payment, **details: str) -> None:
    audit.record(
        by,
        what,
        payment,
        dossier=payment.statement.person.dossier,
        details={"reference": payment.end_to_end_id, **details},
    )
