"""What was decided before about the people who were treated, and which bills came before.

Only decisions in force count: what was replaced counts for nothing any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Max, Min, Prefetch, Q

from cns_portal.kernel.months import months_later
from reimbursements.choices.care import Care
from reimbursements.choices.claims import BillState, ClaimState
from reimbursements.choices.money import DecisionState
from reimbursements.choices.reasons import Verdict
from reimbursements.models import Bill, Line, LineDecision
from reimbursements.rules.adjudication.money import to_cents
from reimbursements.rules.facts import Past
from reimbursements.rules.same_bill import Looks
from reimbursements.rules.tariff_amounts import normalised

LOOKED_BACK_MONTHS = 12 * 6
"""No rule asks further back: hearing aids are paid again after five years."""

SAME_BILL_YEARS = timedelta(days=3 * 366)
"""Among the bills of these years the same one is looked for: a bill can be sent for two."""

DECIDED = (DecisionState.IN_FORCE, DecisionState.REPLACED)


@dataclass(frozen=True, slots=True)
class DecidedLine:
    """A line in force with the place of its bill among all decided ones.

    `place` is that of the first decision about the bill: it stays when the bill is decided anew.
    """

    past: Past
    place: int
    file: int
    """The person in whose file the claim is."""


def places_of(bills: Collection[int]) -> dict[int, int]:
    """By bill, the place of its first decision; without those that were never decided."""
    rows = Bill.objects.filter(pk__in=bills).annotate(place=_first_decision())
    return {row.pk: row.place for row in rows if row.place is not None}


def past_of(people: Collection[int], *, days: Iterable[date]) -> dict[int, list[DecidedLine]]:
    """By person treated, what is in force and may matter for care on these days; two queries.

    What was refused counts for nothing.
    """
    days = list(days)
    if not people or not days:
        return {}
    since = months_later(min(days), -LOOKED_BACK_MONTHS)
    rows = list(
        LineDecision.objects.in_force()
        .filter(patient__in=people, served_on__gte=since)
        .exclude(verdict=Verdict.REFUSED)
        .select_related("line", "decision__bill__provider", "decision__bill__claim__procedure")
        .order_by("served_on", "pk")
    )
    places = places_of({row.decision.bill_id for row in rows})
    found: dict[int, list[DecidedLine]] = defaultdict(list)
    for row in rows:
        bill = row.decision.bill
        found[row.patient_id].append(
            DecidedLine(_as_past(row), places[bill.pk], bill.claim.person_id)
        )
    return found


def _as_past(row: LineDecision) -> Past:
    bill = row.decision.bill
    rate = bill.exchange_rate or Decimal(1)
    return Past(
        key=row.line_id,
        bill=bill.pk,
        code=normalised(row.code),
        care=Care(row.care),
        served_on=row.served_on,
        quantity=row.quantity,
        tariff=row.tariff,
        participation=row.participation,
        reimbursed=row.reimbursed,
        amount=row.invoiced - to_cents(row.line.convenience_fee * rate),
        provider=bill.provider.code if bill.provider else "",
        prescribed_on=bill.prescribed_on,
        reference=bill.claim.procedure.reference,
        rate=row.rate,
        invoiced_quantity=row.line.quantity,
        full_cover=_full_cover(row.steps),
    )


def _full_cover(steps: Iterable[dict]) -> Decimal:
    amounts = (Decimal(one["amount"]) for one in steps if one["what"] == "full_cover")
    return sum(amounts, Decimal("0.00"))


@dataclass(frozen=True, slots=True)
class EarlierBill:
    """A bill that was sent and not refused, with when it came and whose file it is in."""

    key: int
    looks: Looks
    sent_at: datetime
    position: int
    place: int | None
    file: int


def sent_bills_of(people: Collection[int], *, since: date) -> dict[int, list[EarlierBill]]:
    """By person treated, the bills that were sent since and may be what is sent again.

    From every file: a child's bill may come from either parent. A bill of which nothing was paid
    can be sent again with what was missing. Two queries.
    """
    bills = (
        Bill.objects.filter(patient__in=people, claim__sent_at__date__gte=since)
        .exclude(claim__state__in=[ClaimState.DRAFT, ClaimState.WITHDRAWN])
        .exclude(state=BillState.WITHDRAWN)
        .annotate(
            place=_first_decision(),
            counted=Max("decisions__tariff", filter=Q(decisions__state=DecisionState.IN_FORCE)),
        )
        .select_related("provider", "claim__procedure")
        .prefetch_related(Prefetch("lines", Line.objects.only("bill_id", "served_on")))
        .order_by("claim__sent_at", "pk")
    )
    found: dict[int, list[EarlierBill]] = defaultdict(list)
    for bill in bills:
        if bill.counted is None or bill.counted > 0:
            earlier = as_earlier(bill, sent_at=bill.claim.sent_at, place=bill.place)
            found[bill.patient_id].append(earlier)
    return found


def as_earlier(bill: Bill, *, sent_at: datetime, place: int | None = None) -> EarlierBill:
    """The bill as one that another may repeat."""
    return EarlierBill(bill.pk, looks_of(bill), sent_at, bill.position, place, bill.claim.person_id)


def looks_of(bill: Bill) -> Looks:
    """What makes a bill recognisable; its provider, claim, procedure and lines are fetched."""
    procedure = bill.claim.procedure
    return Looks(
        reference=procedure.reference if procedure else "",
        patient=bill.patient_id,
        provider_code=bill.provider.code if bill.provider else "",
        provider_name=bill.provider.name if bill.provider else bill.provider_name,
        number=bill.number,
        total=bill.total,
        currency=bill.currency,
        days=frozenset(line.served_on for line in bill.lines.all() if line.served_on),
    )


def _first_decision() -> Min:
    return Min("decisions__pk", filter=Q(decisions__state__in=DECIDED))
