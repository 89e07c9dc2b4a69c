"""What holds for every bill: nothing is lost, nobody gets more than they paid, order is no luck."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from cns_portal.kernel.months import months_later
from insured.choices.affiliation import Cover, Fund
from insured.rules.coverage import History, Period
from reimbursements.choices.care import Care, DocumentKind, Flag, Proof, Setting
from reimbursements.choices.reasons import Reason, Verdict
from reimbursements.rules.adjudication import adjudicate, adjudicate_together
from reimbursements.rules.facts import Authorisation, LineFacts, Patient, Provider
from reimbursements.rules.tariffs import Tariffs
from tests.reimbursements.billing import (
    ACTS,
    ADULT,
    CHILD,
    DAY,
    TARIFFS,
    act,
    as_past,
    bill,
    context,
    in_turn,
    value,
)

CENT = Decimal("0.01")
CODES = sorted({one.code for one in ACTS})
SAME_DAY_CODES = ["C1", "C10", "C41", "V1", "T300", "T200", "T101", "T50", "DC1", "DS1", "PS1"]
WITHOUT_A_PAUSE = ["C1", "C41", "V1", "T200", "T50", "DC1", "DS1", "PS1", "BED", "PH1"]

euros = st.integers(0, 60_000).map(lambda cents: Decimal(cents) / 100)
days = st.integers(0, 420).map(lambda offset: DAY - timedelta(days=offset))
patients = st.sampled_from([ADULT, CHILD, Patient(3), Patient(4, date(2008, 6, 1), "BE")])


@st.composite
def lines(draw, codes=(*CODES, "Q999", "", "C1N", "T200R"), on=days, unusual=True):
    columns = {}
    if unusual:
        columns = {
            "convenience_fee": draw(st.just(Decimal("0.00")) | euros),
            "approved_quantity": draw(st.none() | st.integers(0, 3)),
            "approved_tariff": draw(st.none() | euros),
            "approved_rate": draw(st.none() | st.sampled_from([Decimal(0), Decimal("0.5")])),
            "refused_for": draw(st.none() | st.sampled_from([None, None, Reason.ILLEGIBLE])),
        }
    return LineFacts(
        key=1,
        code=draw(st.sampled_from(codes)),
        served_on=draw(on),
        quantity=draw(st.integers(1, 4)),
        amount=draw(euros),
        **columns,
    )


@st.composite
def bills(draw):
    unusual = {
        "proof": draw(st.sampled_from([None, Proof.RECEIPTED, Proof.RECEIPTED, Proof.NONE])),
        "document_kind": draw(
            st.sampled_from([DocumentKind.INVOICE, DocumentKind.INVOICE, DocumentKind.REMINDER])
        ),
        "paid_on": draw(st.none() | days),
        "country": draw(st.sampled_from(["LU", "LU", "FR", "BE", "US"])),
        "urgent": draw(st.none() | st.booleans()),
        "setting": draw(st.sampled_from(Setting)),
        "is_duplicate": draw(st.sampled_from([False, False, True])),
        "prescribed_on": draw(st.none() | days),
        "currency": draw(st.sampled_from(["EUR", "EUR", "CHF"])),
        "exchange_rate": draw(st.none() | st.just(Decimal("1.0654"))),
    }
    plain = draw(st.booleans())
    found = draw(st.lists(lines(unusual=not plain), max_size=5))
    patient = draw(st.none() | patients)
    return bill(*found, patient=patient, **({} if plain else unusual)) if found else None


affiliations = st.none() | st.lists(days, min_size=2, max_size=2, unique=True).map(
    lambda ends: History([Period(Cover.COMPULSORY, Fund.CNS, min(ends), max(ends))]).on
)


@given(one=bills(), affiliation=affiliations)
def test_every_line_adds_up_to_the_cent_and_nothing_is_negative(one, affiliation):
    assume(one is not None)
    result = adjudicate(one, context(affiliation=affiliation))
    rate = one.exchange_rate if one.currency != "EUR" and one.exchange_rate else Decimal(1)
    for facts, answer in zip(one.lines, result.lines, strict=True):
        amounts = [
            answer.reimbursed,
            answer.participation,
            answer.over_tariff,
            answer.refused,
            answer.open,
        ]
        invoiced = (facts.amount * rate).quantize(CENT, "ROUND_HALF_UP")
        invoiced += (facts.convenience_fee * rate).quantize(CENT, "ROUND_HALF_UP")
        assert sum(amounts) == answer.invoiced == invoiced
        assert all(amount >= 0 and amount == amount.quantize(CENT) for amount in amounts)
        assert answer.reimbursed + answer.participation == answer.tariff
        assert answer.reimbursed <= answer.invoiced
    for part in ("invoiced", "tariff", "participation", "reimbursed", "over_tariff", "refused"):
        assert result.total(part) == sum(getattr(answer, part) for answer in result.lines)


@given(one=bills())
def test_a_refusal_and_an_open_line_always_say_why(one):
    assume(one is not None)
    for answer in adjudicate(one, context()).lines:
        if answer.verdict == Verdict.OPEN:
            assert answer.reasons
            assert answer.reimbursed == answer.participation == 0
        if answer.refused or answer.over_tariff or answer.verdict == Verdict.REFUSED:
            assert answer.reasons
        if answer.verdict == Verdict.ACCEPTED:
            assert answer.refused == answer.over_tariff == answer.open == 0


@given(one=bills(), place=st.integers(0, 4), less=euros)
def test_the_refund_never_rises_when_the_bill_falls(one, place, less):
    assume(one is not None)
    place %= len(one.lines)
    fallen = replace(one.lines[place], amount=max(one.lines[place].amount - less, Decimal(0)))
    others = (*one.lines[:place], fallen, *one.lines[place + 1 :])
    after = adjudicate(replace(one, lines=others), context()).total("reimbursed")
    # A line ranked lower gives a cent back at most where a rounding is crossed.
    assert after <= adjudicate(one, context()).total("reimbursed") + CENT * len(one.lines)


@given(one=bills(), random=st.randoms(use_true_random=False))
def test_the_order_of_the_lines_on_the_paper_changes_nothing(one, random):
    assume(one is not None)
    shuffled = list(one.lines)
    random.shuffle(shuffled)
    before = adjudicate(one, context()).lines
    after = adjudicate(replace(one, lines=tuple(shuffled)), context()).lines
    assert sorted(before, key=lambda line: line.key) == sorted(after, key=lambda line: line.key)


def at_least_its_tariff(line):
    """A technical act that costs less than its tariff may be one that was already reduced."""
    known = TARIFFS.act(line.code, line.served_on)
    if Flag.TECHNICAL not in known.flags:
        return line
    return replace(line, amount=max(line.amount, known.fixed_amount * line.quantity))


@st.composite
def split(draw, codes, on):
    """Bills of one person: no line twice, so that none of them looks like a duplicate."""
    found = draw(
        st.lists(
            lines(codes=codes, on=on, unusual=False),
            min_size=2,
            max_size=6,
            unique_by=lambda line: (line.code, line.served_on),
        )
    )
    parts: dict[int, list[LineFacts]] = {}
    for key, line in enumerate(map(at_least_its_tariff, found)):
        parts.setdefault(draw(st.integers(0, 2)), []).append(replace(line, key=key))
    patient = draw(st.sampled_from([ADULT, CHILD]))
    columns = {"patient": patient, "prescribed_on": date(2026, 9, 1)}
    return [
        replace(bill(key=number, **columns), lines=tuple(lines_of))
        for number, lines_of in parts.items()
    ]


def totals(results):
    return sum((one.total("reimbursed") for one in results.values()), Decimal(0))


@given(parts=split(SAME_DAY_CODES, st.just(DAY)), random=st.randoms(use_true_random=False))
def test_the_order_of_the_bills_of_a_day_changes_no_total(parts, random):
    forward = totals(in_turn(parts))
    shuffled = parts[:]
    random.shuffle(shuffled)
    assert abs(totals(in_turn(shuffled)) - forward) <= CENT * 6


@given(parts=split(SAME_DAY_CODES, st.just(DAY)))
def test_splitting_a_bill_neither_gains_nor_loses_more_than_the_rounding(parts):
    whole = replace(parts[0], lines=tuple(line for part in parts for line in part.lines))
    together = adjudicate(whole, context()).total("reimbursed")
    assert abs(totals(in_turn(parts)) - together) <= CENT * len(whole.lines)
    assert totals(adjudicate_together(parts, context())) == together


@given(parts=split(WITHOUT_A_PAUSE, days))
def test_limits_of_a_year_hold_however_the_bills_are_cut(parts):
    results = in_turn(parts)
    known = [past for one in parts for past in as_past(one, results[one.key])]
    for year in {past.served_on.year for past in known}:
        dental = [one for one in known if one.care == Care.DENTAL and one.served_on.year == year]
        assert sum(one.full_cover for one in dental) <= Decimal("81.84")
        paid = [one for one in known if one.care == Care.HOSPITAL_DAY]
        charged = sum(one.participation for one in paid if one.served_on.year == year)
        assert charged <= Decimal("26.79") * 30
    sessions = [one.quantity for one in known if one.care == Care.PHYSIOTHERAPY]
    assert sum(sessions) <= 8


@given(
    offsets=st.lists(st.integers(0, 500), min_size=8, max_size=30, unique=True),
    random=st.randoms(use_true_random=False),
)
def test_no_six_months_ever_hold_more_than_twelve_consultations(offsets, random):
    random.shuffle(offsets)
    visits = [
        bill(LineFacts(1, "C1", DAY - timedelta(days=offset), 1, Decimal("62.60")), key=offset)
        for offset in offsets
    ]
    results = in_turn(visits)
    paid = [one.lines[0].served_on for one in visits if results[one.key].total("reimbursed")]
    for first in paid:
        assert sum(first <= day < months_later(first, 6) for day in paid) <= 12


@given(one=bills(), change=days, amount=st.integers(1, 900).map(Decimal))
def test_a_value_from_a_day_on_changes_no_care_before_it(one, change, amount):
    """Acts, rates and limits alike: only lines of that day and later may differ."""
    assume(one is not None)
    first = min(line.served_on for line in one.lines)
    assume(first < change)
    kept = [line for line in one.lines if line.served_on < change]
    before = replace(one, lines=tuple(kept))
    changed = Tariffs.of(
        [row for rows in TARIFFS.acts.values() for row in rows]
        + [
            replace(act("C1", Care.CONSULTATION, str(amount)), since=change),
            replace(act("T200", Care.DOCTOR_ACT, str(amount)), since=change),
        ],
        [row for rows in TARIFFS.values.values() for row in rows if row.since != change]
        + [
            value(name, share, "share", since=change)
            for name, share in (
                ("rate.consultation.adult.out_patient", "0.10"),
                ("consultations.limit", "1"),
                ("dental_full_cover", "1.00"),
            )
        ],
        version="test",
    )
    assert adjudicate(before, context(tariffs=changed)) == adjudicate(before, context())


@given(one=bills())
def test_the_same_facts_give_the_same_answer(one):
    assume(one is not None)
    assert adjudicate(one, context()) == adjudicate(one, context())


@given(
    quantities=st.lists(st.integers(1, 4), min_size=1, max_size=6),
    allowed=st.integers(0, 9),
)
def test_never_more_than_an_authorisation_is_for(quantities, allowed):
    given_for = (Authorisation(first=date(2020, 1, 1), code="ACM", quantity=allowed),)
    parts = [
        bill(
            LineFacts(1, "ACM", DAY - timedelta(days=key), quantity, Decimal(80) * quantity),
            key=key,
            provider=Provider("1"),
        )
        for key, quantity in enumerate(quantities)
    ]
    results = in_turn(parts, authorisations=given_for)
    paid = sum(result.lines[0].quantity for result in results.values())
    assert paid == min(sum(quantities), allowed)
