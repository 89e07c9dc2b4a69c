"""How many are paid: after how long again, how many in a period, with one prescription."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from reimbursements.choices.reasons import Reason, Verdict
from reimbursements.rules.facts import Authorisation, Provider
from tests.reimbursements.billing import (
    CHILD,
    DAY,
    TARIFFS,
    bill,
    codes,
    decided,
    decided_line,
    line,
    parts,
    past,
)

A_DAY = timedelta(days=1)
STATUTES = "Statuts de la CNS"
PRESCRIBED = {"prescribed_on": date(2026, 9, 1)}


# -- again after so long


@pytest.mark.parametrize(
    ("code", "amount", "before", "again"),
    [
        ("FRAME", "30.00", date(2024, 1, 15), "2027-01-15"),
        ("FRAME", "30.00", date(2023, 10, 2), "2026-10-02"),
        ("FRAME", "30.00", date(2023, 10, 1), None),
        ("FRAME", "30.00", DAY + A_DAY, None),
        ("AID", "950.00", date(2025, 2, 1), "2030-02-01"),
        ("C38", None, date(2026, 4, 2), "2026-10-02"),
        ("C38", None, date(2026, 4, 1), None),
        ("C38", None, DAY + A_DAY, None),
    ],
)
def test_the_same_again_is_paid_after_its_time_and_care_after_it_does_not_count(
    code, amount, before, again
):
    """openIMIS let care *after* a line block it, so the order of the bills mattered."""
    quantity = 2 if code == "AID" else 1
    found = decided_line(line(code, amount), past(code, before, quantity, tariff="10.00"))
    if again is None:
        assert found.verdict == Verdict.ACCEPTED
        return
    assert (found.verdict, codes(found)) == (Verdict.REFUSED, [Reason.TOO_SOON])
    about = found.reasons[0].about
    assert about["possible_again_on"] == again
    assert about["legal_basis"] == ("RGD 21.12.1998, art. 5" if code == "C38" else STATUTES)


def test_two_hearing_aids_and_two_lenses_belong_together():
    one_before = past("AID", date(2025, 2, 1), tariff="950.00", rate="1")
    assert decided_line(line("AID", "950.00"), one_before).verdict == Verdict.ACCEPTED
    both = decided_line(line("AID", "1900.00", 2), one_before)
    assert (both.quantity, str(both.reimbursed), str(both.refused)) == (1, "950.00", "950.00")
    assert codes(both) == [Reason.TOO_SOON]
    assert decided_line(line("LENS", quantity=2)).reimbursed == Decimal("110.00")
    assert decided_line(line("LENS", quantity=3)).reimbursed == Decimal("110.00")


def test_children_have_glasses_without_a_limit_of_time():
    before = past("FRAME", date(2026, 9, 1), tariff="30.00")
    found = decided_line(line("FRAME", "30.00"), before, on={"patient": CHILD})
    assert found.reimbursed == Decimal("30.00")


def test_how_much_sooner_a_child_gets_a_hearing_aid_is_left_to_an_agent():
    before = past("AID", date(2025, 2, 1), 2, tariff="2800.00")
    found = decided_line(line("AID", "1400.00"), before, on={"patient": CHILD})
    assert (found.verdict, codes(found)) == (Verdict.OPEN, [Reason.TOO_SOON])


def test_an_extended_consultation_counts_once_even_on_one_line():
    assert decided_line(line("C38", quantity=2)).quantity == 1


def test_an_approved_quantity_counts_instead_of_every_limit():
    before = past("FRAME", date(2026, 9, 1), tariff="30.00")
    found = decided_line(line("FRAME", "30.00", approved_quantity=1), before)
    assert (found.verdict, found.reimbursed) == (Verdict.ACCEPTED, Decimal("30.00"))


# -- so many in a period


def consultations(days):
    return [past("C1", day, key=900 + n, bill=900 + n) for n, day in enumerate(days)]


def every(days, *, until, count):
    return [until - timedelta(days=days * n) for n in range(1, count + 1)]


@pytest.mark.parametrize(
    ("days", "verdict"),
    [
        (every(10, until=DAY, count=11), Verdict.ACCEPTED),
        (every(10, until=DAY, count=12), Verdict.REFUSED),
        (every(16, until=DAY, count=12), Verdict.ACCEPTED),
        ([DAY + 7 * n * A_DAY for n in range(1, 13)], Verdict.REFUSED),
        ([DAY + 20 * n * A_DAY for n in range(1, 13)], Verdict.ACCEPTED),
    ],
    ids=["eleven", "twelve", "longer ago", "twelve later", "later and further apart"],
)
def test_more_than_twelve_consultations_in_six_months_need_a_medical_reason(days, verdict):
    found = decided_line(line(), *consultations(days))
    assert found.verdict == verdict
    if verdict == Verdict.REFUSED:
        assert codes(found) == [Reason.MEDICAL_REASON_MISSING]
        assert found.reasons[0].about["limit"] == 12


def test_visits_and_technical_acts_are_no_consultations():
    before = consultations(every(10, until=DAY, count=12))
    assert decided_line(line("V1"), *before).verdict == Verdict.ACCEPTED
    assert decided_line(line("T50"), *before).verdict == Verdict.ACCEPTED


@pytest.mark.parametrize(
    ("used", "counted", "reasons"),
    [
        (0, 5, []),
        (3, 5, []),
        (5, 3, [Reason.QUANTITY_CUT]),
        (8, 0, [Reason.QUANTITY_CUT]),
        (9, 0, [Reason.QUANTITY_CUT]),
    ],
)
def test_the_sessions_of_a_prescription_are_cut_to_what_is_left(used, counted, reasons):
    before = [past("PH1", date(2026, 9, 20), used, **PRESCRIBED)] if used else []
    found = decided_line(line("PH1", quantity=5), *before, on=PRESCRIBED)
    assert (found.quantity, codes(found)) == (counted, reasons)
    assert found.reimbursed == Decimal("28.00") * counted
    assert found.refused == Decimal("40.00") * (5 - counted)
    if reasons:
        assert found.reasons[0].about["limit"] == 8


def test_sessions_of_another_prescription_do_not_count():
    before = past("PH1", date(2026, 6, 20), 8, prescribed_on=date(2026, 6, 1))
    assert decided_line(line("PH1", quantity=8), before, on=PRESCRIBED).quantity == 8


def test_sessions_are_counted_within_the_bill_as_well():
    lines = decided(
        bill(
            line("PH1", quantity=5),
            line("PH1", quantity=5, on=DAY + A_DAY),
            line("PH1", quantity=5, on=DAY + 2 * A_DAY),
            has_prescription=True,
        )
    )
    assert [one.quantity for one in lines] == [5, 3, 0]


def granted(quantity, first=date(2026, 1, 1), last=None, **columns):
    return Authorisation(first, last, quantity=quantity, **{"code": "ACM", **columns})


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        ([granted(5)], 2),
        ([granted(3)], 0),
        ([granted(None)], 4),
        ([granted(3), granted(6)], 3),
        ([granted(3), granted(None)], 4),
        ([granted(5, last=DAY)], 2),
        ([granted(2, first=DAY)], 2),
    ],
)
def test_an_authorisation_may_be_for_so_many(given, counted):
    before = past("ACM", date(2026, 5, 1), 3)
    found = decided_line(line("ACM", quantity=4), before, authorisations=tuple(given))
    assert found.quantity == counted


# -- the same line twice

SAME = {"provider": Provider("654321")}


@pytest.mark.parametrize(
    ("before", "verdict"),
    [
        (past("T50", bill=90), Verdict.REFUSED),
        (past("T50", bill=90, provider="111111"), Verdict.ACCEPTED),
        (past("T50", DAY - A_DAY), Verdict.ACCEPTED),
        (past("T50", amount=Decimal("49.99"), tariff="20.00"), Verdict.ACCEPTED),
        (past("T50", bill=1), Verdict.ACCEPTED),
    ],
    ids=["same", "other provider", "other day", "other amount", "same bill"],
)
def test_the_same_act_of_the_same_provider_on_the_same_day_is_paid_once(before, verdict):
    """openIMIS had a code for duplicates and never used it."""
    found = decided_line(line("T50"), replace(before), on=SAME)
    if verdict == Verdict.REFUSED:
        assert codes(found) == [Reason.DUPLICATE]
        assert found.reasons[0].about == {"reference": "R-1"}
    else:
        assert Reason.DUPLICATE not in codes(found)


def test_an_agent_may_say_that_it_is_another_act_of_the_same_day():
    found = decided_line(line("C41", approved_quantity=1), past("C41"), on=SAME)
    assert found.verdict == Verdict.ACCEPTED


def test_without_a_provider_nothing_looks_like_a_duplicate():
    found = decided_line(line("C41"), past("C41", provider=""), on={"provider": None})
    assert found.verdict == Verdict.ACCEPTED


def test_a_quantity_that_was_cut_is_refused_and_what_is_above_the_tariff_is_not():
    before = past("PH1", date(2026, 9, 20), 6, **PRESCRIBED)
    found = decided_line(line("PH1", "150.00", 3), before, on=PRESCRIBED)
    # Two of three at 50.00 each count, at 40.00: 20.00 over the tariff, 50.00 refused.
    assert parts(found) == ("80.00", "24.00", "56.00", "20.00", "50.00", "0.00")
    assert TARIFFS.act("PH1", DAY).fixed_amount == Decimal("40.00")
