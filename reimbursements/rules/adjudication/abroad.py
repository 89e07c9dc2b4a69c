"""Care in another country: who pays for it, and whether it had to be authorised."""

from __future__ import annotations

from cns_portal.kernel.dated import NothingInForceError
from insured.choices.abroad import Care, CoveredHow, Timing
from insured.rules.cross_border import country_of, where_covered
from reimbursements.choices.care import Setting
from reimbursements.choices.reasons import Reason
from reimbursements.rules.adjudication.authorised import allows_abroad
from reimbursements.rules.adjudication.working import Work
from reimbursements.rules.facts import HOME

AS_HERE = frozenset(
    {CoveredHow.RESIDENT_AT_HOME, CoveredHow.VISIT_TO_LUXEMBOURG, CoveredHow.LUXEMBOURG_RATES}
)
"""Paid by the rules of here without an authorisation."""

NEEDS_AUTHORISATION = frozenset({CoveredHow.PRIOR_AUTHORISATION, CoveredHow.AUTHORISATION_OUTSIDE})


def judge_abroad(work: Work) -> None:
    """Ends the line where another fund pays, or where only an agent can say who does.

    Where care is covered is the hall's rule (`insured.rules.cross_border`).
    """
    bill = work.bill
    if bill.country == HOME:
        return
    how = _how(work)
    if how in AS_HERE:
        work.because(Reason.FOREIGN_BILL, country=bill.country)
    elif how == CoveredHow.RESIDENCE:
        if not work.set_by_agent:
            work.refuse(Reason.OTHER_FUND, country=bill.country)
    elif how == CoveredHow.RESIDENCE_BELGIUM:
        work.leave_to_agent(Reason.BELGIAN_SUPPLEMENT)
    elif how in NEEDS_AUTHORISATION:
        _authorised(work)
    else:
        work.leave_to_agent(country=bill.country)


def _how(work: Work) -> CoveredHow | None:
    bill = work.bill
    stay = bill.setting == Setting.IN_PATIENT
    # Whatever an ordinary consultation in Europe was for, it is paid as one here.
    try:
        return where_covered(
            residence=country_of(bill.patient.lives_in),
            country=country_of(bill.country),
            care=Care.HOSPITAL if stay else Care.OUTPATIENT,
            timing=Timing.URGENT if bill.urgent else Timing.PLANNED,
            today=work.day,
        ).how
    except NothingInForceError:
        return None


def _authorised(work: Work) -> None:
    bill = work.bill
    allowed = any(allows_abroad(given, work) for given in work.given)
    if allowed:
        work.because(Reason.FOREIGN_BILL, country=bill.country)
    elif bill.urgent is None:
        # Without an authorisation everything depends on whether the care could have waited.
        work.leave_to_agent(Reason.ABROAD_UNAUTHORISED)
    elif not work.set_by_agent:
        work.refuse(Reason.ABROAD_UNAUTHORISED)
