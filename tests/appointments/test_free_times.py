"""Lists of free times: right, and at the same price whatever their length."""

import random
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments.choices import Channel
from appointments.models import (
    Appointment,
    Closure,
    OpeningHours,
    SpecialOpening,
)
from appointments.rules import free_times as rules
from appointments.rules import opening
from appointments.rules.free_times import Busy
from appointments.selectors import offers as selected
from appointments.selectors.free_times import forget_everything, next_free
from cns_portal import clock
from cns_portal.kernel import civil_time
from tests.appointments import oracle
from tests.appointments.listing import (
    INFORMATION,
    LONG_TERM_CARE,
    earliest,
    listed,
    occupy,
    on_the_day,
)
from tests.factories import (
    AgencyFactory,
    AppointmentFactory,
    ClosureFactory,
    SpecialOpeningFactory,
    at,
    open_weekly,
    working_day,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers")]

# -- what is in the list -----------------------------------------------------------------------


def test_a_day_without_free_times_is_not_in_the_list(agency, monday):
    found = listed(agency)[agency.pk]
    assert all(found.values())
    assert monday in found
    assert monday - timedelta(days=1) not in found  # a Sunday
    assert date(2026, 4, 6) not in found  # Easter Monday
    assert list(found) == sorted(found)


def test_the_list_goes_from_the_notice_to_the_horizon(agency, stopped_clock):
    today = stopped_clock.moment.date()
    found = listed(agency, first=date(2020, 1, 1), count=10_000)[agency.pk]
    assert min(found) == today
    assert max(found) == date(2026, 4, 30)  # the sixtieth day is the first of May, a holiday
    assert on_the_day(agency, today)[0] == "13:00"
    stopped_clock.moment = at(today, 11, 5)
    assert on_the_day(agency, today)[0] == "13:15"


def test_outside_notice_and_horizon_there_is_nothing(agency, stopped_clock):
    assert listed(agency, first=date(2027, 1, 4), count=5) == {agency.pk: {}}
    stopped_clock.moment = at(stopped_clock.moment.date(), 14, 30)
    assert on_the_day(agency, stopped_clock.moment.date()) == []


def test_no_agency_no_times():
    assert listed() == {}
    assert next_free(offer=selected.offer_for(*INFORMATION), agency_ids=[], now=clock.now()) == {}


def test_an_agency_that_never_opens_has_no_next_time():
    assert earliest(AgencyFactory()) is None


def test_how_many_desks_are_free_is_known(monday):
    agency = AgencyFactory(open=True, desks=3)
    AppointmentFactory(agency=agency, starts_at=at(monday, 9))
    of_the_day = listed(agency, first=monday, count=1)[agency.pk][monday]
    free = {civil_time.wall(rules.moment(found)).hour: found.free for found in of_the_day[:3]}
    assert free == {8: 3, 9: 2}


def test_days_stay_in_order_when_some_of_them_are_remembered(agency, monday):
    listed(agency, first=monday, count=3)
    AppointmentFactory(agency=agency, starts_at=at(monday, 9))
    assert list(listed(agency, first=monday, count=5)[agency.pk]) == [
        monday + timedelta(days=days) for days in range(5)
    ]


def test_topics_of_one_length_and_another_notice_are_told_apart(agency, monday, offers):
    bills = offers["reimbursement", "on_site"]
    bills.notice_minutes = 24 * 60
    bills.save()
    today = clock.today()
    assert earliest(agency, ("reimbursement", "on_site")) == at(today + timedelta(days=1), 10)
    assert earliest(agency) == at(today, 13)
    assert earliest(agency, ("reimbursement", "on_site")) == at(today + timedelta(days=1), 10)


def test_channels_are_told_apart(agency, monday):
    AppointmentFactory(agency=agency, video=True, starts_at=at(monday, 8, 30))
    assert "08:30" in on_the_day(agency, monday)
    assert "08:30" not in on_the_day(agency, monday, ("information", "video"))
    ClosureFactory(agency=agency, day=monday, channel=Channel.ON_SITE)
    assert on_the_day(agency, monday) == []
    assert on_the_day(agency, monday, ("information", "video"))


# -- against the walk over every minute ------------------------------------------------------------


def some_agency(chance):
    """An agency with hours, special days, closures and bookings drawn by lot."""
    agency = AgencyFactory(desks=chance.randint(0, 3))
    open_weekly(agency, Channel.ON_SITE, desks=chance.choice([None, 1, 2]))
    first = clock.today()
    days = [first + timedelta(days=n) for n in range(8)]
    for day in chance.sample(days, 2):
        opens = chance.randint(6, 12)
        SpecialOpeningFactory(
            agency=agency, day=day, opens_at=time(opens), closes_at=time(opens + 3)
        )
    for day in chance.sample(days, 3):
        begins = chance.randint(7, 15)
        times = chance.choice([(None, None), (time(begins), time(begins + 1))])
        ClosureFactory(agency=agency, day=day, from_time=times[0], until_time=times[1])
    for desk in agency.desks.filter(channel=Channel.ON_SITE):
        for day in days:
            for hour in chance.sample(range(7, 18), chance.randint(0, 6)):
                minutes = chance.choice([15, 20, 30, 50])
                occupy(desk, at(day, hour, chance.choice([0, 5])), minutes=minutes)
    return agency


def expected(agency, day, offer):
    """What the oracle says about the rows of the database."""
    weekly = OpeningHours.objects.filter(agency=agency, channel=offer.channel)
    calendar = opening.Calendar(
        [
            opening.WeeklyHours(
                row.weekday, row.opens_at, row.closes_at, row.valid_from, row.valid_until, row.desks
            )
            for row in weekly
        ],
        [
            opening.SpecialOpening(row.day, row.opens_at, row.closes_at, row.desks)
            for row in SpecialOpening.objects.filter(agency=agency)
        ],
        [
            opening.Closure(row.day, row.from_time, row.until_time, row.reason)
            for row in Closure.objects.filter(agency=agency)
        ],
    )
    desks = agency.desks.filter(channel=offer.channel, active=True).order_by("position", "pk")
    busy = [
        Busy(row.desk_id, row.starts_at.timestamp(), row.occupied_until.timestamp())
        for row in Appointment.objects.occupying().filter(agency=agency)
    ]
    found = oracle.free_times(calendar, day, [desk.pk for desk in desks], busy, offer)
    return {start: free for start, free in found.items() if start >= clock.now() + offer.notice}


@pytest.mark.parametrize("seed", range(3))
def test_lists_and_next_free_times_are_those_of_the_walk(seed):
    chance = random.Random(seed)
    agencies = [some_agency(chance) for _ in range(3)]
    for offered in (INFORMATION, LONG_TERM_CARE):
        offer = selected.offer_for(*offered)
        found = listed(*agencies, count=8, offered=offered)
        first = next_free(
            offer=offer, agency_ids=[agency.pk for agency in agencies], now=clock.now()
        )
        for agency in agencies:
            walked = {
                day: expected(agency, day, offer)
                for day in (clock.today() + timedelta(days=n) for n in range(8))
            }
            shown = {
                day: {rules.moment(free): free.free for free in times}
                for day, times in found[agency.pk].items()
            }
            assert shown == {day: times for day, times in walked.items() if times}
            assert list(shown) == sorted(shown)
            if shown:
                assert first[agency.pk] == min(shown[min(shown)])


def queries(question, *args, **kwargs):
    with CaptureQueriesContext(
        connection,
    ) as counted:
        question(*args, **kwargs)
    return len(counted)


# -- the price -------------------------------------------------------------------------------------


@pytest.fixture
def sixteen(db):
    return [AgencyFactory(open=True, desks=2) for _ in range(16)]


def busy_days(agencies, days):
    for agency in agencies:
        for desk in agency.desks.all():
            for day in days:
                starts = [
                    at(day, hour, minute) for hour in (9, 10, 13, 14) for minute in (0, 15, 30)
                ]
                occupy(desk, *starts)


def test_the_list_costs_the_same_whatever_its_length(sixteen):
    days = [working_day(after=clock.today(), count=n) for n in range(1, 6)]
    prices = set()
    for busy in (False, True):
        if busy:
            busy_days(sixteen[:4], days)
        for agencies in (sixteen[:1], sixteen):
            for count in (1, 30, 60):
                forget_everything()
                prices.add(queries(listed, *agencies, count=count))
    assert len(prices) == 1
    assert max(prices) <= 10


def test_what_is_remembered_costs_a_look_at_the_numbers(sixteen):
    listed(*sixteen)
    assert queries(listed, *sixteen) == 3  # what is offered, and two numbers


def test_the_next_free_time_costs_the_same_for_one_agency_and_for_all(sixteen):
    offer = selected.offer_for(*INFORMATION)
    prices = set()
    for busy in (False, True):
        if busy:
            busy_days(sixteen[:4], [working_day(after=clock.today())])
        for agencies in (sixteen[:1], sixteen):
            forget_everything()
            ids = [agency.pk for agency in agencies]
            prices.add(queries(next_free, offer=offer, agency_ids=ids, now=clock.now()))
            assert queries(next_free, offer=offer, agency_ids=ids, now=clock.now()) == 2
    assert len(prices) == 1
    assert max(prices) <= 10
