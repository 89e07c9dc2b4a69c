"""Several acts at once: one consultation a day, the technical acts of a session."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations

import pytest

from reimbursements.choices.reasons import Reason, Verdict
from reimbursements.rules.adjudication import adjudicate, adjudicate_together
from reimbursements.rules.facts import Provider
from tests.reimbursements.billing import (
    DAY,
    bill,
    codes,
    context,
    decided,
    decided_line,
    in_turn,
    line,
    parts,
    past,
)

OTHER = Provider("777777")


def reimbursed(lines):
    return [str(one.reimbursed) for one in lines]


# -- one consultation or visit a day


def test_of_two_consultations_of_a_day_the_dearest_is_paid():
    first, second = decided(bill(line("C1"), line("C10")))
    assert (first.verdict, codes(first)) == (Verdict.REFUSED, [Reason.ONE_A_DAY])
    assert (second.verdict, parts(second)[:3]) == (
        Verdict.ACCEPTED,
        ("69.70", "8.36", "61.34"),
    )


def test_a_consultation_and_a_visit_are_one_a_day_together():
    assert reimbursed(decided(bill(line("C1"), line("V1")))) == ["0.00", "62.88"]


def test_two_days_are_two_days():
    answers = decided(bill(line("C1"), line("C1", on=DAY + timedelta(days=1))))
    assert reimbursed(answers) == ["55.09", "55.09"]


def test_a_quantity_of_two_on_one_day_is_one():
    found = decided_line(line("C1", quantity=2))
    assert parts(found) == ("62.60", "7.51", "55.09", "0.00", "62.60", "0.00")
    assert codes(found) == [Reason.ONE_A_DAY]


def test_other_acts_of_the_day_are_paid_besides():
    assert reimbursed(decided(bill(line("C1"), line("C41")))) == ["55.09", "17.60"]


def test_a_dearer_consultation_that_comes_later_gets_the_rest():
    found = decided_line(line("C10"), past("C1"))
    assert found.reimbursed == Decimal("61.34") - Decimal("55.09")
    assert found.participation == Decimal("8.36") - Decimal("7.51")
    assert (found.verdict, codes(found)) == (Verdict.PARTLY, [Reason.ONE_A_DAY])
    assert found.steps[-1].what == "counted_before"


def test_a_cheaper_consultation_that_comes_later_gets_nothing():
    assert codes(decided_line(line("C1"), past("C10"))) == [Reason.ONE_A_DAY]


def test_what_an_agent_has_approved_takes_no_part():
    first, second = decided(bill(line("C1", approved_quantity=1), line("C10")))
    assert reimbursed([first, second]) == ["55.09", "61.34"]


# -- technical acts of a session


def test_the_dearest_act_counts_in_full_two_for_half_and_more_for_nothing():
    answers = decided(bill(line("T50"), line("T200"), line("T300"), line("T101")))
    # 300.00; 100.00; half of 101.30 is 50.65, to a tenth of a euro 50.70; nothing.
    assert [str(one.tariff) for one in answers] == ["0.00", "100.00", "300.00", "50.70"]
    assert [codes(one) for one in answers] == [
        [Reason.NOT_CUMULATED],
        [Reason.REDUCED, Reason.OVER_TARIFF],
        [],
        [Reason.REDUCED, Reason.OVER_TARIFF],
    ]


def test_the_same_act_twice_is_a_session_of_two():
    assert decided_line(line("T200", quantity=2)).tariff == Decimal("300.00")
    assert decided_line(line("T200", quantity=4)).tariff == Decimal("400.00")


def test_an_act_already_invoiced_as_reduced_is_not_halved_again():
    answers = decided(bill(line("T300"), line("T200R", "100.00")))
    assert [str(one.tariff) for one in answers] == ["300.00", "100.00"]


def test_an_act_that_is_paid_beside_others_is_not_reduced_and_reduces_none():
    answers = decided(bill(line("T90"), line("T50"), line("T300")))
    assert [str(one.tariff) for one in answers] == ["90.00", "25.00", "300.00"]
    before = past("T90", provider="123456")
    assert decided_line(line("T50"), before).tariff == Decimal("50.00")


def test_a_session_is_with_one_provider_on_one_day():
    before = past("T300", provider="123456")
    assert decided_line(line("T200"), before).tariff == Decimal("100.00")
    assert decided_line(line("T200"), before, on={"provider": OTHER}).tariff == Decimal("200.00")
    later = line("T200", on=DAY + timedelta(days=1))
    assert decided_line(later, before).tariff == Decimal("200.00")


def test_a_dearer_act_that_comes_later_gets_what_is_left_of_the_session():
    before = past("T200", provider="123456")
    found = decided_line(line("T300"), before)
    # The session comes to 300.00 + 100.00; 200.00 of it were paid.
    assert found.tariff == Decimal("200.00")
    assert found.reimbursed == Decimal("176.00")


def one_after_the_other(codes_in_order, *, key=0):
    """The reimbursement of each act on a bill of its own, in this order."""
    bills = [
        bill(line(code), key=10 + place, provider=Provider("123456"))
        for place, code in enumerate(codes_in_order)
    ]
    results = in_turn(bills)
    return sum((result.total("reimbursed") for result in results.values()), Decimal(0))


@pytest.mark.parametrize(
    "acts",
    [
        ("C1", "C10", "V1"),
        ("C1", "C10", "C38"),
        ("T50", "T101", "T200", "T300"),
        ("C1", "T50", "T300", "V1"),
        ("DC1", "DS1", "C41"),
    ],
)
def test_the_same_is_paid_whichever_bill_of_a_day_comes_first(acts):
    totals = {one_after_the_other(order) for order in permutations(acts)}
    together = adjudicate(bill(*map(line, acts)), context()).total("reimbursed")
    assert totals == {together}


def test_what_was_refused_before_is_not_taken_off_again():
    first = bill(line("T200"), key=11)
    second = bill(line("T300"), key=12)
    third = bill(line("T101"), key=13)
    results = in_turn([first, second, third])
    assert [str(result.total("tariff")) for result in results.values()] == [
        "200.00",
        "200.00",
        "50.70",
    ]


def test_several_bills_are_looked_at_as_one():
    bills = [bill(line(code), key=key) for key, code in enumerate(["C1", "C10", "T200"], 11)]
    bills.append(bill(line("T300"), key=14, provider=OTHER))
    results = adjudicate_together(bills, context())
    together = adjudicate(bill(line("C1"), line("C10")), context())
    assert [str(result.total("tariff")) for result in results.values()] == [
        "0.00",
        "69.70",
        "200.00",
        "300.00",
    ]
    assert [results[11].lines[0].verdict, results[12].lines[0].verdict] == [
        one.verdict for one in together.lines
    ]


def test_an_open_line_takes_nothing_from_the_others():
    before_birth = line("NOVALUE", "10.00")
    answers = decided(bill(before_birth, line("C1"), sent_on=date(2026, 11, 2)))
    assert [one.verdict for one in answers] == [Verdict.OPEN, Verdict.ACCEPTED]
