"""What an agent completes or corrects on a bill before it is decided.

What the person sent stays in `Claim.as_sent`; here the rows are brought to what the paper says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from cns_portal import audit
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused
from reimbursements.choices.claims import BillState, ClaimRefusal
from reimbursements.models import Bill, Claim, Line
from reimbursements.rules import correcting as rules
from reimbursements.rules.correcting import LineEntered
from reimbursements.rules.seen import mark_of_values
from reimbursements.rules.states import Verb
from reimbursements.services.steps import insist, locked, note

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account

CORRECTED = "claim.corrected"
OF_THE_BILL = (
    "patient_id",
    "provider_id",
    "provider_name",
    "number",
    "document_kind",
    "issued_on",
    "setting",
    "country",
    "urgent",
    "currency",
    "exchange_rate",
    "total",
    "paid_on",
    "proof",
    "prescribed_on",
)
DAYS = frozenset({"paid_on", "prescribed_on"})
OF_A_LINE = (
    "code",
    "served_on",
    "quantity",
    "amount",
    "convenience_fee",
    "approved_quantity",
    "approved_tariff",
    "approved_rate",
    "refused_for",
)


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line as it shall be. `line` is the key of the present one; None adds one."""

    entered: LineEntered
    line: int | None = None
    is_gone: bool = False
    """Entered by mistake: there is no such line on the paper."""


def mark_of_bill(bill: Bill) -> str:
    """What the bill and its lines say now, as a short mark: see `correct`."""
    return mark_of_values(
        str(bill.state),
        *(str(getattr(bill, name)) for name in OF_THE_BILL),
        *((line.pk, *(str(getattr(line, name)) for name in OF_A_LINE)) for line in _lines(bill)),
    )


@transaction.atomic
def correct(
    bill_id: int,
    *,
    agent: Account,
    seen: str,
    values: Mapping[str, Any],
    lines: Sequence[LineChange] = (),
) -> Bill:
    """Bring the bill and its lines to `values` (names of `OF_THE_BILL`) and `lines`.

    `seen` is the mark of what the form showed. Lines that are not named stay as they are. Raises
    `Refused` when somebody changed the bill in the meantime, when it is not this agent's to
    correct, and for what the rule does not allow.
    """
    claim, bill = _held(bill_id, agent=agent)
    if mark_of_bill(bill) != seen:
        raise Refused(ClaimRefusal.CHANGED)
    changed = _write_bill(bill, values, sent_on=civil_time.day_of(claim.sent_at))
    changed += _write_lines(bill, lines, claim=claim)
    if changed:
        _write_down(claim, bill, changed, agent=agent)
    return bill


@transaction.atomic
def refuse_bill(bill_id: int, *, agent: Account, reason: str) -> Bill:
    """Refuse every line of the bill for one reason; a bill without lines gets one.

    Decides nothing yet: the decision is made with the other bills. Raises `Refused`.
    """
    claim, bill = _held(bill_id, agent=agent)
    if reason not in rules.REASONS_TO_REFUSE:
        raise Refused(ClaimRefusal.NO_REASON)
    if not bill.lines.exists():
        Line.objects.create(bill=bill, position=1, amount=bill.total or None)
    bill.lines.update(
        refused_for=reason, approved_quantity=None, approved_tariff=None, approved_rate=None
    )
    _write_down(claim, bill, ["lines.refused_for"], agent=agent)
    return bill


def _held(bill_id: int, *, agent: Account) -> tuple[Claim, Bill]:
    claim = locked(Bill.objects.values_list("claim", flat=True).get(pk=bill_id))
    insist(claim, Verb.CORRECT, agent=agent)
    bill = Bill.objects.select_for_update(of=("self",)).get(pk=bill_id)
    if bill.state != BillState.OPEN:
        raise Refused(ClaimRefusal.CLOSED)
    return claim, bill


def _write_down(claim: Claim, bill: Bill, changed: list[str], *, agent: Account) -> None:
    """In the trail each time, with what was changed; in the history once for a while of work."""
    details = {"fields": sorted(changed)}
    audit.record(agent, "bill.corrected", bill, dossier=claim.person.dossier, details=details)
    if claim.procedure.events.order_by("-pk").values_list("what", flat=True).first() != CORRECTED:
        note(claim, what=CORRECTED, actor=agent)


def _write_bill(bill: Bill, values: Mapping[str, Any], *, sent_on: date) -> list[str]:
    """The names of what is other than before; what is unknown here is a mistake of the caller."""
    if unknown := set(values) - set(OF_THE_BILL):
        raise ValueError(f"Nothing of a bill: {', '.join(sorted(unknown))}.")
    for name in DAYS & set(values):
        if wrong := rules.why_not_day(values[name], sent_on=sent_on, else_say=name):
            raise Refused(wrong)
    changed = [name for name, value in values.items() if getattr(bill, name) != value]
    for name in changed:
        setattr(bill, name, values[name])
    if changed:
        bill.save(update_fields=changed)
    return changed


def _write_lines(bill: Bill, changes: Sequence[LineChange], *, claim: Claim) -> list[str]:
    sent_on = civil_time.day_of(claim.sent_at)
    present = {line.pk: line for line in _lines(bill)}
    last = max((line.position for line in present.values()), default=0)
    changed = []
    for change in changes:
        if change.is_gone:
            changed += _remove(present.pop(change.line, None))
            continue
        if wrong := rules.what_is_wrong(change.entered, sent_on=sent_on):
            raise Refused(next(iter(wrong.values())), most=change.entered.quantity)
        line = present.get(change.line) if change.line else None
        if line is None:
            if change.line:
                raise Refused(ClaimRefusal.CHANGED)
            last += 1
            line = Line(bill=bill, position=last)
            present[-last] = line
        changed += _write_line(line, change.entered)
    if len(present) > rules.MOST_LINES:
        raise Refused(rules.WrongCorrection.TOO_MANY, most=rules.MOST_LINES)
    return changed


def _write_line(line: Line, entered: LineEntered) -> list[str]:
    is_new = line.pk is None
    changed = [
        name for name in OF_A_LINE if is_new or getattr(line, name) != getattr(entered, name)
    ]
    for name in changed:
        setattr(line, name, getattr(entered, name))
    if changed:
        line.save(update_fields=None if is_new else changed)
    return ["lines.added"] if is_new else [f"lines.{line.position}.{name}" for name in changed]


def _remove(line: Line | None) -> list[str]:
    """A line about which something was decided stays: the earlier decision speaks of it."""
    if line is None or line.decisions.exists():
        raise Refused(ClaimRefusal.CHANGED)
    line.delete()
    return [f"lines.{line.position}.removed"]


def _lines(bill: Bill) -> list[Line]:
    return sorted(bill.lines.all(), key=lambda line: (line.position, line.pk))
