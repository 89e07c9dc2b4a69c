"""Telling what was decided: one statement for the bills that were decided together."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction

from cns_portal import audit, clock
from cns_portal.db import promise
from cns_portal.kernel import civil_time, codes
from cns_portal.kernel.refusal import Refused
from insured.services.telling import tell
from reimbursements.choices.claims import BillState, ClaimRefusal
from reimbursements.choices.money import DecisionKind, Method, StatementKind
from reimbursements.models import Claim, Decision, Statement
from reimbursements.notices import statements as notices
from reimbursements.rules.objecting import object_until
from reimbursements.selectors import participations, payees
from reimbursements.services import paying
from reimbursements.services.paying import BY_TRANSFER, PaidBy

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.audit import Actor
    from insured.models import InsuredPerson

ZERO = Decimal("0.00")
NUMBER_LENGTH = 8
"""Letters and digits after the year. A number tells nobody how many statements there are."""

KINDS = (
    (DecisionKind.OBJECTION, StatementKind.OBJECTION),
    (DecisionKind.RECALCULATION, StatementKind.RECALCULATION),
)


class _Taken(Exception):
    """The number drawn belongs to another statement."""


@transaction.atomic
def publish(
    claim: Claim,
    decisions: Sequence[Decision],
    agent: Account | None = None,
    *,
    paid_by: PaidBy = BY_TRANSFER,
) -> Statement:
    """One statement for these decisions in force: numbered, told to the person, and paid once.

    What the decisions they replace have paid is taken off. `agent` is who decided, unless told
    otherwise; how far the claim has come by this is the caller's to write down, who holds it.
    `paid_by` says how it is paid at a desk.
    Raises `Refused` without decisions, and when one of them is told already.
    """
    if not decisions or any(one.statement_id for one in decisions):
        raise Refused(ClaimRefusal.NOTHING_DECIDED)
    agent = agent or decisions[0].decided_by
    decided = sum((one.reimbursed for one in decisions), ZERO)
    before = sum((_paid_before(one) for one in decisions), ZERO)
    statement = _with_a_free_number(
        kind=_kind_of(decisions),
        claim=claim,
        procedure=claim.procedure,
        person=claim.person,
        decided_total=decided,
        already_paid=before,
        total=max(decided - before, ZERO),
        owed=max(before - decided, ZERO),
        method=paid_by.method,
        account_shown=_account_shown(claim, paid_by),
    )
    for decision in decisions:
        decision.statement = statement
        decision.save(update_fields=["statement"])
    return _tell(statement, agent=agent, details={"bills": len(decisions)}, paid_by=paid_by)


@transaction.atomic
def publish_complementary(
    person: InsuredPerson, *, procedure: Any, amount: Decimal, agent: Account | Actor
) -> Statement:
    """The statement of a complementary reimbursement: no bills, the amount alone."""
    statement = _with_a_free_number(
        kind=StatementKind.COMPLEMENTARY,
        procedure=procedure,
        person=person,
        decided_total=amount,
        total=amount,
        account_shown=payees.account_shown(person),
    )
    return _tell(statement, agent=agent, details={})


def participations_shown(person: InsuredPerson, *, year: int) -> list[dict[str, str]]:
    """For each of the household what they bore in that year and the one before, as plain JSON."""
    now, before = (participations.of_household(person, one) for one in (year, year - 1))
    people = {one.pk: one for one in (*now.people, *before.people)}
    return [
        {
            "name": one.full_name,
            "before": str(before.of(one)),
            "now": str(now.of(one)),
        }
        for one in people.values()
    ]


def _tell(
    statement: Statement, *, agent, details: dict, paid_by: PaidBy = BY_TRANSFER
) -> Statement:
    statement.participations = participations_shown(statement.person, year=statement.year)
    statement.save(update_fields=["participations"])
    paying.create_for(statement, paid_by=paid_by)
    audit.record(
        agent,
        "statement.published",
        statement,
        dossier=statement.person.dossier,
        details={"kind": str(statement.kind), **details},
    )
    decided, bills = _how_far(statement.claim)
    tell(
        statement.person,
        lambda: notices.published(statement, decided=decided, bills=bills),
        once=f"statement:{statement.pk}",
        reference=statement.procedure.reference,
        attachments=[notices.attachment(statement)],
    )
    return statement


def _how_far(claim: Claim | None) -> tuple[int, int]:
    """How many bills of the mailing are decided, and how many there are."""
    if claim is None:
        return 0, 0
    states = list(claim.bills.values_list("state", flat=True))
    return states.count(BillState.DECIDED), len(states)


def _paid_before(decision: Decision) -> Decimal:
    before = decision.replaces
    return before.reimbursed if before is not None and before.statement_id else ZERO


def _kind_of(decisions: Sequence[Decision]) -> StatementKind:
    kinds = {decision.kind for decision in decisions}
    return next((kind for of, kind in KINDS if of in kinds), StatementKind.BILLS)


def _account_shown(claim: Claim, paid_by: PaidBy) -> str:
    """Country and last characters of the account to which the money goes as things stand."""
    if paid_by.method == Method.CHEQUE:
        return ""
    return str(paid_by.proxy or payees.account_shown(claim.person, claim=claim))


def _with_a_free_number(**columns: Any) -> Statement:
    now = clock.now()
    day = civil_time.day_of(now)
    while True:
        code = codes.random_code(NUMBER_LENGTH)
        try:
            with promise("statement_number_is_unique", broken=_Taken()):
                return Statement.objects.create(
                    number=f"{day.year}-{code[:4]}-{code[4:]}",
                    published_at=now,
                    year=day.year,
                    object_until=object_until(day),
                    **columns,
                )
        except _Taken:
            continue
