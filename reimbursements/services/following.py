"""What follows when a payment has changed: the claim, its history, and telling the person.

A payment that was ordered, paid or sent back carries a mark until this is done. Each is done in a
transaction of its own, so that a worker that dies in the middle loses nothing and repeats nothing.
"""

from __future__ import annotations

import logging
import time

from django.db import transaction

from cns_portal import audit, procedures
from cns_portal.procedures.choices import ActorKind, Phase
from insured.services.telling import tell
from reimbursements.choices.claims import ClaimState
from reimbursements.choices.money import PaymentState
from reimbursements.models import Claim, Payment, Statement
from reimbursements.notices import payments as notices
from reimbursements.rules import payments as rules
from reimbursements.rules.states import Verb
from reimbursements.services import steps

logger = logging.getLogger(__name__)

TASK = "reimbursements.follow_payments"

SECONDS_PER_RUN = 40.0

HAPPENED = {
    PaymentState.ORDERED: "claim.ordered",
    PaymentState.PAID: "claim.paid",
    PaymentState.RETURNED: "claim.returned",
}
"""What the history says when a payment has come to a state."""

BECAUSE = {
    Verb.ORDER: "claim.ordered",
    Verb.PAY: "claim.paid",
    Verb.RETURN: "claim.returned",
    Verb.PAY_ANEW: "claim.paid_anew",
}


def follow(*, seconds: float = SECONDS_PER_RUN) -> bool:
    """Follow all payments that carry the mark. Whether some are left when the time is over.

    Any number of workers may do this at once.
    """
    ends_at = time.monotonic() + seconds
    last = 0
    while time.monotonic() < ends_at:
        waiting = Payment.objects.filter(to_follow=True, pk__gt=last).order_by("pk")
        keys = list(waiting.values_list("pk", flat=True)[:100])
        if not keys:
            return False
        for key in keys:
            if time.monotonic() >= ends_at:
                return True
            try:
                follow_one(key)
            except Exception:  # the mark stays; one that breaks does not hold up the others
                logger.exception("Payment %s could not be followed.", key)
        last = keys[-1]
    return True


@transaction.atomic
def follow_one(payment_id: int) -> None:
    """The claim, the history and the person, for one payment; nothing where it is done already."""
    statement = Statement.objects.get(payments=payment_id)
    claim = hold(statement)
    payment = (
        Payment.objects.select_for_update(of=("self",))
        .select_related("statement__procedure", "statement__person__dossier", "batch")
        .get(pk=payment_id)
    )
    if payment.to_follow:
        _follow(payment, claim)


def hold(statement: Statement) -> Claim | None:
    """Hold the case, and its claim where there is one, before the rows of the payment."""
    procedures.hold(statement.procedure_id)
    return steps.locked(statement.claim_id) if statement.claim_id else None


def catch_up(statement: Statement) -> None:
    """Follow what of this statement still carries the mark, and put the claim where it belongs.

    Within the transaction of a caller who holds the claim.
    """
    claim = hold(statement)
    marked = statement.payments.select_for_update(of=("self",)).filter(to_follow=True)
    for payment in marked.select_related(
        "statement__procedure", "statement__person__dossier", "batch"
    ):
        _follow(payment, claim)
    if claim is not None:
        _move(claim)


def paid_anew(payment: Payment, *, account: str) -> None:
    """That money which came back waits again. Within the transaction of a caller who holds it."""
    claim = hold(payment.statement)
    if claim is None or not _move(claim):
        _note(payment.statement, "claim.paid_anew")
    _tell(payment, lambda: notices.anew(payment, account=account), about="anew")


def _follow(payment: Payment, claim: Claim | None) -> None:
    state = PaymentState(payment.state)
    if state in HAPPENED:
        if claim is None or not _move(claim):
            _note(payment.statement, HAPPENED[state])
        if state == PaymentState.ORDERED:
            _tell(payment, lambda: notices.ordered(payment), about=state)
        elif state == PaymentState.RETURNED:
            _tell(payment, lambda: notices.came_back(payment), about=state)
    payment.to_follow = False
    payment.save(update_fields=["to_follow"])


def _move(claim: Claim) -> bool:
    """Put the claim where its payments say, and write down each step. Whether it moved."""
    of_all = Payment.objects.filter(statement__claim=claim).values_list("state", flat=True)
    way = rules.way(ClaimState(claim.state), [PaymentState(state) for state in of_all])
    for verb in way:
        steps.move(
            claim,
            verb,
            what=BECAUSE[verb],
            actor=audit.SYSTEM,
            actor_kind=ActorKind.SYSTEM,
        )
    return bool(way)


def _note(statement: Statement, what: str) -> None:
    """A line of the history where the claim stays as it is: it is still checked, or has none."""
    procedure = statement.procedure
    procedure.refresh_from_db(fields=["phase", "current_state"])
    is_done = statement.claim_id is None and what == HAPPENED[PaymentState.PAID]
    procedures.add_event(
        procedure,
        what=what,
        phase=Phase.DONE if is_done else procedure.phase,
        state=procedure.current_state,
        actor=audit.SYSTEM,
        actor_kind=ActorKind.SYSTEM,
    )


def _tell(payment: Payment, notice, *, about: str) -> None:
    tell(
        payment.statement.person,
        notice,
        once=f"payment:{payment.pk}:{about}",
        reference=payment.statement.procedure.reference,
    )
