"""What one unit of an act is worth: the nomenclature, or a flat rate."""

from __future__ import annotations

from decimal import Decimal

from reimbursements.choices.reasons import Reason
from reimbursements.parameters.names import FLAT_RATES, MINOR_SUPPLEMENTS
from reimbursements.rules.adjudication.working import Work
from reimbursements.rules.tariff_amounts import amount_of


def value_line(work: Work) -> None:
    """Sets the tariff of a unit; leaves the line open where none is published."""
    approved = work.line.approved_tariff
    if approved is not None:
        work.because(Reason.SET_BY_AGENT, value=str(approved))
        work.step("agent", approved)
        return
    unit = _flat_rate(work) if work.care in FLAT_RATES else _of_the_nomenclature(work)
    if unit is None and work.ended is None:
        work.leave_open()
    work.unit_tariff = unit


def _of_the_nomenclature(work: Work) -> Decimal | None:
    if work.act is None or work.act.needs_value:
        return None
    found = amount_of(work.context.tariffs, work.line.code, work.day)
    if found is None or found.amount is None:
        return None
    work.steps.extend(found.steps)
    return found.amount


def _flat_rate(work: Work) -> Decimal | None:
    """What is paid for one, with what is added for a person under age."""
    flat = work.value(FLAT_RATES[work.care])
    if flat is None:
        return None
    unit = flat.amount
    work.step("flat_rate", unit, flat, value=unit)
    more = MINOR_SUPPLEMENTS.get(work.care)
    if more is None or work.ages() == {False}:
        return unit
    extra = work.value(more)
    if work.ages() == {True, False} or extra is None:
        return None
    work.step("flat_rate", unit + extra.amount, extra, value=extra.amount)
    return unit + extra.amount
