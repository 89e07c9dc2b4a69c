"""Who is asked next about a freed time."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appointments.choices import Channel, Refusal, Status, TopicCode
from appointments.rules import earlier as rules
from appointments.rules.earlier import Asker, Freed, Verdict, verdict, whom_next
from appointments.rules.states import OPEN
from cns_portal.kernel import civil_time


def at(day, hour, minute=0):
    return civil_time.at(date(2026, 3, day), time(hour, minute))


NOW = at(2, 10)
TODAY = date(2026, 3, 2)
FREED = Freed(number=7, agency=1, channel=Channel.ON_SITE, starts_at=at(4, 9))
ASKER = Asker(
    wish=1,
    asked_at=at(1, 9),
    appointment=11,
    agency=1,
    channel=Channel.ON_SITE,
    topic=TopicCode.INFORMATION,
    status=Status.CONFIRMED,
    starts_at=at(20, 9),
)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Verdict.NOW),
        ({"agency": 2}, Verdict.NEVER),
        ({"channel": Channel.VIDEO}, Verdict.NEVER),
        ({"starts_at": at(4, 9)}, Verdict.NEVER),
        ({"starts_at": at(4, 9, 15)}, Verdict.NOW),
        ({"starts_at": at(3, 9)}, Verdict.NEVER),
        ({"status": Status.REQUESTED}, Verdict.LATER),
        ({"offered": frozenset({7})}, Verdict.NEVER),
        ({"offered": frozenset({6})}, Verdict.NOW),
        ({"offered_on": frozenset({TODAY})}, Verdict.LATER),
        ({"offered_on": frozenset({date(2026, 3, 1)})}, Verdict.NOW),
        ({"is_being_asked": True}, Verdict.LATER),
        ({"left": frozenset({at(4, 9)})}, Verdict.NEVER),
        ({"left": frozenset({at(4, 10)})}, Verdict.NOW),
    ],
)
def test_whether_it_is_for_somebody(changes, expected):
    assert verdict(FREED, replace(ASKER, **changes), now=NOW) == expected


@pytest.mark.parametrize("status", sorted(set(Status) - OPEN))
def test_never_for_what_is_over(status):
    assert verdict(FREED, replace(ASKER, status=status), now=NOW) == Verdict.NEVER


def test_never_when_it_has_begun():
    assert verdict(replace(FREED, starts_at=NOW), ASKER, now=NOW) == Verdict.NEVER


def test_who_was_asked_today_is_not_kept_in_mind_for_a_time_of_today():
    today = replace(FREED, starts_at=at(2, 15))
    asked = replace(ASKER, offered_on=frozenset({TODAY}))
    assert verdict(today, asked, now=NOW) == Verdict.NEVER


def test_the_day_is_luxembourgs():
    """Half past midnight there is still yesterday in UTC: a time of today is not kept in mind."""
    asked = replace(ASKER, offered_on=frozenset({date(2026, 3, 4)}))
    assert verdict(FREED, asked, now=at(4, 0, 30)) == Verdict.NEVER
    assert verdict(FREED, asked, now=at(3, 23, 30)) == Verdict.LATER


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(2, 6, 59), Verdict.LATER),
        (at(2, 7), Verdict.NOW),
        (at(2, 20, 59), Verdict.NOW),
        (at(2, 21), Verdict.LATER),
        (at(3, 0, 30), Verdict.LATER),
    ],
)
def test_nobody_is_asked_at_night(now, expected):
    assert verdict(FREED, ASKER, now=now) == expected


@pytest.mark.parametrize(
    ("status", "starts_at", "expected"),
    [
        (Status.CONFIRMED, at(3, 9), None),
        (Status.REQUESTED, at(3, 9), None),
        (Status.CONFIRMED, NOW, Refusal.NOT_OPEN),
        (Status.CANCELLED, at(3, 9), Refusal.NOT_OPEN),
        (Status.CHECKED_IN, at(3, 9), Refusal.NOT_OPEN),
    ],
)
def test_who_can_ask(status, starts_at, expected):
    assert rules.why_not_wish(status=status, starts_at=starts_at, now=NOW) == expected


def test_first_come_first_asked():
    second = replace(ASKER, wish=2, asked_at=at(1, 10))
    same_moment = replace(ASKER, wish=3)
    assert whom_next(FREED, [second, same_moment, ASKER], now=NOW) == ASKER
    assert whom_next(FREED, [same_moment, second], now=NOW) == same_moment
    assert whom_next(FREED, [], now=NOW) is None


def test_a_topic_that_does_not_fit_is_passed_over():
    longer = replace(ASKER, topic=TopicCode.LONG_TERM_CARE)
    shorter = replace(ASKER, wish=2, asked_at=at(1, 10))
    unfit = {TopicCode.LONG_TERM_CARE}
    assert whom_next(FREED, [longer, shorter], now=NOW, unfit_topics=unfit) == shorter
    assert not rules.is_worth_keeping(FREED, [longer], now=NOW, unfit_topics=unfit)


def test_worth_keeping_while_somebody_may_be_asked_later():
    assert rules.is_worth_keeping(FREED, [replace(ASKER, offered_on=frozenset({TODAY}))], now=NOW)
    assert not rules.is_worth_keeping(FREED, [replace(ASKER, agency=2)], now=NOW)


@pytest.mark.parametrize(
    ("starts_at", "expected"), [(at(4, 9), at(2, 10, 30)), (at(2, 10, 20), at(2, 10, 20))]
)
def test_kept_for_half_an_hour_and_never_beyond_the_time_itself(starts_at, expected):
    assert rules.kept_until(now=NOW, minutes=30, starts_at=starts_at) == expected


QUARTERS = st.integers(0, 4 * 24 * 10).map(lambda n: at(1, 0) + timedelta(minutes=15 * n))
DAYS = st.integers(1, 8).map(lambda n: date(2026, 3, n))
ASKERS = st.builds(
    Asker,
    wish=st.integers(1, 10**6),
    asked_at=QUARTERS,
    appointment=st.integers(1, 99),
    agency=st.integers(1, 2),
    channel=st.sampled_from(Channel),
    topic=st.sampled_from(TopicCode),
    status=st.sampled_from(Status),
    starts_at=QUARTERS,
    offered_on=st.frozensets(DAYS, max_size=2),
    offered=st.frozensets(st.integers(1, 3), max_size=2),
    left=st.frozensets(QUARTERS, max_size=2),
    is_being_asked=st.booleans(),
)
FREED_TIMES = st.builds(
    Freed,
    number=st.integers(1, 3),
    agency=st.integers(1, 2),
    channel=st.sampled_from(Channel),
    starts_at=QUARTERS,
)


@given(
    freed=FREED_TIMES,
    askers=st.lists(ASKERS, max_size=12, unique_by=lambda asker: asker.wish),
    now=QUARTERS,
)
def test_the_one_who_is_asked_gains_something_and_nobody_able_asked_before(freed, askers, now):
    chosen = whom_next(freed, askers, now=now)
    able = [asker for asker in askers if verdict(freed, asker, now=now) == Verdict.NOW]
    assert (chosen is None) == (able == [])
    if chosen is None:
        return
    assert now < freed.starts_at < chosen.starts_at
    assert (chosen.agency, chosen.channel) == (freed.agency, freed.channel)
    assert chosen.status == Status.CONFIRMED
    assert civil_time.day_of(now) not in chosen.offered_on
    assert freed.number not in chosen.offered
    assert freed.starts_at not in chosen.left
    assert all((chosen.asked_at, chosen.wish) <= (one.asked_at, one.wish) for one in able)
    assert whom_next(freed, list(reversed(askers)), now=now) == chosen


@given(freed=FREED_TIMES, asker=ASKERS, now=QUARTERS)
def test_never_stays_never(freed, asker, now):
    """As time passes, a time that was never for somebody does not become so."""
    if verdict(freed, asker, now=now) == Verdict.NEVER:
        later = now + timedelta(hours=36)
        assert verdict(freed, asker, now=later) == Verdict.NEVER


@given(freed=FREED_TIMES, askers=st.lists(ASKERS, max_size=6), now=QUARTERS)
def test_what_can_be_offered_is_worth_keeping(freed, askers, now):
    if whom_next(freed, askers, now=now):
        assert rules.is_worth_keeping(freed, askers, now=now)
