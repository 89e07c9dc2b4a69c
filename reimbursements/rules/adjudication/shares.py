"""Who bears what counts: the insurance its rate, the patient the participation."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import ceil

from reimbursements.choices.care import Care, Flag, Setting
from reimbursements.choices.reasons import Reason
from reimbursements.parameters import names
from reimbursements.rules.adjudication.money import ZERO, to_cents
from reimbursements.rules.adjudication.working import Work
from reimbursements.rules.facts import Past
from reimbursements.rules.rates import rate_of
from reimbursements.rules.tariff_amounts import find
from reimbursements.rules.tariffs import Value

WHOLE = Decimal(1)


def share_out(work: Work, past: Sequence[Past]) -> None:
    """Divides what counts of the line; leaves it open where no rate is known."""
    work.ceiling = _allowed(work)
    work.basis = min(work.kept_amount(), work.ceiling)
    if work.line.approved_rate is not None:
        work.rate = work.line.approved_rate
        work.because(Reason.SET_BY_AGENT, rate=str(work.rate))
        work.reimbursed = to_cents(work.basis * work.rate)
        work.step("agent", work.reimbursed, value=work.rate)
    elif work.care in names.PARTICIPATION:
        _days_in_hospital(work, past)
    elif work.care in names.FLAT_RATES:
        work.rate, work.reimbursed = WHOLE, work.basis
    else:
        _by_rate(work, past)
    work.participation = work.basis - work.reimbursed


def _allowed(work: Work) -> Decimal:
    """The tariff of the units that count; never more than was invoiced."""
    if work.line.approved_tariff is not None:
        return to_cents(work.line.approved_tariff)
    if work.allowed is not None:
        return work.allowed
    allowed = work.unit_tariff * work.counted
    if work.counted != 1:
        work.step("quantity", allowed, value=Decimal(work.counted))
    return allowed


def _days_in_hospital(work: Work, past: Sequence[Past]) -> None:
    """All of it, less so much a day, for so many days a calendar year at most."""
    daily = work.value(names.PARTICIPATION[work.care])
    if work.ages() != {False}:
        # Whether children pay it was found in no text.
        daily = work.value(f"{names.PARTICIPATION[work.care]}.minor")
    if daily is None:
        work.leave_open()
        return
    days = work.counted
    limit = work.value(names.PARTICIPATION_DAYS.get(work.care, ""))
    if limit is not None:
        before = sum(_days_charged(one, work) for one in past if _counts_with(one, work))
        days = min(days, max(int(limit.amount) - before, 0))
    participation = min(work.basis, daily.amount * days)
    work.step("participation", participation, daily, value=daily.amount)
    work.reimbursed = work.basis - participation


def _days_charged(one: Past, work: Work) -> int:
    """For how many days a participation was taken before."""
    daily = work.context.tariffs.value(names.PARTICIPATION[work.care], one.served_on)
    if daily is None or not daily.amount:
        return 0
    return min(one.quantity, ceil(one.participation / daily.amount))


def _counts_with(one: Past, work: Work) -> bool:
    """The same kind of care in the same calendar year."""
    return one.care == work.care and one.served_on.year == work.day.year


def _by_rate(work: Work, past: Sequence[Past]) -> None:
    rate = _rate(work, past)
    if rate is None:
        work.leave_open()
        return
    work.rate = rate.amount
    if work.care == Care.DENTAL and work.rate < WHOLE:
        _full_cover(work, past)
        if work.ended is not None:
            return
    full = work.full_cover
    work.reimbursed = full + to_cents((work.basis - full) * rate.amount)
    work.step("rate", work.reimbursed, rate, value=rate.amount)


def _full_cover(work: Work, past: Sequence[Past]) -> None:
    """The first so many euros of a calendar year are paid in full.

    What was used of them in fact counts, not what was sent: so it does not matter in which order
    the bills of a year are decided.
    """
    cover = work.value(names.FULL_COVER)
    if cover is None:
        work.leave_open()
        return
    used = sum((one.full_cover for one in past if _counts_with(one, work)), ZERO)
    work.full_cover = min(work.basis, max(cover.amount - used, ZERO))
    if work.full_cover:
        work.step("full_cover", work.full_cover, cover, value=cover.amount)


def rate_of_line(work: Work, past: Sequence[Past]) -> Decimal | None:
    """The share that would be reimbursed of the line; None where an agent has to say it."""
    if work.line.approved_rate is not None:
        return work.line.approved_rate
    rate = _rate(work, past)
    return None if rate is None else rate.amount


def _rate(work: Work, past: Sequence[Past]) -> Value | None:
    """The rate; None where none is known, or where it depends on an age that is not known."""
    if work.care == Care.DENTAL_PROSTHESIS and (better := _prosthesis(work, past)):
        return better
    found = {_rate_at(work, is_minor=minor) for minor in work.ages()}
    return found.pop() if len({rate and rate.amount for rate in found}) == 1 else None


def _rate_at(work: Work, *, is_minor: bool) -> Value | None:
    """At home is out of hospital, where nothing is said about it."""
    settings = (work.bill.setting, Setting.OUT_PATIENT)
    for setting in settings if work.bill.setting == Setting.AT_HOME else settings[:1]:
        rate = rate_of(
            work.context.tariffs,
            code=work.act.code if work.act else work.code,
            care=work.care,
            is_minor=is_minor,
            setting=setting,
            day=work.day,
        )
        if rate is not None:
            return rate
    return None


def _prosthesis(work: Work, past: Sequence[Past]) -> Value | None:
    """In full for a full prosthesis, and after a check-up in each of the two years before."""
    if work.has(Flag.FULL_PROSTHESIS):
        return work.value(names.FULL_PROSTHESIS)
    years = {one.served_on.year for one in past if _is_check_up(one, work)}
    if {work.day.year - 1, work.day.year - 2} <= years:
        return work.value(names.CHECKED)
    return None


def _is_check_up(one: Past, work: Work) -> bool:
    found = find(work.context.tariffs, one.code, one.served_on)
    return found is not None and Flag.CHECKUP in found.act.flags
