"""What is missing on a claim before it is sent, what looks wrong, and whether it can be sent."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from reimbursements.choices.care import DocumentKind, Proof
from reimbursements.choices.claims import ClaimRefusal, ClaimState
from reimbursements.choices.sending import DO_ABOUT, MAY_STAY_EMPTY, Doubt, Missing, SendingRefusal
from reimbursements.rules import sending
from reimbursements.rules.same_bill import Looks, is_same
from reimbursements.rules.sending import BillTyped, LineTyped, Pages

TODAY = date(2026, 11, 20)
CARE = date(2026, 11, 2)
LINE = LineTyped(code="C1", served_on=CARE, amount=Decimal("62.60"))
BILL = BillTyped(
    name="bill 1",
    patient=1,
    provider_code="90123456",
    provider_name="Dr Weber",
    number="2026/417",
    total=Decimal("62.60"),
    paid_on=date(2026, 11, 3),
    proof=Proof.RECEIPTED,
    lines=(LINE,),
    pages=Pages(clean=1),
)


def found(bill: BillTyped, **about) -> set[Doubt]:
    about = {"today": TODAY, "years": 2, **about}
    return {concern.doubt for concern in sending.doubts(bill, **about)}


def test_a_complete_bill_misses_nothing_and_raises_no_doubt():
    assert sending.missing(BILL) == ()
    assert found(BILL) == set()


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"pages": Pages()}, Missing.PAGE),
        ({"patient": None}, Missing.PATIENT),
        ({"provider_code": "", "provider_name": ""}, Missing.PROVIDER),
        ({"lines": ()}, Missing.LINES),
        ({"lines": (LINE, replace(LINE, code=""))}, Missing.CODE),
        ({"lines": (replace(LINE, served_on=None),)}, Missing.DAY),
        ({"lines": (replace(LINE, amount=None),)}, Missing.AMOUNT),
        ({"total": None}, Missing.TOTAL),
        ({"paid_on": None}, Missing.PAID_ON),
        ({"proof": None}, Missing.PROOF),
        ({"proof": Proof.DEBIT_NOTICE}, Missing.PROOF_PAGE),
    ],
)
def test_each_thing_that_is_missing_is_named_alone(change, what):
    assert sending.missing(replace(BILL, **change)) == (what,)


def test_a_file_that_is_being_checked_is_not_missing():
    assert sending.missing(replace(BILL, pages=Pages(pending=1))) == ()


def test_a_debit_notice_among_the_pages_is_proof_enough():
    bill = replace(BILL, proof=Proof.DEBIT_NOTICE, pages=Pages(clean=2, has_proof=True))
    assert sending.missing(bill) == ()


@pytest.mark.parametrize(
    ("change", "doubt"),
    [
        ({"document_kind": DocumentKind.REMINDER}, Doubt.REMINDER),
        ({"document_kind": DocumentKind.QUOTE}, Doubt.QUOTE),
        ({"document_kind": DocumentKind.RECEIPT}, Doubt.RECEIPT),
        ({"proof": Proof.NONE}, Doubt.NO_PROOF),
        ({"provider_code": ""}, Doubt.PROVIDER_UNKNOWN),
        ({"country": "BE"}, Doubt.ABROAD),
        ({"currency": "CHF"}, Doubt.CURRENCY),
        ({"total": Decimal("62.61")}, Doubt.TOTAL_DIFFERS),
        ({"paid_on": date(2026, 11, 21)}, Doubt.PAID_IN_FUTURE),
        ({"paid_on": date(2024, 11, 19), "lines": ()}, Doubt.TOO_LATE),
        ({"paid_on": date(2026, 11, 1)}, Doubt.PAID_BEFORE_CARE),
        ({"lines": (replace(LINE, served_on=date(2026, 11, 21)),)}, Doubt.CARE_IN_FUTURE),
    ],
)
def test_each_thing_that_looks_wrong_is_named_alone(change, doubt):
    assert found(replace(BILL, **change)) == {doubt}


@pytest.mark.parametrize(
    ("paid_on", "is_late"),
    [(date(2024, 11, 20), False), (date(2024, 11, 19), True)],
)
def test_the_last_day_to_send_still_counts(paid_on, is_late):
    bill = replace(BILL, paid_on=paid_on, lines=())
    assert (Doubt.TOO_LATE in found(bill)) is is_late


def test_without_a_known_period_nothing_is_too_late():
    bill = replace(BILL, paid_on=date(2001, 1, 1), lines=())
    assert found(bill, years=None) == set()


def test_a_provider_abroad_need_not_be_known():
    assert found(replace(BILL, country="DE", provider_code="")) == {Doubt.ABROAD}


def test_fees_belong_to_the_total():
    line = replace(LINE, convenience_fee=Decimal("5.00"))
    assert found(replace(BILL, lines=(line,), total=Decimal("67.60"))) == set()


def test_an_amount_that_is_not_known_leaves_the_total_alone():
    bill = replace(BILL, lines=(LINE, replace(LINE, amount=None)), total=Decimal("100.00"))
    assert found(bill) == set()


def test_a_bill_that_was_sent_before_is_named_with_its_reference():
    before = replace(BILL.looks, reference="R-7")
    (concern,) = sending.doubts(BILL, today=TODAY, years=2, sent_before=[Looks(), before])
    assert (concern.doubt, concern.about) == (Doubt.SENT_BEFORE, {"reference": "R-7"})


def test_two_times_the_same_bill_in_one_claim():
    twin = replace(BILL, name="bill 2")
    (concern,) = sending.doubts(BILL, today=TODAY, years=2, beside=[twin])
    assert (concern.doubt, concern.about) == (Doubt.TWICE_HERE, {"bill": "bill 2"})


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"number": "2026-417"}, True),
        ({"number": "2026/418"}, False),
        ({"number": ""}, True),
        ({"number": "", "total": Decimal("60.00")}, False),
        ({"number": "", "days": frozenset({date(2026, 11, 9)})}, False),
        ({"number": "", "patient": 2}, False),
        ({"number": "", "currency": "CHF"}, False),
        ({"patient": 2}, False),
        ({"total": Decimal("99.00")}, True),
        ({"provider_code": "90999999"}, False),
        ({"provider_code": "", "provider_name": "DR. WEBER"}, True),
        ({"provider_code": "", "provider_name": ""}, False),
        ({"provider_code": "", "provider_name": "Dr Muller"}, False),
    ],
)
def test_when_two_bills_look_the_same(change, same):
    other = replace(BILL.looks, **change)
    assert is_same(BILL.looks, other) is same
    assert is_same(other, BILL.looks) is same


def test_nothing_is_the_same_as_a_bill_of_which_nothing_is_known():
    assert not is_same(Looks(), Looks())


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({}, None),
        ({"state": ClaimState.SENT}, SendingRefusal.SENT_ALREADY),
        ({"bills": ()}, ClaimRefusal.NO_BILL),
        ({"bills": (BILL, replace(BILL, pages=Pages()))}, ClaimRefusal.NO_PAGE),
        ({"bills": (replace(BILL, pages=Pages(rejected=1)),)}, ClaimRefusal.PAGE_UNREADABLE),
        (
            {"bills": (replace(BILL, pages=Pages(clean=1, rejected=1)),)},
            ClaimRefusal.PAGE_UNREADABLE,
        ),
        ({"bills": (replace(BILL, pages=Pages(pending=1)),)}, ClaimRefusal.PAGE_PENDING),
        ({"bills": (replace(BILL, patient=None),)}, ClaimRefusal.NO_PATIENT),
        ({"has_account": False}, ClaimRefusal.NO_ACCOUNT),
    ],
)
def test_why_a_claim_cannot_be_sent(change, refusal):
    situation = {"state": ClaimState.DRAFT, "bills": (BILL,), "has_account": True, **change}
    assert sending.why_not_send(**situation) == refusal


def test_whatever_an_agent_can_complete_stops_nobody():
    bare = BillTyped(patient=1, pages=Pages(clean=1))
    assert set(sending.missing(bare)) <= MAY_STAY_EMPTY
    assert sending.why_not_send(state=ClaimState.DRAFT, bills=(bare,), has_account=True) is None


def test_nothing_that_only_looks_wrong_stops_anybody():
    odd = replace(BILL, document_kind=DocumentKind.REMINDER, country="BE", proof=Proof.NONE)
    assert found(odd)
    assert sending.why_not_send(state=ClaimState.DRAFT, bills=(odd, odd), has_account=True) is None


@pytest.mark.parametrize(
    ("state", "count", "refusal"),
    [
        (ClaimState.DRAFT, sending.MOST_BILLS - 1, None),
        (ClaimState.DRAFT, sending.MOST_BILLS, SendingRefusal.TOO_MANY_BILLS),
        (ClaimState.SENT, 1, SendingRefusal.SENT_ALREADY),
    ],
)
def test_how_many_bills_a_claim_takes(state, count, refusal):
    assert sending.why_not_add_bill(state=state, count=count) == refusal


def test_how_many_drafts_somebody_may_have():
    assert sending.why_not_begin(drafts=sending.MOST_DRAFTS - 1) is None
    assert sending.why_not_begin(drafts=sending.MOST_DRAFTS) == SendingRefusal.TOO_MANY_DRAFTS


def test_each_doubt_says_what_can_be_done():
    assert set(DO_ABOUT) == set(Doubt)
