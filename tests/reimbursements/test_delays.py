"""How long it takes: measured without waiting for the person, said only when enough is known."""

from datetime import date, timedelta

import pytest

from reimbursements.choices.claims import Channel
from reimbursements.rules.delays import LEAST, Delay, Expected, expected, whole_days
from reimbursements.selectors import delays
from tests.reimbursements.factories import NOON, ClaimFactory

DAY = timedelta(days=1)
NOW = NOON + 20 * DAY


def a_claim(days: float, *, decided_days_ago: float = 1, waited: timedelta = timedelta(0), **more):
    decided_at = NOW - decided_days_ago * DAY
    return ClaimFactory(
        decided=True,
        created_at=decided_at - days * DAY,
        decided_at=decided_at,
        waited=waited,
        **more,
    )


@pytest.mark.parametrize(
    ("hours", "days"), [(1, 1), (24, 1), (25, 2), (48, 2), (0, 1), (24 * 42, 42)]
)
def test_a_part_of_a_day_counts_as_one(hours, days):
    assert whole_days(timedelta(hours=hours)) == days


def test_the_expected_day_leaves_out_the_time_spent_waiting_for_the_person():
    delay = Delay(sample=LEAST, median=5 * DAY, nine_of_ten=20 * DAY)
    sent = date(2026, 11, 2)
    assert expected(delay, sent_on=sent, waited=timedelta(0)) == Expected(
        date(2026, 11, 7), date(2026, 11, 22)
    )
    later = expected(delay, sent_on=sent, waited=3 * DAY)
    assert later == Expected(date(2026, 11, 10), date(2026, 11, 25))
    assert not later.is_late(date(2026, 11, 25))
    assert later.is_late(date(2026, 11, 26))


@pytest.mark.parametrize(
    "delay", [Delay(sample=LEAST - 1, median=DAY, nine_of_ten=DAY), Delay(sample=0)]
)
def test_too_few_cases_say_nothing(delay):
    assert not delay.is_known
    assert expected(delay, sent_on=date(2026, 11, 2), waited=timedelta(0)) is None


@pytest.mark.django_db
def test_half_and_nine_of_ten_of_the_claims_decided_lately():
    for days in range(1, 11):
        a_claim(days)
    found = delays.measured(now=NOW)
    assert (found.sample, found.median, found.nine_of_ten) == (10, 5 * DAY, 9 * DAY)
    assert (found.median_days, found.nine_of_ten_days) == (5, 9)


@pytest.mark.django_db
def test_waiting_for_the_person_does_not_count():
    a_claim(30, waited=28 * DAY)
    assert delays.measured(now=NOW).median == 2 * DAY


@pytest.mark.django_db
def test_only_the_last_thirty_days_count_and_only_what_is_decided():
    a_claim(3, decided_days_ago=31)
    a_claim(4, decided_days_ago=29)
    ClaimFactory(taken=True)
    a_claim(0.01, channel=Channel.AGENCY)
    found = delays.measured(now=NOW)
    assert (found.sample, found.median) == (1, 4 * DAY)


@pytest.mark.django_db
def test_without_any_case_nothing_is_known():
    assert delays.measured(now=NOW) == Delay(sample=0)


@pytest.mark.django_db
def test_the_second_page_asks_nothing(django_assert_num_queries):
    a_claim(3)
    first = delays.lately(now=NOW)
    with django_assert_num_queries(0):
        assert delays.lately(now=NOW) == first
