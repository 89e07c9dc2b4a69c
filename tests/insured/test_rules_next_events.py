"""What comes next: the rule as a table."""

from datetime import date

import pytest

from insured.choices.affiliation import Cover, Fund
from insured.choices.coverage import EventKind as Kind
from insured.choices.family import Relation
from insured.rules.coverage import History, Period
from insured.rules.next_events import Event, next_events

TODAY = date(2026, 11, 22)


def period(first: str, last: str | None = None, cover: Cover = Cover.COMPULSORY) -> Period:
    last_day = date.fromisoformat(last) if last else None
    return Period(cover, Fund.CNS, date.fromisoformat(first), last_day)


def coming(*periods: Period, **about) -> list[tuple[str, Kind]]:
    events = next_events(History(periods), today=TODAY, **about)
    return [(event.day.isoformat(), event.kind) for event in events]


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        ([], []),
        ([period("2020-01-01")], []),
        ([period("2026-11-22")], [("2026-11-22", Kind.BEGINS)]),
        ([period("2026-12-01")], [("2026-12-01", Kind.BEGINS)]),
        (
            [period("2020-01-01", "2026-11-30")],
            [("2026-11-30", Kind.ENDS), ("2027-02-28", Kind.RIGHTS_END)],
        ),
        ([period("2026-10-01", "2026-11-30")], [("2026-11-30", Kind.ENDS)]),
        ([period("2020-01-01", "2026-10-15")], [("2027-01-31", Kind.RIGHTS_END)]),
        # Kept rights that nobody needs do not end
        ([period("2020-01-01", "2026-10-15"), period("2026-11-01")], []),
        (
            [period("2020-01-01", "2026-10-15"), period("2027-02-01")],
            [("2027-02-01", Kind.BEGINS)],
        ),
        # Only the later of two kept rights ends
        (
            [period("2020-01-01", "2026-09-15"), period("2026-09-20", "2026-10-15")],
            [("2027-01-31", Kind.RIGHTS_END)],
        ),
        (
            [period("2026-10-01", cover=Cover.VOLUNTARY_OPTIONAL)],
            [("2027-01-01", Kind.BENEFITS_BEGIN)],
        ),
    ],
)
def test_what_comes_of_the_affiliation(periods, expected):
    assert coming(*periods) == expected


def test_the_last_day_for_continued_insurance_is_for_residents_of_age_without_another_one():
    lost = period("2020-01-01", "2026-10-15")
    deadline = ("2027-01-15", Kind.VOLUNTARY_DEADLINE)
    assert deadline in coming(lost, lives_in_luxembourg=True)
    assert deadline not in coming(lost)
    assert deadline not in coming(lost, period("2026-11-10"), lives_in_luxembourg=True)
    assert deadline not in coming(lost, lives_in_luxembourg=True, born=date(2015, 1, 1))
    assert deadline in coming(lost, lives_in_luxembourg=True, born=date(2009, 1, 1))


def test_birthdays_are_of_children():
    born = date(2010, 3, 1)
    assert coming(born=born) == [("2028-03-01", Kind.EIGHTEEN)]
    assert coming(born=born, relation=Relation.OWN_CHILD) == [
        ("2028-03-01", Kind.EIGHTEEN),
        ("2040-03-01", Kind.THIRTY),
    ]
    assert coming(born=date(1998, 3, 1), relation=Relation.SPOUSE) == []
    assert coming(born=date(1998, 3, 1), relation=Relation.FOSTER_CHILD) == [
        ("2028-03-01", Kind.THIRTY)
    ]


def test_a_permission_to_remain_takes_the_place_of_the_birthday():
    about = {"born": date(1997, 1, 1), "relation": Relation.OWN_CHILD}
    assert coming(**about, beyond_thirty_until=date(2028, 9, 30)) == [
        ("2028-09-30", Kind.REMAINS_UNTIL)
    ]


def test_a_card_that_has_expired_is_no_event_to_come():
    assert coming(card_until=TODAY) == [("2026-11-22", Kind.CARD_EXPIRES)]
    assert coming(card_until=date(2026, 11, 21)) == []


def test_the_nearest_comes_first():
    events = next_events(
        History([period("2020-01-01", "2026-11-30")]),
        today=TODAY,
        born=date(2009, 1, 1),
        card_until=date(2026, 12, 24),
    )
    assert events == sorted(events)
    assert events[0] == Event(date(2026, 11, 30), Kind.ENDS)
