"""What my space says first about insurance, and what comes next for a family."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import translation

from cns_portal.web.feed import merged
from insured.choices import Cover, Relation
from insured.choices.coverage import EventKind as Kind
from insured.presenters import feed
from insured.selectors.next_events import upcoming
from tests.factories import InsuredPersonFactory
from tests.insured.covered import child_of, co_insured, insured

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("cns_portal.clock.now", lambda: NOW)
    with translation.override("en"):
        yield


@pytest.fixture
def me():
    return InsuredPersonFactory(first_name="Marie", last_name="Beispill")


def items(person):
    return feed.items(person, now=NOW)


def test_nothing_is_said_where_nothing_happens(me):
    assert items(me) == []
    insured(me)
    assert items(me) == []


def test_rights_that_end_and_the_last_day_to_ask(me):
    insured(me, date(2020, 3, 1), date(2026, 10, 15))
    deadline, rights = items(me)
    assert deadline.title == "Last day to ask for continued insurance"
    assert deadline.url == reverse("insured:voluntary")
    assert (deadline.until, deadline.tone) == (date(2027, 1, 15), "warning")
    assert rights.until == date(2027, 1, 31)
    assert rights.url.startswith(reverse("insured:family") + "#")
    assert rights.text.startswith("On 31 January 2027.")
    assert merged([rights, deadline]) == [deadline, rights]


def test_two_weeks_before_it_is_pressing(me):
    insured(me, date(2020, 3, 1), date(2026, 12, 6))
    assert items(me)[0].tone == "danger"
    insured(me, date(2026, 12, 7))
    assert [item.title for item in items(me)] == []


def test_whoever_is_not_covered_any_more_reads_it_first(me):
    insured(me, date(2020, 3, 1), date(2026, 2, 15))
    (item,) = items(me)
    assert (item.title, item.tone) == ("You are not covered today", "danger")


def test_a_birthday_of_a_child_is_said_when_it_is_near(me):
    insured(me)
    near = child_of(me, born=date(2008, 12, 10), first_name="Lou", last_name="Beispill")
    child_of(me, born=date(2010, 12, 10))
    co_insured(near, me)
    (item,) = items(me)
    assert item.title == "18th birthday: Lou Beispill"


def test_before_thirty_the_child_reads_it_and_so_does_the_parent(me):
    insured(me)
    child = InsuredPersonFactory(birth_date=date(1997, 2, 1), first_name="Pol", last_name="Student")
    co_insured(child, me)
    (mine,) = items(me)
    assert mine.title == "30th birthday: Pol Student"
    assert mine.until == date(2027, 1, 31)
    (own,) = items(child)
    assert own.title == "30th birthday"


def test_the_same_of_several_people_is_said_once(me):
    insured(me, date(2020, 3, 1), date(2026, 12, 15))
    child = child_of(me, born=date(2015, 3, 1), first_name="Lou", last_name="Beispill")
    co_insured(child, me, period=False)
    insured(child, date(2020, 3, 1), date(2026, 12, 15), cover=Cover.CO_INSURED, through=me)
    assert [item.title for item in items(me)] == [
        "The affiliation ends: Marie Beispill, Lou Beispill"
    ]


def test_the_feed_costs_the_same_for_any_family(me, django_assert_num_queries):
    insured(me)
    for number in range(4):
        co_insured(child_of(me, born=date(2012 + number, 3, 1)), me)
        co_insured(InsuredPersonFactory(), me)
    with django_assert_num_queries(4):
        items(me)


def test_what_comes_next_is_sorted_and_may_have_a_horizon(me):
    insured(me, date(2020, 3, 1), date(2026, 12, 6))
    child = child_of(me, born=date(2010, 3, 1))
    co_insured(child, me)
    events = upcoming(me, today=TODAY)
    assert [one.day for one in events] == sorted(one.day for one in events)
    assert {one.event.kind for one in events} >= {Kind.ENDS, Kind.RIGHTS_END, Kind.EIGHTEEN}
    near = upcoming(me, today=TODAY, until=date(2026, 12, 31))
    assert [one.event.kind for one in near] == [Kind.ENDS]


def test_an_adult_who_is_insured_otherwise_says_nothing_to_the_family(me):
    insured(me)
    spouse = InsuredPersonFactory(birth_date=date(1985, 1, 1))
    co_insured(spouse, me, relation=Relation.SPOUSE, period=False)
    insured(spouse, date(2020, 1, 1), date(2026, 12, 6))
    assert items(me) == []
    assert items(spouse) != []
