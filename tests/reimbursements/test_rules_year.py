"""A year added up: the same sums whichever way one looks."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from reimbursements.rules.year import NOTHING, Amounts, Cell, Year

cents = st.integers(0, 1_000_000).map(lambda number: Decimal(number) / 100)


@st.composite
def amounts(draw):
    parts = [draw(cents) for _ in range(4)]
    return Amounts(sum(parts), *parts)


cells = st.builds(
    Cell,
    month=st.integers(1, 12),
    person=st.one_of(st.none(), st.integers(1, 4)),
    care=st.sampled_from(["", "consultation", "dental", "medicine"]),
    acts=st.integers(1, 9),
    amounts=amounts(),
)


@given(st.lists(cells, max_size=30))
def test_months_people_and_kinds_of_care_come_to_the_same_sum(found):
    year = Year(2026, tuple(found))
    for way in (year.by_month(), year.by_person(), year.by_care()):
        assert sum(way.values(), NOTHING) == year.total
    people = [year.of(person) for person in year.by_person()]
    assert sum((one.total for one in people), NOTHING) == year.total
    assert sum(one.acts for one in people) == year.acts == sum(cell.acts for cell in found)


@given(st.lists(cells, max_size=30))
def test_every_cent_invoiced_is_somewhere(found):
    total = Year(2026, tuple(found)).total
    assert total.invoiced == total.reimbursed + total.participation + total.not_covered
    assert total.own == total.participation + total.not_covered


@given(st.lists(cells, max_size=30), st.randoms())
def test_the_order_in_which_it_was_decided_does_not_matter(found, chance):
    shuffled = list(found)
    chance.shuffle(shuffled)
    one, other = Year(2026, tuple(found)), Year(2026, tuple(shuffled))
    assert list(one.by_person().items()) == list(other.by_person().items())
    assert list(one.by_care().items()) == list(other.by_care().items())


def test_a_year_always_has_twelve_months():
    assert list(Year(2026).by_month()) == list(range(1, 13))
    assert set(Year(2026).by_month().values()) == {NOTHING}


def test_what_cost_most_comes_first():
    dear, cheap = Amounts(Decimal("9.00"), Decimal("9.00")), Amounts(Decimal("1.00"))
    year = Year(2026, (Cell(1, 1, "dental", 1, cheap), Cell(2, 2, "medicine", 1, dear)))
    assert list(year.by_care()) == ["medicine", "dental"]
    assert list(year.by_person()) == [2, 1]
