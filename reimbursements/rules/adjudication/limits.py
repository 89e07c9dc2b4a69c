"""How many are paid: what is left of a quantity after what was paid before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cns_portal.kernel.months import months_later
from reimbursements.choices.care import Care, Flag
from reimbursements.choices.reasons import Reason
from reimbursements.parameters import names
from reimbursements.rules.adjudication.authorised import allows
from reimbursements.rules.adjudication.working import Work
from reimbursements.rules.facts import Past
from reimbursements.rules.tariffs import Value

IN_A_PAIR = frozenset({Care.HEARING_AID, Care.GLASSES_LENSES})
"""Two of them belong together: one for each ear, one for each eye."""

GLASSES = frozenset({Care.GLASSES_FRAME, Care.GLASSES_LENSES})
"""Without a limit of time under eighteen (cns.public.lu, "Aides visuelles")."""


@dataclass(frozen=True, slots=True)
class Left:
    """How many of the line can count, and why no more; `is_open`: an agent has to say."""

    count: int
    why: Reason
    about: dict[str, Any]
    is_open: bool = False


def trim(work: Work, past: Sequence[Past]) -> None:
    """Cuts the quantity to what is left; ends the line when nothing is.

    `past` is what was decided before, and what has been looked at of this bill. A quantity that an
    agent has approved counts instead of every limit, zero included.
    """
    approved = work.line.approved_quantity
    if approved is not None:
        _approved(work, approved)
        return
    for limit in LIMITS:
        left = limit(work, past)
        if left is None or left.count >= work.counted:
            continue
        if left.is_open:
            work.leave_to_agent(left.why, **left.about)
        elif left.count > 0:
            work.counted = left.count
            work.because(left.why, **left.about)
        else:
            work.refuse(left.why, **left.about)
        if work.ended is not None:
            return


def _by(value: Value, **about: Any) -> dict[str, Any]:
    """What a limit speaks of, with the text that sets it."""
    return {**about, "legal_basis": value.legal_basis}


def _approved(work: Work, approved: int) -> None:
    if approved < work.counted:
        work.because(Reason.QUANTITY_APPROVED, limit=approved)
    work.counted = min(approved, work.counted)


def _duplicate(work: Work, past: Sequence[Past]) -> Left | None:
    """The very same line on another bill of the same provider."""
    code = work.provider_code
    same = (code, work.code, work.day, work.amount, work.line.quantity)
    for one in past:
        looks = (one.provider, one.code, one.served_on, one.amount, one.invoiced_quantity)
        if code and one.bill != work.bill.key and looks == same:
            return Left(0, Reason.DUPLICATE, {"reference": one.reference})
    return None


def _renewal(work: Work, past: Sequence[Past]) -> Left | None:
    """Glasses and hearing aids again after so many years.

    Only what was supplied before counts: what came later is no reason to refuse what came first.
    """
    name = names.RENEWAL_YEARS.get(work.care)
    years = work.value(name) if name else None
    if years is None or (work.care in GLASSES and work.ages() == {True}):
        return None
    months = 12 * int(years.amount)
    still_good = [
        one
        for one in past
        if one.care == work.care and one.served_on <= work.day < months_later(one.served_on, months)
    ]
    left = (2 if work.care in IN_A_PAIR else 1) - sum(one.quantity for one in still_good)
    first = min((one.served_on for one in still_good), default=work.day)
    about = _by(years, possible_again_on=months_later(first, months).isoformat())
    # How much sooner a child's hearing aid is replaced was not found.
    return Left(left, Reason.TOO_SOON, about, is_open=True in work.ages())


def _extended(work: Work, past: Sequence[Past]) -> Left | None:
    """Once in six months (RGD 21.12.1998, article 5); what comes later does not count."""
    months = work.value(names.EXTENDED_MONTHS)
    if months is None or not work.has(Flag.ONE_IN_SIX_MONTHS):
        return None
    again = [
        later
        for one in past
        if work.is_same_act(one.code)
        and one.served_on <= work.day < (later := months_later(one.served_on, int(months.amount)))
    ]
    first = max(again, default=months_later(work.day, int(months.amount)))
    about = _by(months, possible_again_on=first.isoformat())
    return Left(0 if again else 1, Reason.TOO_SOON, about)


def _consultations(work: Work, past: Sequence[Past]) -> Left | None:
    """So many in so many months; more need a medical reason that the CNS accepts.

    Counted in days, because only one a day is paid, and in every period of so many months in
    which the day lies: so it does not matter which bill was sent first.
    """
    limit, months = work.value(names.CONSULTATIONS), work.value(names.CONSULTATIONS_MONTHS)
    if work.care != Care.CONSULTATION or limit is None or months is None:
        return None
    days = {one.served_on for one in past if one.care == Care.CONSULTATION}
    if work.day in days:
        return None
    most = max(
        sum(first <= day < months_later(first, int(months.amount)) for day in days)
        for first in {work.day, *days}
        if first <= work.day < months_later(first, int(months.amount))
    )
    if most < int(limit.amount):
        return None
    return Left(0, Reason.MEDICAL_REASON_MISSING, _by(limit, limit=int(limit.amount)))


def _prescribed(work: Work, past: Sequence[Past]) -> Left | None:
    """So many sessions with one prescription."""
    limit = work.value(names.prescribed_sessions(work.care))
    if limit is None:
        return None
    prescribed = work.bill.prescribed_on
    used = sum(
        one.quantity
        for one in past
        if one.care == work.care
        and (one.bill == work.bill.key or (prescribed and one.prescribed_on == prescribed))
    )
    left = max(int(limit.amount) - used, 0)
    return Left(left, Reason.QUANTITY_CUT, _by(limit, limit=int(limit.amount), left=left))


def _authorised(work: Work, past: Sequence[Past]) -> Left | None:
    """So many as an authorisation is for."""
    given = [one for one in work.given if allows(one, work)]
    if not given or any(one.quantity is None for one in given):
        return None
    left = max(
        one.quantity - sum(was.quantity for was in past if one.was_used_by(was)) for one in given
    )
    most = max(one.quantity for one in given)
    return Left(max(left, 0), Reason.QUANTITY_CUT, {"limit": most, "left": max(left, 0)})


LIMITS: tuple[Callable[[Work, Sequence[Past]], Left | None], ...] = (
    _duplicate,
    _renewal,
    _extended,
    _consultations,
    _prescribed,
    _authorised,
)
