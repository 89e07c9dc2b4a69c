"""From the facts to the answer: what is asked of a bill, in which order."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby

from reimbursements.choices.reasons import Reason, Verdict
from reimbursements.rules.adjudication.abroad import judge_abroad
from reimbursements.rules.adjudication.limits import trim
from reimbursements.rules.adjudication.lines import judge_line
from reimbursements.rules.adjudication.money import ZERO, to_cents
from reimbursements.rules.adjudication.sessions import PaidTooMuch, rank
from reimbursements.rules.adjudication.shares import share_out
from reimbursements.rules.adjudication.valuation import value_line
from reimbursements.rules.adjudication.whole_bill import EURO, Finding, finding
from reimbursements.rules.adjudication.working import Work
from reimbursements.rules.facts import BillFacts, Context, LineFacts, Past
from reimbursements.rules.result import BillResult


def adjudicate(bill: BillFacts, context: Context) -> BillResult:
    """Every amount of every line of `bill`, and why.

    The same facts give the same answer, whoever asks and when: there is no clock in it.
    """
    return adjudicate_together([bill], context)[bill.key]


def adjudicate_together(bills: Iterable[BillFacts], context: Context) -> dict[int, BillResult]:
    """The same for several bills of one person, looked at as if all were one; by their keys.

    The lines of an answer stand in the order of their bill, whatever the order in which they were
    looked at: day by day, because what is paid for one day counts for the limits of the next.
    """
    works = {bill.key: [_begun(line, bill, context) for line in bill.lines] for bill in bills}
    for of_a_bill in works.values():
        _judge_bill(of_a_bill, context)
    everything = _alive(work for of_a_bill in works.values() for work in of_a_bill)
    past = list(context.past)
    for _day, of_the_day in groupby(sorted(everything, key=_order), key=lambda one: one.day):
        past.extend(_one_day(list(of_the_day), past))
    return {
        key: BillResult(key, tuple(work.result() for work in found), context.tariffs.version)
        for key, found in works.items()
    }


def _judge_bill(works: list[Work], context: Context) -> None:
    """What is wrong with a bill as a whole is said of each of its lines."""
    of_all = finding(works[0].bill, context.tariffs) if works else None
    for work in works:
        _judge(work, of_all)


def _begun(line: LineFacts, bill: BillFacts, context: Context) -> Work:
    """The line with its amounts in euro."""
    rate = bill.exchange_rate if bill.currency != EURO and bill.exchange_rate else Decimal(1)
    amount = None if line.amount is None else to_cents(line.amount * rate)
    fee = to_cents(line.convenience_fee * rate)
    work = Work(line, bill, context, amount, fee, counted=line.quantity)
    if rate != 1 and amount is not None:
        work.step("exchange", amount, value=rate)
    return work


def _judge(work: Work, of_all: Finding | None) -> None:
    """What the agent has said first; then the bill, the line itself and the country."""
    if work.line.refused_for is not None:
        work.refuse(work.line.refused_for)
    elif of_all is not None and not _overruled(of_all, work):
        work.because(of_all.code, **of_all.about)
        work.ended = Verdict.OPEN if of_all.is_open else Verdict.REFUSED
    else:
        for judge in (judge_line, judge_abroad):
            if work.ended is None:
                judge(work)


def _overruled(of_all: Finding, work: Work) -> bool:
    """An agent who approves a quantity says that it only looks like the same bill."""
    return of_all.code == Reason.DUPLICATE and work.line.approved_quantity is not None


def _one_day(works: list[Work], past: list[Past]) -> list[Past]:
    """Values, trims, ranks and divides the lines of one day; returns what they add to the past."""
    for work in works:
        value_line(work)
    looked_at = list(past)
    for work in sorted(_alive(works), key=_dearest_first):
        trim(work, looked_at)
        if work.ended is None:
            looked_at.append(_as_past(work))
    taken_off = rank(_alive(works), past)
    decided = list(past)
    for work in sorted(_alive(works), key=_dearest_first):
        share_out(work, decided)
        if work.ended is None:
            decided.append(_as_past(work))
    for group, too_much in taken_off:
        _take_off([work for work in group if work.ended is None], too_much)
    return [_as_past(work) for work in _alive(works)]


def _take_off(works: list[Work], too_much: PaidTooMuch) -> None:
    """What was paid too much before is not paid again."""
    reimbursed, participation = too_much.reimbursed, too_much.participation
    for work in sorted(works, key=_dearest_first):
        less = min(reimbursed, work.reimbursed)
        own = min(participation, work.participation)
        if not less and not own:
            continue
        reimbursed, participation = reimbursed - less, participation - own
        work.reimbursed, work.participation = work.reimbursed - less, work.participation - own
        work.cut += less + own
        work.because(too_much.why)
        work.step("counted_before", less + own)


def _alive(works: Iterable[Work]) -> list[Work]:
    return [work for work in works if work.ended is None]


def _order(work: Work) -> tuple:
    """By day and act, so that the order on the paper changes nothing."""
    return (work.day, work.code, -(work.amount or ZERO), work.line.key)


def _dearest_first(work: Work) -> tuple:
    return (-(work.unit_tariff or ZERO), *_order(work))


def _as_past(work: Work) -> Past:
    bill = work.bill
    return Past(
        key=work.line.key,
        bill=bill.key,
        code=work.code,
        care=work.care,
        served_on=work.day,
        quantity=work.counted,
        tariff=work.reimbursed + work.participation,
        participation=work.participation,
        reimbursed=work.reimbursed,
        amount=work.amount,
        provider=work.provider_code,
        prescribed_on=bill.prescribed_on,
        rate=work.rate,
        invoiced_quantity=work.line.quantity,
        full_cover=work.full_cover,
    )
