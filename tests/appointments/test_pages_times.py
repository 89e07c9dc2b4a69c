"""The page of free times: what it lists, what it refuses, and how long it keeps a time."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from appointments.choices import Refusal, Status
from appointments.models import Appointment, BookingPolicy
from appointments.selectors import free_times
from tests.appointments.visitors import Visitor, address, later
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


def slot(moment: datetime, slug: str = "wiltz") -> str:
    return f"{slug}@{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def checked(page) -> list[str]:
    """The values of the chips that are chosen."""
    html = page.content.decode()
    chips = re.findall(r'<input type="radio" name="slot" ([^>]*)>', html)
    return [re.search('value="([^"]*)"', chip)[1] for chip in chips if " checked" in chip]


def refused(visitor, value: str):
    """The answer to a time that cannot be had: the page again, nothing kept."""
    kept_before = Appointment.objects.filter(status=Status.HELD).count()
    page = visitor.answer("time", slot=value)
    assertContains(page, "There is a problem")
    assert Appointment.objects.filter(status=Status.HELD).count() == kept_before
    return page


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


# -- how long a time is kept ------------------------------------------------------------------


def test_a_chosen_time_is_kept_for_ten_minutes_and_the_page_says_so(visitor):
    visitor.answer("time")
    assert visitor.held().hold_expires_at == later(minutes=10)
    assertContains(visitor.see("details"), "This time is kept for you for 10 minutes, until 10:10")


def test_another_choice_gives_the_first_time_back(visitor):
    visitor.answer("time")
    visitor.answer("time", slot=slot(visitor.starts_at + timedelta(minutes=15)))
    assert visitor.held().starts_at == visitor.starts_at + timedelta(minutes=15)
    assert Appointment.objects.filter(status=Status.HELD).count() == 1


def test_a_refused_choice_keeps_the_time_chosen_before(visitor):
    visitor.answer("time")
    AppointmentFactory(agency=visitor.agency, starts_at=at(date(2026, 3, 5), 9, 30))
    refused(visitor, slot(at(date(2026, 3, 5), 9, 30)))
    assert visitor.held().starts_at == visitor.starts_at


def test_the_time_can_be_kept_longer_as_often_as_the_limits_allow(visitor, stopped_clock):
    visitor.answer("time")
    extend = f"{address('time')}extend/"
    for _ in range(BookingPolicy().hold_extensions):
        stopped_clock.advance(minutes=9)
        page = visitor.client.post(extend, follow=True)
        assertContains(page, "The time is kept for you until")
        assert visitor.held().hold_expires_at == later(minutes=10)
    stopped_clock.advance(minutes=2)
    page = visitor.client.post(extend, follow=True)
    assertContains(page, Refusal.NO_MORE_EXTENSIONS.label)
    assert visitor.held().hold_expires_at == later(minutes=8)


def test_keeping_longer_needs_something_to_keep(client, visitor):
    extend = f"{address('time')}extend/"
    assert client.get(extend).status_code == 405
    assertRedirects(client.post(extend), address("new"))
    assertRedirects(visitor.client.post(extend), address("time"))
    assert not Appointment.objects.exists()


def test_nobody_can_block_the_day_by_choosing_again_and_again(visitor):
    BookingPolicy.objects.create(pk=1, holds_per_hour=3)
    for minutes in (0, 15, 30):
        moment = visitor.starts_at + timedelta(minutes=minutes)
        assertRedirects(visitor.answer("time", slot=slot(moment)), address("details"))
    page = refused(visitor, visitor.slot)
    assertContains(page, Refusal.TOO_MANY_HOLDS.label.replace("'", "&#x27;"))
    assert visitor.held().starts_at == visitor.starts_at + timedelta(minutes=30)


def test_a_new_session_does_not_begin_to_count_anew(visitor, agency):
    """One address may hold ten visitors' worth of times, whatever it does with its cookies."""
    BookingPolicy.objects.create(pk=1, holds_per_hour=1)
    allowed = 0
    for _ in range(13):
        other = Visitor(agency).arrive("time")
        allowed += other.answer("time").status_code == 302
        Appointment.objects.filter(status=Status.HELD).delete()
    assert allowed == 10


def test_behind_a_proxy_visitors_are_counted_apart(visitor, agency, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    BookingPolicy.objects.create(pk=1, holds_per_hour=1)
    for number in range(13):
        client = Client(headers={"x-forwarded-for": f"203.0.113.{number}"})
        other = Visitor(agency, client=client).arrive("time")
        assertRedirects(other.answer("time"), address("details"))
        Appointment.objects.filter(status=Status.HELD).delete()


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


@pytest.mark.parametrize("channel", ["on_site", "video"])
def test_coming_back_the_own_time_is_still_in_the_list(agency, channel):
    """Nobody else can have it, but the person who goes back can go on with it."""
    visitor = Visitor(agency, channel=channel).arrive("details")
    page = visitor.see("time")
    assert checked(page) == [visitor.slot]
    assertRedirects(visitor.answer("time"), address("details"))
    other = Visitor(agency, channel=channel).arrive("time")
    assertNotContains(other.see("time", day="2026-03-04"), visitor.slot)


def test_a_time_far_ahead_is_shown_when_coming_back(agency):
    visitor = Visitor(agency, starts_at=at(date(2026, 4, 22), 9, 30)).arrive("details")
    page = visitor.see("time")
    assertContains(page, "Wednesday 22 April")
    assert checked(page) == [visitor.slot]
    assertContains(page, "Earlier days")


def test_a_full_day_and_a_closed_day_say_which_they_are(visitor, agency):
    ClosureFactory(agency=agency, day=date(2026, 3, 3))
    ClosureFactory(agency=agency, day=date(2026, 3, 4), from_time=time(8, 45), until_time=time(16))
    AppointmentFactory(agency=agency, starts_at=at(date(2026, 3, 4), 8, 30))
    page = visitor.see("time").content.decode()
    assert re.search(r"<b>3</b>.*?closed", page)
    assert re.search(r"<b>4</b>.*?full", page)


def test_a_public_holiday_is_named(visitor):
    page = visitor.see("time", **{"from": "2026-04-01"})
    assert re.search(r"<b>6</b>.*?Easter Monday", page.content.decode())
