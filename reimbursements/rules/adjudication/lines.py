"""Whether a line is paid at all. The first thing that is wrong counts, and says its own name."""

from __future__ import annotations

from collections.abc import Callable

from cns_portal.kernel.months import months_later
from insured.choices.coverage import CoverageReason
from insured.rules.ages import OF_AGE, age_on
from reimbursements.choices.care import Care, Flag
from reimbursements.choices.reasons import Reason
from reimbursements.parameters.names import age_limit, prescription_months
from reimbursements.rules.adjudication.authorised import allows
from reimbursements.rules.adjudication.whole_bill import send_by
from reimbursements.rules.adjudication.working import Work
from reimbursements.rules.tariff_amounts import find, is_known, normalised

ONLY_AN_AGENT_KNOWS = frozenset(
    {
        CoverageReason.AGENT_DECIDES,
        CoverageReason.KEPT_FOR_ILLNESS,
        CoverageReason.ENDED_BUT_ILLNESS,
    }
)
"""Answers of the hall that depend on what nobody has written down."""


def judge_line(work: Work) -> None:
    """Asks one question after the other until one of them ends the line."""
    for check in CHECKS:
        check(work)
        if work.ended is not None:
            return


def _amount(work: Work) -> None:
    if work.amount is None:
        work.leave_open()


def _day(work: Work) -> None:
    """The day of care is there, not before the birth and not after the bill."""
    line, bill = work.line, work.bill
    if line.served_on is None:
        work.leave_open(Reason.DATE_INVALID)
        return
    latest = min(day for day in (bill.sent_on, bill.issued_on) if day is not None)
    born = bill.patient.born if bill.patient else None
    if line.served_on > latest or (born is not None and line.served_on < born):
        work.refuse(Reason.DATE_INVALID, until=_until(work))


def _find_act(work: Work) -> None:
    """Which act the line means on its day, if there is one."""
    found = find(work.context.tariffs, work.line.code, work.day)
    if found is not None:
        work.act, work.letters = found.act, found.letters


def _convenience(work: Work) -> None:
    if work.care == Care.CONVENIENCE:
        work.refuse(Reason.CONVENIENCE_FEE)


def _affiliation(work: Work) -> None:
    """Insured on the day of care, says the rule of the hall.

    Why not is for the person treated to see; whoever sent the bill may be somebody else.
    """
    if work.context.affiliation is None:
        return
    coverage = work.context.affiliation(work.day)
    basis = coverage.basis.value
    if coverage.why in ONLY_AN_AGENT_KNOWS:
        work.leave_to_agent(legal_basis=basis)
    elif not coverage.covered:
        work.refuse(Reason.NOT_AFFILIATED, legal_basis=basis)


def _act(work: Work) -> None:
    """The act exists, and has a tariff on the day of care.

    The nomenclature that is loaded need not be complete, nor reach back for ever: what is not in
    it is left to an agent. Only an act that has ended before the day is refused.
    """
    code = work.line.code
    if work.act is not None:
        return
    if not code:
        work.leave_to_agent()
    elif not is_known(work.context.tariffs, code):
        work.leave_to_agent(Reason.ACT_UNKNOWN)
    elif work.context.tariffs.has_ended(normalised(code), work.day):
        work.refuse(Reason.TARIFF_NOT_VALID, until=_until(work))
    else:
        work.leave_to_agent(Reason.TARIFF_NOT_VALID)


def _age(work: Work) -> None:
    """Acts for children: under eighteen, or under what a parameter says."""
    if not work.has(Flag.CHILD):
        return
    born = work.bill.patient.born if work.bill.patient else None
    if born is None:
        work.leave_to_agent(Reason.PERSON_UNKNOWN)
        return
    limit = work.value(age_limit(work.act.code))
    if age_on(born, work.day) >= (OF_AGE if limit is None else int(limit.amount)):
        work.refuse(Reason.PATIENT_LIMIT, until=_until(work))


def _prescription(work: Work) -> None:
    """Prescribed before, and not too long before, where the act needs it."""
    bill = work.bill
    if not work.has(Flag.PRESCRIPTION):
        return
    if bill.prescribed_on is None:
        if not bill.has_prescription:
            work.refuse(Reason.PRESCRIPTION_MISSING, until=_until(work))
        return
    if bill.prescribed_on > work.day:
        work.refuse(Reason.PRESCRIPTION_MISSING, until=_until(work))
        return
    months = work.value(prescription_months(work.care))
    if months is None:
        return
    last = months_later(bill.prescribed_on, int(months.amount))
    if work.day > last:
        work.refuse(
            Reason.PRESCRIPTION_TOO_OLD, until=last.isoformat(), legal_basis=months.legal_basis
        )


def _authorisation(work: Work) -> None:
    """Authorised where the act needs it; where beforehand, before the day of care."""
    beforehand = work.has(Flag.APCM)
    if not (beforehand or work.has(Flag.ACM)):
        return
    if not any(allows(given, work, beforehand=beforehand) for given in work.given):
        work.refuse(Reason.AUTHORISATION_MISSING, until=_until(work))


def _until(work: Work) -> str:
    last = send_by(work.bill, work.context.tariffs)
    return last.isoformat() if last else ""


CHECKS: tuple[Callable[[Work], None], ...] = (
    _amount,
    _day,
    _find_act,
    _convenience,
    _affiliation,
    _act,
    _age,
    _prescription,
    _authorisation,
)
