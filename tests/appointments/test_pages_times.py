"""The page of free times: what it lists, what it refuses, and how long it keeps a time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from appointments.choices import Refusal, Status
from appointments.models import Appointment
from appointments.selectors import free_times
from tests.appointments.visitors import Visitor, address, checked, refused, slot
from tests.factories import (
    AgencyFactory,
    AppointmentFactory,
    ClosureFactory,
    at,
    working_day,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers")]


@pytest.fixture
def agency():
    return AgencyFactory(open=True, slug="wiltz")


@pytest.fixture
def visitor(agency):
    return Visitor(agency).arrive("time")


# -- what is listed ---------------------------------------------------------------------------


def test_the_first_day_with_a_free_time_is_shown(visitor):
    page = visitor.see("time")
    assertContains(page, "Monday 2 March")
    assertContains(page, slot(at(date(2026, 3, 2), 13)))
    assertNotContains(page, slot(at(date(2026, 3, 2), 8, 30)))


def test_a_day_can_be_asked_for(visitor):
    page = visitor.see("time", day="2026-03-05")
    assertContains(page, "Thursday 5 March")
    assertContains(page, slot(at(date(2026, 3, 5), 8, 30)))


def test_the_time_chosen_before_is_marked(visitor):
    visitor.answer("time")
    page = visitor.see("time")
    assertContains(page, "Wednesday 4 March")
    assert checked(page) == [visitor.slot]


@pytest.mark.parametrize(
    "query",
    [
        {"from": "yesterday"},
        {"from": "2019-01-01"},
        {"from": "9999-12-31"},
        {"from": "0001-01-01"},
        {"days": "0"},
        {"days": "-1"},
        {"days": "9" * 5000},
        {"days": "٣"},
        {"day": "2026-02-30"},
        {"day": "\0"},
        {"all": "1"},
    ],
)
def test_nonsense_in_the_address_does_no_harm(visitor, query):
    page = visitor.see("time", **query)
    assert page.status_code == 200


def test_every_place_is_listed_for_any_agency(agency):
    other = AgencyFactory(open=True, slug="remich")
    page = Visitor(None).arrive("time").see("time")
    for place in (agency, other):
        assertContains(page, f"13:00 <small>{place.name}</small>")


@pytest.mark.parametrize("busy", [0, 40])
def test_the_list_costs_the_same_for_any_number_of_days_and_bookings(visitor, busy):
    for _ in range(busy):
        AppointmentFactory(agency=visitor.agency)
    counts = set()
    for days in (1, 28, 60):
        free_times.forget_everything()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert visitor.see("time", days=str(days)).status_code == 200
        counts.add(len(asked))
    assert len(counts) == 1
    assert counts.pop() <= 12


def test_the_list_costs_the_same_for_all_agencies(agency):
    visitor = Visitor(None).arrive("time")
    counts = set()
    for more in (1, 5):
        for _ in range(more):
            AgencyFactory(open=True)
        free_times.forget_everything()
        with CaptureQueriesContext(connection) as asked:
            assert visitor.see("time", days="60").status_code == 200
        counts.add(len(asked))
    assert len(counts) == 1


def test_the_earlier_and_later_days_are_linked(visitor):
    page = visitor.see("time")
    assertContains(page, "?from=2026-03-30")
    assertNotContains(page, "Earlier days")
    page = visitor.see("time", **{"from": "2026-03-30"})
    assertContains(page, "Earlier days")
    assertContains(page, "?from=2026-04-27")
    last = visitor.see("time", **{"from": "2026-04-27"})
    assertNotContains(last, "Later days</a>")


def test_a_full_agency_says_what_else_can_be_done(agency, visitor):
    day = date(2026, 3, 2)
    while day < date(2026, 5, 5):
        ClosureFactory(agency=agency, day=day)
        day = working_day(after=day)
    page = visitor.see("time")
    assertContains(page, "Nothing is free in these days")
    assertContains(page, "Choose another agency")
    assertContains(page, "By telephone: (+352) 27 57 1")


# -- what is refused --------------------------------------------------------------------------


def test_a_taken_time_shows_the_nearest_others_and_keeps_the_answers(visitor):
    AppointmentFactory(agency=visitor.agency, starts_at=visitor.starts_at)
    page = refused(visitor, visitor.slot)
    assertContains(page, Refusal.TAKEN.label)
    assertContains(page, "The nearest free times")
    offered = [value for value, _words, _place in page.context["alternatives"]]
    quarter = timedelta(minutes=15)
    assert slot(visitor.starts_at - quarter) in offered
    assert slot(visitor.starts_at + quarter) in offered
    assert visitor.draft["topic"] == "information"
    assertRedirects(visitor.answer("time", slot=offered[0]), address("details"))


def test_a_time_lost_on_the_way_keeps_what_was_typed_and_shows_the_nearest_others(visitor):
    """Somebody else took it while the details were typed."""
    visitor.arrive("check")
    Appointment.objects.update(status=Status.EXPIRED, hold_expires_at=None)
    AppointmentFactory(agency=visitor.agency, starts_at=visitor.starts_at)
    assertRedirects(visitor.answer("check"), address("time"), fetch_redirect_response=False)
    page = visitor.see("time")
    assertContains(page, Refusal.HOLD_EXPIRED.label)
    assertContains(page, "The nearest free times")
    assertContains(page, "Wednesday 4 March")
    offered = [value for value, _words, _place in page.context["alternatives"]]
    assert slot(visitor.starts_at + timedelta(minutes=15)) in offered
    assert visitor.draft["details"]["last_name"] == "Visitor"
    assertRedirects(visitor.answer("time", slot=offered[0]), address("check"))
    assertContains(visitor.see("check"), "Vera Visitor")
    visitor.answer("check")
    assert visitor.sent().status == Status.REQUESTED
    assertNotContains(visitor.client.get(address("new")), "The nearest free times")


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        (at(date(2026, 3, 4), 6, 30), Refusal.OUTSIDE_HOURS.label),
        (at(date(2026, 3, 4), 12, 0), Refusal.OUTSIDE_HOURS.label),
        (at(date(2026, 3, 7), 9, 30), Refusal.OUTSIDE_HOURS.label),
        (at(date(2026, 3, 4), 9, 31), Refusal.NOT_ON_GRID.label),
        (at(date(2026, 4, 6), 9, 30), "The CNS is closed on this day: Easter Monday."),
        (at(date(2026, 2, 27), 9, 30), Refusal.PAST.label),
        (at(date(2026, 3, 2), 10, 15), "This time is too close."),
        (at(date(2026, 12, 1), 9, 30), "This day is too far ahead."),
        (datetime(9999, 12, 31, 23, 59, tzinfo=UTC), "Choose one of the times in the list."),
        (datetime(2999, 12, 31, 23, 59, tzinfo=UTC), "This day is too far ahead."),
        (datetime(1, 1, 1, 0, 0, tzinfo=UTC), "Choose one of the times in the list."),
    ],
)
def test_a_forged_time_gets_its_sentence(visitor, moment, sentence):
    page = refused(visitor, f"wiltz@{moment.astimezone(UTC).isoformat()[:16]}Z")
    assertContains(page, sentence)


def test_a_closed_day_says_why(visitor):
    ClosureFactory(agency=visitor.agency, day=date(2026, 3, 4), reason="Staff training")
    assertContains(refused(visitor, visitor.slot), "The agency is closed at this time: Staff")


@pytest.mark.parametrize(
    "value",
    [
        "",
        "@",
        "wiltz",
        "wiltz@",
        "wiltz@yesterday",
        "wiltz@2026-03-04T09:30",
        "wiltz@2026-03-04T25:30Z",
        "@2026-03-04T08:30Z",
        "atlantis@2026-03-04T08:30Z",
        "wiltz\0@2026-03-04T08:30Z",
        "wiltz@2026-03-04T08:30Z@",
        "W" * 5000 + "@2026-03-04T08:30Z",
    ],
)
def test_a_forged_value_gets_a_sentence(visitor, value):
    refused(visitor, value)


def test_reimbursement_is_never_kept_by_video(agency, offers):
    """The channel is forged into the session's place by posting it: the page refuses it first."""
    visitor = Visitor(agency, topic="reimbursement", channel="video").arrive("channel")
    visitor.answer("channel")
    assertRedirects(visitor.answer("time"), address("channel"))
    assert not Appointment.objects.exists()
