"""Claims of the past, written as the services would have: rows for COPY, in one transaction.

Every amount is the engine's answer; what it leaves to an agent, an agent has set. Histories,
decisions, statements and payments fit together, and the sums of files are those of their payments.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from cns_portal.demo.ledger_money import add_payments, add_statement
from cns_portal.demo.priced import Act, Prices
from cns_portal.demo.rows import AT_ONCE, Ledger, sealed
from cns_portal.demo.written_cases import Step, add_case
from cns_portal.kernel import civil_time
from cns_portal.procedures.choices import ActorKind
from reimbursements.choices.claims import BillState, Channel, ClaimState, Original
from reimbursements.choices.money import DecisionState
from reimbursements.models import (
    Bill,
    Claim,
    Decision,
    Line,
    LineDecision,
)
from reimbursements.rules.keeping import kept_reasons, kept_steps
from reimbursements.rules.result import LineResult
from reimbursements.services.decisions import AMOUNTS
from reimbursements.services.steps import KIND, PHASES

S = ClaimState
DECIDED = frozenset({S.DECIDED, S.ORDERED, S.PAID})
TAKEN = DECIDED | {S.BEING_CHECKED, S.NEEDS_YOU}
BILL_STATES = {S.WITHDRAWN: BillState.WITHDRAWN, **dict.fromkeys(DECIDED, BillState.DECIDED)}


@dataclass(frozen=True)
class ABill:
    """One bill of a story: who was treated, by whom, on which day, with what."""

    patient: int
    provider: int
    served_on: date
    acts: tuple[Act, ...]
    minor: bool = False


@dataclass(frozen=True)
class Story:
    """A claim, and how far it has come."""

    person: int
    dossier: int
    sent_at: datetime
    bills: tuple[ABill, ...]
    fate: ClaimState = S.PAID
    took: timedelta = timedelta(days=20)
    """From sending to deciding."""
    language: str = "fr"
    sender: int | None = None
    """The person's account; None: an agent entered what came by post."""
    holder: str = "Claire Muster"
    """Whose bank account gets the money."""


def write(
    stories: Sequence[Story], *, prices: Prices, agents: tuple[int, int], now: datetime
) -> int:
    """Write them all; how many bills that makes. `agents` are two people: four eyes."""
    written = 0
    for start in range(0, len(stories), AT_ONCE):
        with transaction.atomic():
            ledger = Ledger(agents, now)
            paid: list[tuple[ClaimState, dict[str, Any]]] = []
            for story in stories[start : start + AT_ONCE]:
                written += len(story.bills)
                paid += _claim(ledger, story, prices)
            add_payments(ledger, paid)
            ledger.store()
    return written


def _claim(ledger: Ledger, story: Story, prices: Prices) -> list[tuple[ClaimState, dict[str, Any]]]:
    """The claim with its case and bills; its payment, when there is something to pay."""
    agent, _other = ledger.agents
    sender = story.sender or agent
    decided_at = story.sent_at + story.took if story.fate in DECIDED else None
    steps = list(_steps(story, decided_at))
    procedure = add_case(
        ledger,
        steps,
        kind=KIND,
        dossier=story.dossier,
        language=story.language,
        sender=sender,
        phases=PHASES,
    )
    taken_at = next((step.at for step in steps if step.what == "claim.taken"), None)
    asked_at = next((step.at for step in steps if step.what == "claim.asked"), None)
    claim = ledger.add(
        Claim,
        public_id=uuid.uuid4(),
        procedure_id=procedure,
        person_id=story.person,
        state=story.fate,
        channel=Channel.ONLINE if story.sender else Channel.POST,
        created_at=story.sent_at,
        created_by_id=sender,
        changed_at=steps[-1].at,
        sent_at=story.sent_at,
        sent_by_id=sender,
        as_sent=sealed(Claim, "as_sent", {"bills": []}),
        original=Original.RECEIVED,
        original_received_at=story.sent_at,
        agent_id=agent if story.fate in TAKEN else None,
        taken_at=taken_at,
        asked_at=asked_at,
        answer_until=civil_time.day_of(asked_at) + timedelta(days=15) if asked_at else None,
        waited=timedelta(0),
        decided_at=decided_at,
        payee_id=None,
    )
    total, decided = Decimal("0.00"), []
    for position, bill in enumerate(story.bills, 1):
        results = [prices.result(act, bill.served_on, minor=bill.minor) for act in bill.acts]
        total += sum((result.reimbursed for result in results), Decimal("0.00"))
        decided.append((_bill(ledger, claim, position, bill, story), bill, results))
    if decided_at is None:
        return []
    statement = add_statement(
        ledger, person=story.person, claim=claim, procedure=procedure, at=decided_at, total=total
    )
    for (bill_id, lines), bill, results in decided:
        _decision(ledger, bill_id, lines, bill, results, decided_at, statement)
    payment = {
        "statement_id": statement,
        "amount": total,
        "created_at": decided_at,
        "holder": story.holder,
    }
    return [(story.fate, payment)] if total else []


