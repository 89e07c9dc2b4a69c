"""Both changes of the clock, 29 March and 25 October 2026, and what crosses them."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import icalendar
import pytest

from appointments.choices import Channel, Refusal
from appointments.models import AgencyDay, TopicOffer
from appointments.notices import papers
from appointments.rules import free_times as rules
from appointments.selectors import offers as selected
from appointments.selectors.explaining import explain
from appointments.selectors.free_times import next_free
from appointments.services import deciding, moving
from appointments.services.acting import By
from cns_portal import clock
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused
from tests.appointments.listing import INFORMATION, earliest, listed, on_the_day
from tests.appointments.stories import confirmed, hold, requested
from tests.factories import AccountFactory, AgencyFactory, AppointmentFactory, at, open_weekly

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("offers")]

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
CHANGES = [SPRING, AUTUMN]
DAY = timedelta(days=1)


@pytest.fixture
def around_the_clock():
    """An agency that never closes, also while the clocks change."""
    agency = AgencyFactory()
    for channel in (Channel.ON_SITE, Channel.VIDEO):
        open_weekly(agency, channel, (time(0), time(23, 55)), weekdays=range(7))
    return agency


@pytest.mark.parametrize("change", CHANGES)
def test_the_monday_after_opens_at_half_past_eight_by_the_wall(agency, stopped_clock, change):
    stopped_clock.moment = at(change - 3 * DAY, 10)
    friday, monday = change - 2 * DAY, change + DAY
    for day in (friday, monday):
        starts = on_the_day(agency, day)
        assert (starts[0], starts[-1]) == ("08:30", "15:45")
        assert len(starts) == 24
    shift = {SPRING: -timedelta(hours=1), AUTUMN: timedelta(hours=1)}[change]
    assert at(monday, 9) - at(friday, 9) == 3 * DAY + shift


@pytest.mark.parametrize(("change", "hours"), [(SPRING, 23), (AUTUMN, 25)])
def test_an_agency_that_never_closes_offers_every_hour_there_is(
    around_the_clock, stopped_clock, change, hours
):
    stopped_clock.moment = at(change - 3 * DAY, 10)
    found = listed(around_the_clock, first=change, count=1)[around_the_clock.pk][change]
    moments = [rules.moment(free) for free in found]
    assert len(moments) == hours * 4 - 1  # it closes five minutes before midnight
    steps = {later - earlier for earlier, later in pairwise(moments)}
    assert steps == {timedelta(minutes=15)}
    shown = [f"{civil_time.wall(moment):%H:%M}" for moment in moments]
    assert shown.count("02:15") == {SPRING: 0, AUTUMN: 2}[change]


@pytest.mark.parametrize("change", CHANGES)
def test_every_listed_time_of_the_change_can_be_held_and_no_other(
    around_the_clock, stopped_clock, change
):
    stopped_clock.moment = at(change - 3 * DAY, 10)
    offer = selected.offer_for(*INFORMATION)
    listed_moments = {
        rules.moment(free)
        for free in listed(around_the_clock, first=change, count=1)[around_the_clock.pk][change]
    }
    begin = civil_time.midnight(change)
    for minutes in range(0, 6 * 60, 5):
        moment = begin + timedelta(minutes=minutes)
        why = explain(agency=around_the_clock, offer=offer, starts_at=moment, now=clock.now())
        assert (why is None) == (moment in listed_moments)
    for number, moment in enumerate(sorted(listed_moments)[4:16]):
        held = hold(around_the_clock, starts_at=moment, key=str(number))
        assert held.ends_at - held.starts_at == timedelta(minutes=15)


def test_the_two_times_of_a_repeated_hour_are_two_times(around_the_clock, stopped_clock):
    stopped_clock.moment = at(AUTUMN - 3 * DAY, 10)
    first = civil_time.at(AUTUMN, time(2, 15))
    second = first + timedelta(hours=1)
    assert civil_time.wall(first).time() == civil_time.wall(second).time()
    hold(around_the_clock, starts_at=first, key="1")
    hold(around_the_clock, starts_at=second, key="2")
    with pytest.raises(Refused, match=Refusal.TAKEN):
        hold(around_the_clock, starts_at=first, key="3")


@pytest.mark.parametrize("change", CHANGES)
def test_a_booking_counts_for_its_own_day(around_the_clock, stopped_clock, change):
    """Just before and just after both midnights of the short and of the long day."""
    stopped_clock.moment = at(change - 3 * DAY, 10)
    for number, (day, hour, minute) in enumerate(
        [(change - DAY, 23, 0), (change, 0, 0), (change, 23, 0), (change + DAY, 0, 0)]
    ):
        hold(around_the_clock, starts_at=at(day, hour, minute), key=str(number))
        assert f"{hour:02}:{minute:02}" not in on_the_day(around_the_clock, day)
    days = AgencyDay.objects.order_by("day").values_list("day", flat=True)
    assert list(days) == [change - DAY, change, change + DAY]


@pytest.mark.parametrize("change", CHANGES)
def test_the_notice_is_real_hours_across_the_change(around_the_clock, stopped_clock, change):
    TopicOffer.objects.update(notice_minutes=6 * 60)
    stopped_clock.moment = at(change - DAY, 23)
    first = earliest(around_the_clock)
    assert first - stopped_clock.moment == timedelta(hours=6)
    assert f"{civil_time.wall(first):%H:%M}" == {SPRING: "06:00", AUTUMN: "04:00"}[change]
    with pytest.raises(Refused, match=Refusal.TOO_SOON):
        hold(around_the_clock, starts_at=first - timedelta(minutes=15))
    assert hold(around_the_clock, starts_at=first)


@pytest.mark.parametrize("change", CHANGES)
def test_the_horizon_is_days_of_the_calendar_across_the_change(
    around_the_clock, stopped_clock, change
):
    stopped_clock.moment = at(change - 20 * DAY, 23, 30)
    last = change + 40 * DAY
    assert max(listed(around_the_clock, count=90)[around_the_clock.pk]) == last
    assert hold(around_the_clock, starts_at=at(last, 23, 30))
    with pytest.raises(Refused, match=Refusal.TOO_FAR):
        hold(around_the_clock, starts_at=at(last + DAY, 0), key="other")


@pytest.mark.parametrize("change", CHANGES)
def test_a_hold_lasts_ten_real_minutes_in_the_night_of_the_change(
    around_the_clock, stopped_clock, change
):
    stopped_clock.moment = civil_time.midnight(change) + timedelta(hours=2, minutes=55)
    day = change + DAY
    held = hold(around_the_clock, starts_at=at(day, 9))
    assert held.hold_expires_at - stopped_clock.moment == timedelta(minutes=10)
    stopped_clock.advance(minutes=9)
    assert "09:00" not in on_the_day(around_the_clock, day)
    stopped_clock.advance(minutes=1)
    assert "09:00" in on_the_day(around_the_clock, day)


@pytest.mark.parametrize("change", CHANGES)
def test_a_request_from_before_the_change_is_confirmed_after_it(agency, stopped_clock, change):
    stopped_clock.moment = at(change - DAY, 22)
    monday = change + DAY
    sent = requested(agency, at(monday, 9))
    stopped_clock.moment = at(monday, 8)
    assert deciding.check_request(sent.pk) == "confirmed"


@pytest.mark.parametrize("change", CHANGES)
def test_moved_across_the_change_it_is_nine_again(agency, stopped_clock, change):
    stopped_clock.moment = at(change - 5 * DAY, 10)
    agent = By.agent(AccountFactory(agent=True))
    friday, monday = change - 2 * DAY, change + DAY
    appointment = confirmed(agency, at(friday, 9))
    moved = moving.move(appointment.pk, agency_ids=[agency.pk], starts_at=at(monday, 9), by=agent)
    event = icalendar.Calendar.from_ical(papers.calendar_file(moved)).walk("VEVENT")[0]
    assert f"{event['DTSTART'].dt:%Y-%m-%d %H:%M}" == f"{monday} 09:00"
    assert event["DTSTART"].dt == at(monday, 9)
    assert f"{event['DTEND'].dt:%H:%M}" == "09:15"


@pytest.mark.parametrize("change", CHANGES)
def test_the_calendar_file_knows_both_offsets(agency, stopped_clock, change):
    stopped_clock.moment = at(change - 5 * DAY, 10)
    appointment = AppointmentFactory(agency=agency, starts_at=at(change + DAY, 9))
    calendar = icalendar.Calendar.from_ical(papers.calendar_file(appointment))
    (zone,) = calendar.walk("VTIMEZONE")
    offsets = {part["TZOFFSETTO"].td for part in (*zone.walk("STANDARD"), *zone.walk("DAYLIGHT"))}
    assert offsets == {timedelta(hours=1), timedelta(hours=2)}
    tz = zone.to_tz()
    for day, hours in ((change - DAY, None), (change + DAY, None)):
        local = datetime.combine(day, time(9), tzinfo=tz)
        assert local.utcoffset() == civil_time.wall(at(day, 9)).utcoffset(), hours


@pytest.mark.parametrize("change", CHANGES)
def test_the_next_free_time_skips_the_weekend_of_the_change(agency, stopped_clock, change):
    stopped_clock.moment = at(change - DAY, 12)
    monday = change + DAY
    offer = selected.offer_for(*INFORMATION)
    found = next_free(offer=offer, agency_ids=[agency.pk], now=clock.now())
    assert found == {agency.pk: at(monday, 8, 30)}


@pytest.mark.parametrize("change", CHANGES)
def test_an_appointment_over_the_change_lasts_its_real_minutes(
    around_the_clock, stopped_clock, change
):
    stopped_clock.moment = at(change - 3 * DAY, 10)
    TopicOffer.objects.filter(topic="information").update(slot_minutes=60, buffer_minutes=30)
    begin = civil_time.midnight(change) + timedelta(minutes=90)
    held = hold(around_the_clock, starts_at=begin)
    assert held.ends_at - held.starts_at == timedelta(hours=1)
    assert held.occupied_until - held.ends_at == timedelta(minutes=30)
    assert civil_time.wall(held.ends_at).hour == {SPRING: 3, AUTUMN: 2}[change]
