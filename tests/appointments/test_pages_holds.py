"""A chosen time is kept for a while: how long, for whom, and how often."""

import re
from datetime import date, time, timedelta

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from appointments.choices import Refusal, Status
from appointments.models import Appointment, BookingPolicy
from tests.appointments.visitors import Visitor, address, checked, later, refused, slot
from tests.factories import (
    AgencyFactory,
    AppointmentFactory,
    ClosureFactory,
    at,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers")]


@pytest.fixture
def agency():
    return AgencyFactory(open=True, slug="wiltz")


@pytest.fixture
def visitor(agency):
    return Visitor(agency).arrive("time")


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
