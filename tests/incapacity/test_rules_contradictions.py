"""What does not fit in a certificate: one list for the person and the agent."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.kernel.spans import Days
from incapacity.choices.certificates import Cause, MatriculeOnSheet, Sequel, SheetLanguage
from incapacity.choices.contradictions import DO_ABOUT, Contradiction
from incapacity.rules.contradictions import (
    Around,
    Concern,
    Other,
    Typed,
    contradictions,
    is_too_long,
)
from incapacity.rules.facts import Child

MONDAY = date(2026, 11, 23)
TODAY = MONDAY + timedelta(days=1)


def day(number: int) -> date:
    """The so manieth day from that Monday on; Monday is 1."""
    return MONDAY + timedelta(days=number - 1)


def days(first: int, last: int) -> Days:
    return Days(day(first), day(last))


def ill(first: int = 1, last: int = 5, **more) -> Typed:
    """A complete certificate, issued on its first day."""
    more.setdefault("issued_on", day(first))
    more.setdefault("cause", Cause.ILLNESS)
    more.setdefault("matricule", MatriculeOnSheet.PRINTED)
    return Typed(first_day=day(first), last_day=day(last), **more)


def before(first: int, last: int, *, cause: Cause = Cause.ILLNESS, **more) -> Other:
    more.setdefault("key", "before")
    return Other(reference="AAAA-BBBB", days=days(first, last), cause=cause, **more)


def found(typed: Typed, **around) -> list[Contradiction]:
    around.setdefault("on", TODAY)
    return [concern.what for concern in contradictions(typed, Around(**around))]


def test_a_good_certificate_contradicts_nothing():
    others = (before(-60, -50),)
    assert found(ill(), until=day(3), drawn_up_by=day(3), others=others) == []


def test_an_empty_one_neither():
    assert found(Typed()) == []


# -- days ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (1, 1, []),
        (2, 1, [Contradiction.ENDS_BEFORE_IT_BEGINS]),
        (1, 365, []),
        (1, 366, [Contradiction.LONGER_THAN_A_YEAR]),
        (1, 400, [Contradiction.LONGER_THAN_A_YEAR]),
    ],
)
def test_days_that_cannot_be_right(first, last, expected):
    assert found(ill(first, last)) == expected


def test_a_year_with_a_29th_of_february_has_366_days():
    assert not is_too_long(Days(date(2028, 1, 1), date(2028, 12, 31)))
    assert is_too_long(Days(date(2028, 1, 1), date(2029, 1, 1)))


def test_a_long_one_says_how_long():
    (concern,) = contradictions(ill(1, 400), Around(on=TODAY))
    assert concern.about == {"first": day(1), "last": day(400), "count": 400}


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        (day(1), []),
        (day(2), []),
        (day(3), [Contradiction.ISSUED_IN_FUTURE]),
        (day(4), [Contradiction.ISSUED_IN_FUTURE, Contradiction.ISSUED_TOO_LATE]),
        (day(-30), []),
        (date(2025, 11, 23), []),
        (date(2025, 11, 22), [Contradiction.ISSUED_LONG_BEFORE]),
    ],
)
def test_the_day_of_issue(issued, expected):
    assert found(ill(issued_on=issued), drawn_up_by=day(3)) == expected


def test_what_was_sent_on_a_day_is_held_against_that_day():
    """The agent looks at it later: it was dated in advance all the same."""
    assert found(ill(issued_on=day(3)), on=day(2)) == [Contradiction.ISSUED_IN_FUTURE]
    assert found(ill(issued_on=day(3)), on=day(3)) == []


# -- other certificates -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (-10, -8, []),
        (-10, -7, [Contradiction.LEAVES_GAP]),
        (-10, -1, [Contradiction.LEAVES_GAP]),
        (-10, 0, [Contradiction.CONTINUES_ANOTHER]),
        (-10, 1, [Contradiction.OVERLAPS]),
        (-10, 9, [Contradiction.OVERLAPS]),
        (2, 3, [Contradiction.OVERLAPS]),
        (5, 9, [Contradiction.OVERLAPS]),
        (1, 5, [Contradiction.SAME_CERTIFICATE]),
        (6, 9, []),
        (7, 9, [Contradiction.LEAVES_GAP]),
        (13, 19, [Contradiction.LEAVES_GAP]),
        (14, 19, []),
    ],
)
def test_another_certificate_near_it(first, last, expected):
    assert found(ill(), others=(before(first, last),)) == expected


def test_a_gap_says_which_days_nothing_covers():
    (concern,) = contradictions(ill(), Around(on=TODAY, others=(before(-10, -3),)))
    assert concern.about["gap"] == days(-2, 0)
    (concern,) = contradictions(ill(), Around(on=TODAY, others=(before(8, 9),)))
    assert concern.about["gap"] == days(6, 7)


def test_a_gap_on_either_side():
    others = (before(-10, -1), before(7, 9))
    assert found(ill(), others=others) == [Contradiction.LEAVES_GAP] * 2


@pytest.mark.parametrize("cause", [Cause.FAMILY, Cause.MATERNITY])
@pytest.mark.parametrize(
    ("leave", "bare"),
    [((-4, 0), []), ((-4, -2), [(-1, 0)]), ((-3, -1), [(-4, -4), (0, 0)]), ((-9, 4), [])],
)
def test_days_on_leave_are_covered_and_leave_no_gap(cause, leave, bare):
    others = (before(-10, -5), before(*leave, cause=cause, key="leave"))
    gaps = [
        concern.about["gap"]
        for concern in contradictions(ill(), Around(on=TODAY, others=others))
        if concern.what == Contradiction.LEAVES_GAP
    ]
    assert gaps == [days(*stretch) for stretch in bare]


def test_what_another_certificate_covers_is_no_gap():
    assert found(ill(), others=(before(-10, -1), before(-1, 2))) == [Contradiction.OVERLAPS]


def test_leave_for_a_child_leaves_no_gap_in_an_illness():
    family = before(-3, -1, cause=Cause.FAMILY, child="Lou")
    assert found(ill(), others=(family,)) == []


def test_the_same_days_for_another_child_are_another_certificate():
    lou, mia = Child("Lou", date(2020, 1, 1)), Child("Mia", date(2022, 1, 1))
    one = before(1, 5, cause=Cause.FAMILY, child="Lou")
    same = ill(cause=Cause.FAMILY, child=lou)
    another = ill(cause=Cause.FAMILY, child=mia)
    assert found(same, others=(one,)) == [Contradiction.SAME_CERTIFICATE]
    assert found(another, others=(one,)) == [Contradiction.OVERLAPS]


def test_a_file_that_was_sent_before_is_known_again():
    other = before(-100, -90, files=frozenset({"a", "b"}))
    assert found(ill(files=frozenset({"b", "c"})), others=(other,)) == [Contradiction.SAME_FILE]
    assert found(ill(files=frozenset({"c"})), others=(other,)) == []


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (1, 5, []),
        (0, 5, []),
        (-4, 5, []),
        (2, 5, [Contradiction.DOES_NOT_ADJOIN]),
        (-11, 5, [Contradiction.OVERLAPS, Contradiction.FOLLOWS_A_LATER_ONE]),
        (-20, -15, [Contradiction.FOLLOWS_A_LATER_ONE]),
        (-4, 0, [Contradiction.OVERLAPS, Contradiction.DOES_NOT_ADJOIN]),
    ],
)
def test_a_prolongation_goes_on_where_the_earlier_one_ends(first, last, expected):
    typed = ill(first, last, sequel=Sequel.PROLONGATION, earlier="before", issued_on=None)
    assert found(typed, others=(before(-10, 0),)) == expected


@pytest.mark.parametrize(
    ("first", "last", "prolongs", "expected"),
    [
        (5, 9, "this", []),
        (2, 9, "this", []),
        (5, 9, "another", [Contradiction.OVERLAPS]),
        (5, 9, None, [Contradiction.OVERLAPS]),
        (0, 9, "this", [Contradiction.OVERLAPS]),
        (2, 5, "this", [Contradiction.OVERLAPS]),
    ],
)
def test_its_own_prolongation_may_begin_before_it_ends(first, last, prolongs, expected):
    other = before(first, last, prolongs=prolongs)
    assert found(ill(1, 5, key="this"), others=(other,)) == expected


def test_a_prolongation_of_nothing():
    assert found(ill(sequel=Sequel.PROLONGATION)) == [Contradiction.PROLONGS_NOTHING]


def test_a_relapse_may_begin_whenever_it_does():
    typed = ill(sequel=Sequel.RELAPSE, earlier="before")
    assert found(typed, others=(before(-10, 0),)) == []
    assert found(typed, others=(before(-60, -30),)) == []


@pytest.mark.parametrize("sequel", [Sequel.PROLONGATION, Sequel.RELAPSE])
def test_what_follows_a_certificate_does_not_begin_before_it(sequel):
    typed = ill(1, 5, sequel=sequel, earlier="before")
    (concern,) = contradictions(typed, Around(on=TODAY, others=(before(20, 25),)))
    assert concern.what == Contradiction.FOLLOWS_A_LATER_ONE
    assert concern.about == {"reference": "AAAA-BBBB", "days": days(20, 25), "first": day(1)}
    assert found(replace(typed, last_day=None), others=(before(2, 3),)) == [concern.what]
    same_day = Contradiction.FOLLOWS_A_LATER_ONE in found(typed, others=(before(1, 3),))
    assert not same_day


def test_a_first_certificate_may_begin_before_one_that_is_left_over_from_another_answer():
    typed = ill(1, 5, sequel=Sequel.INITIAL, earlier="before")
    assert found(typed, others=(before(20, 25),)) == []


# -- people -------------------------------------------------------------------------------------


def test_the_matricule_of_somebody_else():
    typed = ill(is_anothers=True, matricule=MatriculeOnSheet.MISSING)
    assert found(typed) == [Contradiction.OTHER_MATRICULE]


def test_no_matricule():
    assert found(ill(matricule=MatriculeOnSheet.MISSING)) == [Contradiction.NO_MATRICULE]
    assert found(ill(matricule=MatriculeOnSheet.ADDED)) == []


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"child": Child("Lou", date(2020, 1, 1))}, []),
        (
            {"child": Child("", date(2020, 1, 1)), "child_is_known": False},
            [Contradiction.CHILD_UNKNOWN],
        ),
        (
            {"child": Child("", date(1985, 1, 1)), "child_is_the_parent": True},
            [Contradiction.CHILD_IS_THE_PARENT],
        ),
        ({"child": Child("Lou", day(2))}, [Contradiction.CHILD_NOT_BORN]),
        ({"child": Child("Lou", None)}, []),
    ],
)
def test_the_child(more, expected):
    assert found(ill(cause=Cause.FAMILY, **more)) == expected


def test_what_is_said_of_a_child_is_nothing_to_an_illness_of_ones_own():
    assert found(ill(child=Child("", None), child_is_known=False)) == []


def test_what_the_rule_of_the_leave_says_is_passed_on():
    said = Concern(Contradiction.CHILD_DAYS_USED_UP, {"left": 1, "needed": 3})
    child = Child("Lou", date(2020, 1, 1))
    answer = contradictions(
        ill(cause=Cause.FAMILY, child=child), Around(on=TODAY, about_the_child=(said,))
    )
    assert answer == (said,)


def test_both_parents_at_the_same_time_are_shown_to_whoever_may_know_it():
    typed = ill(cause=Cause.FAMILY, child=Child("Lou", date(2020, 1, 1)))
    assert found(typed, other_parents=(days(5, 8),)) == [Contradiction.BOTH_PARENTS]
    assert found(typed, other_parents=(days(6, 8),)) == []


# -- a birth ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("issued", "expected"),
    [
        (day(1), []),
        (day(0), [Contradiction.EXPECTED_TOO_EARLY]),
        (day(86), [Contradiction.EXPECTED_BEFORE_ISSUE]),
    ],
)
def test_a_certificate_of_an_expected_birth(issued, expected):
    typed = Typed(cause=Cause.MATERNITY, issued_on=issued, expected_on=day(85))
    assert found(typed, on=day(90), drawn_up_from=day(1)) == expected


# -- sending ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("on", "expected"), [(day(3), []), (day(4), [Contradiction.LATE])])
def test_late(on, expected):
    assert found(ill(), on=on, until=day(3)) == expected


def test_a_sheet_in_another_language():
    typed = ill(language=SheetLanguage.OTHER)
    assert found(typed) == [Contradiction.NOT_TRANSLATED]
    assert found(ill(language=SheetLanguage.OTHER, is_translated=True)) == []
    assert found(ill(language=SheetLanguage.GERMAN)) == []


# -- for everything -----------------------------------------------------------------------------

SOME_DAY = st.integers(-400, 400).map(day)
CHILDREN = st.builds(Child, st.sampled_from(["Lou", "Mia"]), st.none() | SOME_DAY)
OTHERS = st.builds(
    lambda first, length, cause, key: Other(
        reference=f"R{key}",
        days=Days(first, first + timedelta(days=length)),
        cause=cause,
        key=key,
        files=frozenset({str(key)}),
    ),
    SOME_DAY,
    st.integers(0, 60),
    st.sampled_from(Cause),
    st.integers(1, 9),
)
CERTIFICATES = st.builds(
    Typed,
    cause=st.none() | st.sampled_from(Cause),
    sequel=st.sampled_from(Sequel),
    first_day=st.none() | SOME_DAY,
    last_day=st.none() | SOME_DAY,
    issued_on=st.none() | SOME_DAY,
    earlier=st.none() | st.integers(1, 9),
    matricule=st.none() | st.sampled_from(MatriculeOnSheet),
    is_anothers=st.booleans(),
    child=st.none() | CHILDREN,
    child_is_known=st.booleans(),
    expected_on=st.none() | SOME_DAY,
    language=st.none() | st.sampled_from(SheetLanguage),
    files=st.frozensets(st.integers(1, 9).map(str)),
)
OF_OTHERS = {
    Contradiction.SAME_FILE,
    Contradiction.SAME_CERTIFICATE,
    Contradiction.OVERLAPS,
    Contradiction.LEAVES_GAP,
    Contradiction.CONTINUES_ANOTHER,
    Contradiction.DOES_NOT_ADJOIN,
    Contradiction.FOLLOWS_A_LATER_ONE,
}


@given(CERTIFICATES, st.lists(OTHERS, max_size=5), st.randoms())
def test_the_order_in_which_others_are_given_changes_nothing(typed, others, chance):
    once = contradictions(typed, Around(on=TODAY, others=tuple(others)))
    chance.shuffle(others)
    again = contradictions(typed, Around(on=TODAY, others=tuple(others)))
    key = lambda concern: (concern.what, str(concern.about))  # noqa: E731
    assert sorted(once, key=key) == sorted(again, key=key)


@given(CERTIFICATES, st.lists(OTHERS, max_size=5))
def test_a_day_in_two_certificates_never_goes_unsaid(typed, others):
    said = contradictions(typed, Around(on=TODAY, others=tuple(others)))
    told = {concern.about["reference"] for concern in said if concern.what in OF_OTHERS}
    for other in others:
        continued = typed.sequel == Sequel.PROLONGATION and other.key == typed.earlier
        if typed.days is not None and typed.days.overlaps(other.days) and not continued:
            assert other.reference in told


@given(CERTIFICATES)
def test_without_other_certificates_nothing_is_said_of_them(typed):
    said = {concern.what for concern in contradictions(typed, Around(on=TODAY))}
    assert not said & OF_OTHERS


@given(CERTIFICATES, st.lists(OTHERS, max_size=3))
def test_every_concern_has_what_its_sentence_names(typed, others):
    around = Around(
        on=TODAY, until=MONDAY, drawn_up_by=MONDAY, drawn_up_from=MONDAY, others=tuple(others)
    )
    for concern in contradictions(typed, around):
        sentence = str(concern.what.label).format(**concern.about)
        assert "{" not in sentence


def test_for_every_contradiction_there_is_something_to_do():
    assert set(DO_ABOUT) == set(Contradiction)
