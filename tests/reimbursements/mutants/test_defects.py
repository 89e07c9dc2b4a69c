"""Defects read in openIMIS, put into the engine on purpose: each must make a check fail.

Each check below is a small version of a test of this folder's neighbours. It passes with the
engine as it is, and fails as soon as the defect is there; so neither can be lost unnoticed.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from reimbursements.choices.reasons import Reason
from reimbursements.rules import result as results
from reimbursements.rules.adjudication import bill as engine
from reimbursements.rules.adjudication import limits, lines, shares, whole_bill
from reimbursements.rules.adjudication.working import Work
from reimbursements.rules.facts import Provider
from tests.reimbursements.billing import (
    CHILD,
    DAY,
    bill,
    codes,
    decided,
    decided_line,
    line,
    parts,
    past,
)

A_DAY = timedelta(days=1)


# -- the checks


def cents_are_kept():
    """`int(quantity * price)` cut the cents off."""
    assert parts(decided_line(line("C41", "19.99")))[:3] == ("19.99", "2.40", "17.59")


def yearly_limits_hold_across_claims():
    """What was paid before began at zero in every claim."""
    before = past("DC1", date(2026, 3, 1), full_cover=Decimal("81.84"))
    assert decided_line(line("DS1"), before).reimbursed == Decimal("52.80")


def daily_participation_knows_the_days_before():
    before = past("BED", date(2026, 2, 1), 30)
    assert decided_line(line("BED"), before).participation == 0


def children_have_their_own_rate():
    """`is_adult` was never called, so it was always true."""
    assert decided_line(line(), on={"patient": CHILD}).participation == 0


def each_cause_has_its_own_reason():
    """Whatever was wrong, "invalid number" was stored."""
    found = {
        Reason.TOO_LATE: decided_line(line(), on={"paid_on": date(2020, 1, 1)}),
        Reason.PRESCRIPTION_MISSING: decided_line(line("PH1")),
        Reason.AUTHORISATION_MISSING: decided_line(line("APCM")),
    }
    assert {reason: codes(answer) for reason, answer in found.items()} == {
        reason: [reason] for reason in found
    }


def later_care_blocks_nothing():
    """The test of frequency had no upper date."""
    before = past("FRAME", DAY + A_DAY, tariff="30.00")
    assert decided_line(line("FRAME", "30.00"), before).reimbursed == Decimal("30.00")


def an_approved_zero_is_zero():
    """`approved or provided` read zero as "not set"."""
    assert decided_line(line("C41", approved_quantity=0)).reimbursed == 0
    assert decided_line(line("C41", approved_tariff="0.00")).reimbursed == 0
    assert decided_line(line("C41", approved_rate=Decimal(0))).reimbursed == 0


def duplicates_are_found():
    """There was a code for duplicates, and nothing that used it."""
    found = decided_line(line("C41"), past("C41", provider="123456"))
    assert codes(found) == [Reason.DUPLICATE]
    assert codes(decided_line(line("C41"), on={"is_duplicate": True})) == [Reason.DUPLICATE]


def a_quantity_is_cut_before_it_is_refused():
    before = past("PH1", date(2026, 9, 20), 6, prescribed_on=date(2026, 9, 1))
    found = decided_line(line("PH1", quantity=5), before, on={"prescribed_on": date(2026, 9, 1)})
    assert found.quantity == 2


def fees_are_never_paid():
    assert decided_line(line("C41", "20.00", convenience_fee="5.00")).refused == Decimal("5.00")


def the_order_on_the_paper_is_no_luck():
    forward = decided(bill(line("C1"), line("C10")))
    backward = decided(bill(line("C10"), line("C1")))
    assert sum(one.reimbursed for one in forward) == sum(one.reimbursed for one in backward)


def an_unknown_value_is_no_guess():
    assert decided_line(line("NURSE")).open == Decimal("12.00")


CHECKS = (
    cents_are_kept,
    yearly_limits_hold_across_claims,
    daily_participation_knows_the_days_before,
    children_have_their_own_rate,
    each_cause_has_its_own_reason,
    later_care_blocks_nothing,
    an_approved_zero_is_zero,
    duplicates_are_found,
    a_quantity_is_cut_before_it_is_refused,
    fees_are_never_paid,
    the_order_on_the_paper_is_no_luck,
    an_unknown_value_is_no_guess,
)


# -- the defects


def cut_off_the_cents(patch):
    patch.setattr(shares, "to_cents", lambda amount: Decimal(int(amount)))


def forget_what_was_paid_before(patch):
    def share_out(work, _past):
        return real(work, [])

    real = engine.share_out
    patch.setattr(engine, "share_out", share_out)


def everybody_is_an_adult(patch):
    patch.setattr(Work, "ages", lambda work: {False})


def one_reason_for_all(patch):
    def refuse(work, _code, **about):
        return real(work, Reason.PERSON_UNKNOWN, **about)

    real = Work.refuse
    patch.setattr(Work, "refuse", refuse)
    finding = engine.finding
    patch.setattr(
        engine,
        "finding",
        lambda *told: (found := finding(*told)) and replace(found, code=Reason.PERSON_UNKNOWN),
    )


def look_into_the_future(patch):
    def without_an_end(work, past):
        return real(work, [replace(one, served_on=min(one.served_on, work.day)) for one in past])

    real = limits._renewal
    patch.setattr(
        limits,
        "LIMITS",
        tuple(without_an_end if one is real else one for one in limits.LIMITS),
    )


def zero_is_not_set(patch):
    def begun(line, *rest):
        names = ("approved_quantity", "approved_tariff", "approved_rate")
        return real(replace(line, **{name: getattr(line, name) or None for name in names}), *rest)

    real = engine._begun
    patch.setattr(engine, "_begun", begun)


def never_look_for_duplicates(patch):
    left = tuple(one for one in limits.LIMITS if one is not limits._duplicate)
    patch.setattr(limits, "LIMITS", left)


def never_believe_that_a_bill_was_sent_before(patch):
    real = engine.finding
    patch.setattr(
        engine, "finding", lambda bill, tariffs: real(replace(bill, is_duplicate=False), tariffs)
    )


def refuse_instead_of_cutting(patch):
    def all_or_nothing(limit):
        def refused(work, past):
            left = limit(work, past)
            return left and replace(left, count=0 if left.count < work.counted else left.count)

        return refused

    patch.setattr(limits, "LIMITS", tuple(map(all_or_nothing, limits.LIMITS)))


def pay_the_fee(patch):
    def begun(line, *rest):
        amount = (line.amount or 0) + line.convenience_fee
        return real(replace(line, amount=amount, convenience_fee=Decimal(0)), *rest)

    real = engine._begun
    patch.setattr(engine, "_begun", begun)


def the_first_on_the_paper_wins(patch):
    def rank(works, _past):
        for work in works[1:]:
            work.refuse(Reason.ONE_A_DAY)
        return []

    patch.setattr(engine, "rank", rank)
    patch.setattr(engine, "_order", lambda work: (work.day, work.line.key))


def guess_a_rate(patch):
    real = shares._rate

    def rate(work, past):
        return real(work, past) or work.value("rate.consultation.adult.out_patient")

    patch.setattr(shares, "_rate", rate)


def no_prescription_is_asked_for(patch):
    left = tuple(one for one in lines.CHECKS if one is not lines._prescription)
    patch.setattr(lines, "CHECKS", left)


def there_is_always_time(patch):
    patch.setattr(whole_bill, "send_by", lambda *_told: None)


DEFECTS: tuple[tuple[Callable, Callable], ...] = (
    (cut_off_the_cents, cents_are_kept),
    (forget_what_was_paid_before, yearly_limits_hold_across_claims),
    (forget_what_was_paid_before, daily_participation_knows_the_days_before),
    (everybody_is_an_adult, children_have_their_own_rate),
    (one_reason_for_all, each_cause_has_its_own_reason),
    (look_into_the_future, later_care_blocks_nothing),
    (zero_is_not_set, an_approved_zero_is_zero),
    (never_look_for_duplicates, duplicates_are_found),
    (never_believe_that_a_bill_was_sent_before, duplicates_are_found),
    (refuse_instead_of_cutting, a_quantity_is_cut_before_it_is_refused),
    (pay_the_fee, fees_are_never_paid),
    (the_first_on_the_paper_wins, the_order_on_the_paper_is_no_luck),
    (guess_a_rate, an_unknown_value_is_no_guess),
    (no_prescription_is_asked_for, each_cause_has_its_own_reason),
    (there_is_always_time, each_cause_has_its_own_reason),
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_engine_passes_the_check(check):
    check()


@pytest.mark.parametrize(
    ("defect", "check"), DEFECTS, ids=[f"{defect.__name__}" for defect, _check in DEFECTS]
)
def test_the_defect_is_noticed(monkeypatch, defect, check):
    defect(monkeypatch)
    with pytest.raises(AssertionError):
        check()


def test_no_amount_can_be_lost_on_the_way():
    """Whatever the engine did, a line whose parts do not add up cannot be built."""
    with pytest.raises(ValueError, match="do not add up"):
        results.LineResult(1, "accepted", Decimal("1.00"), reimbursed=Decimal("0.99"))


def test_a_provider_is_needed_to_call_something_a_duplicate():
    before = past("C41", provider="123456")
    assert codes(decided_line(line("C41"), before, on={"provider": Provider("9")})) == []