def _steps(story: Story, decided_at: datetime | None) -> Iterable[Step]:
    """What happened to it."""
    sent = story.sent_at
    person = ActorKind.PERSON if story.sender else ActorKind.AGENT
    yield Step("claim.sent" if story.sender else "claim.handed_in", S.SENT, sent, person)
    if story.fate == S.WITHDRAWN:
        yield Step("claim.withdrawn", S.WITHDRAWN, sent + timedelta(hours=5), person)
    if story.fate not in TAKEN:
        return
    taken = (decided_at or sent + timedelta(hours=3)) - timedelta(hours=1)
    yield Step("claim.taken", S.BEING_CHECKED, taken, ActorKind.AGENT)
    if story.fate == S.NEEDS_YOU:
        yield Step("claim.asked", S.NEEDS_YOU, taken + timedelta(hours=1), ActorKind.AGENT)
    if decided_at is None:
        return
    yield Step("claim.decided", S.DECIDED, decided_at, ActorKind.AGENT)
    if story.fate in {S.ORDERED, S.PAID}:
        yield Step("claim.ordered", S.ORDERED, decided_at + timedelta(days=1), ActorKind.AGENT)
    if story.fate == S.PAID:
        yield Step("claim.paid", S.PAID, decided_at + timedelta(days=2), ActorKind.AGENT)


def _bill(
    ledger: Ledger, claim: int, position: int, bill: ABill, story: Story
) -> tuple[int, list[int]]:
    key = ledger.add(
        Bill,
        public_id=uuid.uuid4(),
        claim_id=claim,
        position=position,
        state=BILL_STATES.get(story.fate, BillState.OPEN),
        patient_id=bill.patient,
        provider_id=bill.provider,
        number=f"{bill.served_on:%Y%m}-{claim % 100_000:05d}",
        issued_on=bill.served_on,
        total=sum((act.amount + act.fee for act in bill.acts), Decimal("0.00")),
        paid_on=min(bill.served_on + timedelta(days=2), civil_time.day_of(story.sent_at)),
        proof="receipted",
        note=sealed(Bill, "note", ""),
        read_from_code="[]",
    )
    lines = [
        ledger.add(
            Line,
            bill_id=key,
            position=number,
            code=act.code,
            label=sealed(Line, "label", act.label),
            served_on=bill.served_on,
            quantity=act.quantity,
            amount=act.amount,
            convenience_fee=act.fee,
        )
        for number, act in enumerate(bill.acts, 1)
    ]
    return key, lines


def _decision(
    ledger: Ledger,
    bill_id: int,
    lines: list[int],
    bill: ABill,
    results: list[LineResult],
    at: datetime,
    statement: int,
) -> None:
    agent, _other = ledger.agents
    verdicts = {result.verdict for result in results}
    decision = ledger.add(
        Decision,
        bill_id=bill_id,
        kind="first",
        state=DecisionState.IN_FORCE,
        verdict=verdicts.pop() if len(verdicts) == 1 else "partly",
        proposed_at=at,
        proposed_by_id=agent,
        second_reasons=[],
        decided_at=at,
        decided_by_id=agent,
        message=sealed(Decision, "message", ""),
        sent_back_because=sealed(Decision, "sent_back_because", ""),
        statement_id=statement,
        **{
            name: sum((getattr(result, name) for result in results), Decimal("0.00"))
            for name in AMOUNTS
        },
    )
    for line, act, result in zip(lines, bill.acts, results, strict=True):
        ledger.add(
            LineDecision,
            decision_id=decision,
            line_id=line,
            patient_id=bill.patient,
            code=act.code,
            label=sealed(LineDecision, "label", act.label),
            care=result.care or "other",
            served_on=bill.served_on,
            quantity=result.quantity,
            verdict=result.verdict,
            rate=result.rate,
            reasons=json.dumps(kept_reasons(result.reasons)),
            steps=json.dumps(kept_steps(result.steps)),
            **{name: getattr(result, name) for name in AMOUNTS},
        )
