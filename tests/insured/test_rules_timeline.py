"""From declarations to periods: by the book, and whatever is declared in whatever order."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.kernel.spans import Days, joined
from insured.choices.contradictions import Contradiction as C
from insured.rules.timeline import Declared, timeline

NEW_YEAR = date(2026, 1, 1)


def day(number: int) -> date:
    """Day 0 is New Year."""
    return NEW_YEAR + timedelta(days=number)


def declared(movement, on, *, number="", cover="compulsory", employer="A", fund="cns", name=""):
    return Declared(
        number=number or f"{movement}-{cover}-{employer}-{on}",
        movement=movement,
        cover=cover,
        fund=fund,
        employer_number=employer,
        employer_name=name,
        day=day(on),
    )


def entry(on, **words):
    return declared("entry", on, **words)


def leaving(on, **words):
    return declared("exit", on, **words)


def read(*declarations):
    """(cover, employer, first, last) of each period, in days since New Year."""
    return [
        (
            period.entry.cover,
            period.entry.employer_number,
            (period.days.first - NEW_YEAR).days,
            None if period.days.last is None else (period.days.last - NEW_YEAR).days,
        )
        for period in timeline(declarations).periods
    ]


def misfits(*declarations):
    return [
        (it.reason, it.declared.number, it.other and it.other.number)
        for it in timeline(declarations).contradictions
    ]


def work(employer, first, last=None):
    return ("compulsory", employer, first, last)


# -- What fits ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declarations", "periods"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([entry(0)], [work("A", 0)], id="an entry lasts until further notice"),
        pytest.param(
            [entry(0), leaving(30)], [work("A", 0, 30)], id="both days belong to the affiliation"
        ),
        pytest.param([entry(5), leaving(5)], [work("A", 5, 5)], id="a single day"),
        pytest.param(
            [entry(0), leaving(30), entry(60)],
            [work("A", 0, 30), work("A", 60)],
            id="back at the same employer",
        ),
        pytest.param(
            [entry(0), leaving(30), entry(31)],
            [work("A", 0, 30), work("A", 31)],
            id="without a gap",
        ),
        pytest.param(
            [entry(0), leaving(30), entry(30, number="again")],
            [work("A", 0, 30), work("A", 31)],
            id="again from the last day on",
        ),
        pytest.param(
            [entry(0), entry(10, employer="B"), leaving(30)],
            [work("A", 0, 30), work("B", 31)],
            id="of two employers the earlier one keeps the days",
        ),
        pytest.param(
            [entry(0), entry(10, employer="B"), leaving(20, employer="B")],
            [work("A", 0)],
            id="a second employer within the first one adds no day",
        ),
        pytest.param(
            [
                *(entry(0), leaving(20)),
                *(entry(10, employer="B"), leaving(40, employer="B")),
                *(entry(15, employer="C"), leaving(30, employer="C")),
            ],
            [work("A", 0, 20), work("B", 21, 40)],
            id="three employers",
        ),
        pytest.param(
            [entry(0, employer="B"), entry(0, employer="A"), leaving(9, employer="A")],
            [work("A", 0, 9), work("B", 10)],
            id="begun on one day, in the order of their numbers",
        ),
        pytest.param(
            [entry(0), entry(0, cover="pension", employer=""), leaving(9)],
            [work("A", 0, 9), ("pension", "", 0, None)],
            id="covers do not take days from each other",
        ),
        pytest.param(
            [entry(0), leaving(9), entry(20, fund="cmfep")],
            [work("A", 0, 9), work("A", 20)],
            id="another fund for another stay",
        ),
    ],
)
def test_declarations_that_fit(declarations, periods):
    assert read(*declarations) == periods
    assert misfits(*declarations) == []


def test_a_period_knows_its_declarations():
    first, last = entry(0), leaving(9)
    (period,) = timeline([last, first]).periods
    assert (period.entry, period.exit) == (first, last)
    (period,) = timeline([first]).periods
    assert (period.entry, period.exit) == (first, None)


# -- What does not --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declarations", "periods", "contradictions"),
    [
        pytest.param(
            [leaving(9, number="x")],
            [],
            [(C.EXIT_WITHOUT_ENTRY, "x", None)],
            id="an exit without an entry",
        ),
        pytest.param(
            [entry(0, number="e"), leaving(9, number="x", employer="B")],
            [work("A", 0)],
            [(C.EXIT_WITHOUT_ENTRY, "x", None)],
            id="an exit from another employer",
        ),
        pytest.param(
            [entry(0, number="1"), entry(5, number="2"), leaving(9)],
            [work("A", 0, 9)],
            [(C.ENTRY_WHILE_OPEN, "2", "1")],
            id="a second entry",
        ),
        pytest.param(
            [entry(0, number="2"), entry(0, number="1")],
            [work("A", 0)],
            [(C.ENTRY_WHILE_OPEN, "2", "1")],
            id="the same entry under two numbers",
        ),
        pytest.param(
            [entry(9, number="e"), leaving(0, number="x")],
            [work("A", 9)],
            [(C.EXIT_BEFORE_ENTRY, "x", "e")],
            id="an exit before the entry",
        ),
        pytest.param(
            [entry(0), leaving(9), entry(30, number="e"), leaving(20, number="x")],
            [work("A", 0, 9), work("A", 30)],
            [(C.EXIT_BEFORE_ENTRY, "x", "e")],
            id="an exit before the second entry",
        ),
        pytest.param(
            [entry(0), leaving(9, number="1"), leaving(20, number="2")],
            [work("A", 0, 9)],
            [(C.SECOND_EXIT, "2", "1")],
            id="two exits",
        ),
        pytest.param(
            [entry(0), leaving(9, number="2"), leaving(9, number="1")],
            [work("A", 0, 9)],
            [(C.SECOND_EXIT, "2", "1")],
            id="two exits on one day",
        ),
        pytest.param(
            [
                *(entry(0), leaving(9, number="1"), leaving(20, number="2")),
                *(entry(30), leaving(40)),
            ],
            [work("A", 0, 9), work("A", 30, 40)],
            [(C.SECOND_EXIT, "2", "1")],
            id="two exits, and a later stay that is complete",
        ),
        pytest.param(
            [entry(0, number="e"), leaving(9, number="x", fund="cmfep")],
            [work("A", 0)],
            [(C.OTHER_FUND, "x", "e")],
            id="an exit from another fund",
        ),
        pytest.param(
            [entry(0, number="same"), leaving(9, number="same")],
            [],
            [(C.NUMBER_TWICE, "same", "same"), (C.NUMBER_TWICE, "same", "same")],
            id="two contents under one number",
        ),
        pytest.param(
            [entry(0), leaving(9, number="same"), leaving(8, number="same")],
            [work("A", 0)],
            [(C.NUMBER_TWICE, "same", "same"), (C.NUMBER_TWICE, "same", "same")],
            id="neither of two contents under one number counts",
        ),
    ],
)
def test_declarations_that_do_not_fit_change_nothing(declarations, periods, contradictions):
    assert read(*declarations) == periods
    assert misfits(*declarations) == contradictions


def test_a_number_that_another_person_has_too_counts_for_neither():
    first = entry(0, number="theirs")
    answer = timeline([first, leaving(9)], disputed={"theirs"})
    assert answer.periods == []
    assert [(it.declared.number, it.reason, it.other) for it in answer.contradictions] == [
        ("theirs", C.NUMBER_TWICE, None),
        (leaving(9).number, C.EXIT_WITHOUT_ENTRY, None),
    ]


def test_without_the_wrong_declaration_the_rest_counts():
    wrong, right = leaving(9, number="wrong"), leaving(20, number="right")
    assert read(entry(0), wrong, right) == [work("A", 0, 9)]
    assert read(entry(0), right) == [work("A", 0, 20)]
    assert misfits(entry(0), right) == []


# -- Whatever is declared -------------------------------------------------------------------------

movements = st.sampled_from(["entry", "exit"])
numbers = st.integers(0, 12).map(str)  # few, so that some are had twice
anything = st.builds(
    declared,
    movements,
    st.integers(0, 40),
    number=numbers,
    cover=st.sampled_from(["compulsory", "pension"]),
    employer=st.sampled_from(["A", "B", "C"]),
    fund=st.sampled_from(["cns", "cns", "cms"]),
    name=st.sampled_from(["", "Beispill"]),
)
heaps = st.lists(anything, max_size=14)
own_numbers = st.lists(anything, max_size=14, unique_by=lambda it: it.number)


@given(heaps)
def test_periods_of_one_cover_never_overlap(heap):
    periods = timeline(heap).periods
    for one in periods:
        for other in periods:
            if one is not other and one.entry.cover == other.entry.cover:
                assert not one.days.overlaps(other.days)


@given(st.data(), heaps)
def test_the_order_of_the_declarations_does_not_matter(data, heap):
    assert timeline(data.draw(st.permutations(heap))) == timeline(heap)


@given(heaps)
def test_hearing_something_twice_changes_nothing(heap):
    assert timeline(heap + heap) == timeline(heap)


@given(heaps)
def test_each_declaration_counts_or_is_named(heap):
    """One that counts bounds a period of its own stream; none is lost in silence."""
    answer = timeline(heap)
    named = [it.declared for it in answer.contradictions]
    assert len(named) == len(set(named))
    bounding = {period.entry for period in answer.periods}
    bounding |= {period.exit for period in answer.periods} - {None}
    assert not bounding & set(named)
    for lost in set(heap) - set(named) - bounding:
        others = [one for one in heap if one.cover == lost.cover and one.stream != lost.stream]
        assert others, "only another employer takes somebody's days"


@given(own_numbers)
def test_what_contradicts_changes_nothing(heap):
    answer = timeline(heap)
    named = {it.declared for it in answer.contradictions}
    assert timeline(set(heap) - named).periods == answer.periods


def days_of(employer, heap):
    return timeline([it for it in heap if it.stream == ("compulsory", employer)]).periods


@given(own_numbers)
def test_no_day_is_lost_between_two_employers(heap):
    heap = [it for it in heap if it.cover == "compulsory"]
    together = joined(period.days for period in timeline(heap).periods)
    alone = joined(period.days for name in "ABC" for period in days_of(name, heap))
    assert together == alone


@given(own_numbers)
def test_no_period_begins_before_its_entry_or_ends_after_its_exit(heap):
    for period in timeline(heap).periods:
        assert period.days.first >= period.entry.day
        assert period.days.last == (period.exit and period.exit.day)


@given(own_numbers)
def test_the_first_day_of_affiliation_is_an_entry(heap):
    entries = [it.day for it in heap if it.movement == "entry"]
    for period in timeline(heap).periods:
        assert Days(min(entries)).overlaps(period.days)
