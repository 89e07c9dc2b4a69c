"""A statement with much in it, for tests of what pages and papers say."""

from datetime import date
from decimal import Decimal

from django.db import transaction

from reimbursements.choices.claims import BillState, ClaimState
from reimbursements.choices.money import DecisionState
from reimbursements.choices.reasons import Reason
from reimbursements.models import Claim, Decision, LineDecision, Statement
from reimbursements.rules.keeping import kept_reasons, kept_steps
from reimbursements.rules.result import Because, Step
from reimbursements.services import publishing
from tests.reimbursements.factories import NOON, BillFactory, ClaimFactory, LineFactory

EURO = Decimal
STEPS = (
    Step(
        "tariff",
        EURO("62.60"),
        EURO("11.95"),
        date(2026, 6, 1),
        "RGD 21.12.1998, art. 4",
        "cns.public.lu",
    ),
    Step("rate", EURO("55.09"), EURO("0.88"), legal_basis="Statuts CNS"),
)
REASONS = (
    Because(Reason.CONVENIENCE_FEE),
    Because(Reason.TOO_SOON, {"possible_again_on": "2027-03-01"}),
)


def line_of(decision, line, *, reasons=(), steps=STEPS, **amounts) -> LineDecision:
    """A decided line: a consultation at its tariff unless told otherwise."""
    whole = {
        "invoiced": EURO("62.60"),
        "tariff": EURO("62.60"),
        "participation": EURO("7.51"),
        "reimbursed": EURO("55.09"),
        "over_tariff": EURO("0.00"),
        "refused": EURO("0.00"),
        **{name: EURO(amount) for name, amount in amounts.items()},
    }
    return LineDecision.objects.create(
        decision=decision,
        line=line,
        patient=decision.bill.patient,
        code=line.code,
        label="Consultation, general practitioner",
        care="consultation",
        served_on=line.served_on,
        quantity=1,
        verdict="refused" if not whole["tariff"] else "partly" if reasons else "accepted",
        rate=EURO("0.88"),
        reasons=kept_reasons(reasons),
        steps=kept_steps(steps),
        **whole,
    )


def a_told_claim(*, person=None, bills: int = 1, waiting: int = 0, **claim) -> Statement:
    """A mailing of which `bills` are decided and told, and `waiting` are not.

    The first line of each bill has a convenience fee, the second one is refused.
    """
    about = {"person": person} if person else {}
    state = {"taken": True} if waiting else {"decided": True}
    claim = ClaimFactory(**{**about, **state, **claim})
    decisions = [a_decision(claim) for _number in range(bills)]
    for bill in BillFactory.create_batch(waiting, claim=claim):
        LineFactory(bill=bill)
    return publishing.publish(claim, decisions)


@transaction.atomic
def a_decision(claim: Claim, *, by=None) -> Decision:
    """A bill of two lines, decided and not told yet."""
    bill = BillFactory(claim=claim, state=BillState.DECIDED, total=EURO("135.20"))
    first = LineFactory(bill=bill, convenience_fee=EURO("10.00"))
    second = LineFactory(bill=bill, served_on=date(2026, 11, 4))
    agent = by or claim.agent
    decision = Decision.objects.create(
        bill=bill,
        state=DecisionState.IN_FORCE,
        verdict="partly",
        proposed_at=NOON,
        proposed_by=agent,
        decided_at=NOON,
        decided_by=agent,
        invoiced=EURO("135.20"),
        tariff=EURO("62.60"),
        participation=EURO("7.51"),
        reimbursed=EURO("55.09"),
        refused=EURO("72.60"),
    )
    line_of(decision, first, reasons=REASONS[:1], invoiced="72.60", refused="10.00")
    line_of(
        decision,
        second,
        reasons=REASONS[1:],
        steps=(),
        tariff="0.00",
        participation="0.00",
        reimbursed="0.00",
        refused="62.60",
    )
    return decision


def in_state(statement: Statement, state: ClaimState) -> Claim:
    """The mailing of the statement in another state."""
    claim = statement.claim
    claim.state = state
    claim.save(update_fields=["state"])
    return claim
