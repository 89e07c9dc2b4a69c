"""What may be certified, until when, and what a paper is worth on a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.kernel.months import months_later
from cns_portal.kernel.spans import Days
from insured.choices import Cover, Fund, PaperKind
from insured.choices.papers import PaperRefusal, PaperStanding
from insured.rules.coverage import Facts, History, Period
from insured.rules.papers import (
    STATEMENTS,
    Relative,
    co_insured_today,
    replacement_days,
    standing,
    why_not_co_insured,
    why_not_period,
    why_not_replacement,
    why_not_today,
    within,
)

TODAY = date(2026, 11, 22)
YEAR = Days(date(2026, 1, 1), date(2026, 12, 31))
days = st.dates(min_value=date(2005, 1, 1), max_value=date(2060, 12, 31))
ME, HUSBAND, CHILD = 1, 2, 3


def works(first=date(2024, 1, 1), last=None, cover=Cover.COMPULSORY, through=None) -> Period:
    return Period(cover, Fund.CNS, first, last, through)


def covered(*periods: Period, **facts):
    return History(periods, facts=Facts(**facts)).on(TODAY)


@pytest.mark.parametrize(
    ("kind", "span", "withdrawn", "expected"),
    [
        *((kind, YEAR, True, PaperStanding.WITHDRAWN) for kind in PaperKind),
        *((kind, Days(date(2020, 1, 1), date(2020, 1, 1)), False, PaperStanding.GENUINE)
          for kind in sorted(STATEMENTS)),
        (PaperKind.REPLACEMENT, YEAR, False, PaperStanding.VALID),
        (PaperKind.REPLACEMENT, Days(TODAY, TODAY), False, PaperStanding.VALID),
        (PaperKind.S1, Days(TODAY), False, PaperStanding.VALID),
        (PaperKind.S1, Days(TODAY + timedelta(days=1)), False, PaperStanding.NOT_YET),
        (
            PaperKind.S2,
            Days(date(2026, 1, 1), TODAY - timedelta(days=1)),
            False,
            PaperStanding.ENDED,
        ),
        (PaperKind.BL1, YEAR, False, PaperStanding.VALID),
    ],
)  # fmt: skip
def test_what_a_paper_is_worth(kind, span, withdrawn, expected):
    assert standing(kind, span, is_withdrawn=withdrawn, today=TODAY) == expected


@given(first=days, length=st.integers(0, 400), today=days)
def test_a_form_is_valid_on_its_days_and_on_no_other(first, length, today):
    span = Days(first, first + timedelta(days=length))
    found = standing(PaperKind.S2, span, is_withdrawn=False, today=today)
    assert (found == PaperStanding.VALID) == (today in span)
    assert (found == PaperStanding.NOT_YET) == (today < span.first)


@pytest.mark.parametrize(
    ("issued", "until", "last"),
    [
        (TODAY, None, date(2027, 2, 21)),
        (TODAY, date(2026, 12, 31), date(2026, 12, 31)),
        (TODAY, date(2030, 1, 1), date(2027, 2, 21)),
        (TODAY, TODAY, TODAY),
        (date(2026, 11, 30), None, date(2027, 2, 27)),
        (date(2024, 2, 29), None, date(2024, 5, 28)),
    ],
)
def test_a_replacement_certificate_ends(issued, until, last):
    assert replacement_days(issued, covered_until=until) == Days(issued, last)


@given(issued=days, left=st.none() | st.integers(0, 4000))
def test_never_more_than_three_months_and_never_beyond_the_cover(issued, left):
    until = None if left is None else issued + timedelta(days=left)
    span = replacement_days(issued, covered_until=until)
    assert span.first == issued
    assert span.last < months_later(issued, 3)
    assert until is None or span.last <= until


@pytest.mark.parametrize(
    ("coverage", "today", "replacement"),
    [
        (covered(works()), None, None),
        (covered(works(last=date(2026, 9, 30))), None, None),
        (covered(), PaperRefusal.NOT_COVERED, PaperRefusal.NO_CARD_RIGHTS),
        (
            covered(works(last=date(2025, 1, 31))),
            PaperRefusal.NOT_COVERED,
            PaperRefusal.NO_CARD_RIGHTS,
        ),
        (
            covered(works(last=date(2026, 6, 30)), illness_under_treatment=True),
            PaperRefusal.ILLNESS_ONLY,
            PaperRefusal.ILLNESS_ONLY,
        ),
    ],
)
def test_who_gets_a_paper_for_today(coverage, today, replacement):
    assert why_not_today(coverage) == today
    assert why_not_replacement(coverage) == replacement


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2024, 1, 1), TODAY, None),
        (TODAY, TODAY, None),
        (date(2020, 1, 1), date(2024, 1, 1), None),
        (date(2020, 1, 1), date(2023, 12, 31), PaperRefusal.NOTHING_THEN),
        (date(2026, 1, 1), date(2025, 1, 1), PaperRefusal.BACKWARDS),
        (date(2026, 1, 1), TODAY + timedelta(days=1), PaperRefusal.IN_THE_FUTURE),
    ],
)
def test_which_periods_can_be_certified(first, last, expected):
    assert why_not_period(first, last, [works()], today=TODAY) == expected


@given(
    spans=st.lists(st.tuples(days, st.none() | st.integers(0, 2000)), max_size=6),
    first=days,
    length=st.integers(0, 3000),
)
def test_a_period_lists_every_day_of_affiliation_in_it_and_no_other(spans, first, length):
    periods = [
        works(begin, None if lasts is None else begin + timedelta(days=lasts))
        for begin, lasts in spans
    ]
    asked = Days(first, first + timedelta(days=length))
    found = within(periods, asked)
    assert all(span.first in asked and span.last in asked for _period, span in found)
    assert [span.first for _period, span in found] == sorted(span.first for _p, span in found)
    for day in (asked.first, asked.last, asked.first + timedelta(days=length // 2)):
        insured = any(day in period.days for period in periods)
        assert any(day in span for _period, span in found) == insured


def relative(key, *periods: Period) -> Relative:
    return Relative(key, covered(*periods))


THROUGH_ME = works(cover=Cover.CO_INSURED, through=ME)


@pytest.mark.parametrize(
    ("own", "is_tied", "relatives", "expected"),
    [
        (covered(works()), False, [relative(CHILD, THROUGH_ME)], None),
        (covered(works(cover=Cover.CO_INSURED, through=HUSBAND)), True, [], None),
        (covered(works()), False, [], PaperRefusal.NOT_CO_INSURED),
        (covered(works()), False, [relative(CHILD, works())], PaperRefusal.NO_PERIOD_BEHIND),
        (covered(works()), False, [relative(CHILD)], PaperRefusal.NO_PERIOD_BEHIND),
        (covered(), True, [], PaperRefusal.NO_PERIOD_BEHIND),
    ],
)
def test_who_gets_a_co_insurance_certificate(own, is_tied, relatives, expected):
    insured = co_insured_today(relatives, through=ME)
    found = why_not_co_insured(is_tied=is_tied, own=own, relatives=relatives, insured=insured)
    assert found == expected


def test_only_those_insured_through_the_person_are_named():
    through_another = relative(4, works(cover=Cover.CO_INSURED, through=HUSBAND))
    mine = relative(CHILD, THROUGH_ME)
    assert co_insured_today([through_another, mine, relative(5, works())], through=ME) == [mine]
