"""Whenever the demonstration is started, there is a day to look at and a call to take part in."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command

from appointments.choices import Channel, DeviceKind, Status
from appointments.models import (
    Agency,
    Appointment,
    Closure,
    Conflict,
    DeskShift,
    Device,
    EarlierWish,
    SpecialOpening,
    Visit,
)
from appointments.rules import queue, states
from appointments.selectors.free_times import forget_everything
from appointments.services import checking_in, devices, reviewing
from cns_portal.demo import agencies, people, today
from cns_portal.demo import devices as demo_devices
from cns_portal.kernel import civil_time
from cns_portal.kernel.civil_time import LUXEMBOURG
from cns_portal.procedures.selectors import out_of_step

pytestmark = pytest.mark.django_db

TUESDAY = datetime(2026, 3, 10, 10, 7, tzinfo=LUXEMBOURG)
MOMENTS = {
    "a morning": TUESDAY,
    "just open": TUESDAY.replace(hour=7, minute=34),
    "the break": TUESDAY.replace(hour=12, minute=1),
    "closing": TUESDAY.replace(hour=16, minute=58),
    "the night": TUESDAY.replace(hour=22, minute=0),
    "small hours": TUESDAY.replace(hour=3, minute=14),
    "a Sunday": TUESDAY.replace(day=8, hour=15, minute=29),
    "a public holiday": TUESDAY.replace(month=5, day=1, hour=11, minute=45),
    "the clock was changed": TUESDAY.replace(day=29, hour=9, minute=31),
}


@pytest.fixture
def stopped(monkeypatch):
    """`stopped(moment)` sets the portal's clock."""

    def stop(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return moment

    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)
    forget_everything()
    return stop


@pytest.fixture
def accounts(stopped):
    stopped(TUESDAY - timedelta(days=400))
    people.seed_people()
    found = people.seed_agents()
    agencies.seed_agencies(found)
    return found


def here():
    return Agency.objects.get(slug=today.AGENCY)


def of_today(status, now):
    return Appointment.objects.filter(agency=here(), channel=Channel.ON_SITE, status=status).on_day(
        civil_time.day_of(now)
    )


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_there_is_a_day_at_any_moment(accounts, stopped, moment):
    now = stopped(moment)
    assert today.seed_today(accounts) == 8
    for status, expected in (("started", 1), ("called", 1), ("checked_in", 2)):
        assert of_today(status, now).count() == expected, status
    late = of_today("confirmed", now).get(starts_at__lt=now)
    assert timedelta(minutes=3) <= now - late.starts_at < timedelta(minutes=20)
    assert not queue.is_missed(
        status=Status.CONFIRMED, starts_at=late.starts_at, grace=timedelta(minutes=20), now=now
    )
    soon = of_today("confirmed", now).get(starts_at__gt=now)
    assert soon.procedure.dossier.insured_person.first_name == "Josette"
    assert soon.starts_at - now <= timedelta(minutes=30)
    calls = Appointment.objects.filter(channel=Channel.VIDEO)
    assert calls.count() == 2
    for call in calls:
        assert states.waiting_room_is_open(
            status=call.status, starts_at=call.starts_at, ends_at=call.ends_at, now=now
        )
    assert list(Visit.objects.order_by("ticket").values_list("ticket", flat=True)) == [1, 2, 3, 4]
    assert DeskShift.objects.filter(ended_at=None).count() == 2
    assert not out_of_step().exists()


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_what_is_seeded_keeps_the_rules(accounts, stopped, moment):
    """The review of all bookings, which asks the opening rules, finds nothing to say."""
    stopped(moment)
    today.seed_today(accounts)
    reviewing.review_bookings(everything=True)
    assert not Conflict.objects.exists()


def test_in_ordinary_hours_nothing_special_is_opened_on_site(accounts, stopped):
    stopped(TUESDAY.replace(hour=10, minute=1))
    today.seed_today(accounts)
    assert not SpecialOpening.objects.filter(channel=Channel.ON_SITE).exists()


def test_a_special_opening_says_why_and_keeps_the_usual_hours(accounts, stopped):
    now = stopped(MOMENTS["the night"])
    today.seed_today(accounts)
    rows = SpecialOpening.objects.filter(agency=here(), channel=Channel.ON_SITE)
    assert {row.note for row in rows} == {today.WHY}
    assert {row.day for row in rows} == {civil_time.day_of(now)}
    hours = [f"{row.opens_at:%H:%M}–{row.closes_at:%H:%M}" for row in rows.order_by("opens_at")]
    assert hours == ["07:30–17:00", "21:00–23:55"]


def test_just_before_midnight_it_does_what_still_fits(accounts, stopped):
    stopped(TUESDAY.replace(hour=23, minute=52))
    assert today.seed_today(accounts) < 8
    assert not out_of_step().exists()


def test_a_second_start_adds_nothing_and_a_later_one_what_is_gone(accounts, stopped):
    now = stopped(TUESDAY)
    today.seed_today(accounts)
    assert today.seed_today(accounts) == 0
    stopped(now + timedelta(minutes=40))
    assert today.seed_today(accounts) == 3  # both calls and Josette; people are there already
    stopped(now + timedelta(days=1))
    assert today.seed_today(accounts) == 8


def test_a_closure_of_staff_stays_one(accounts, stopped):
    now = stopped(TUESDAY)
    Closure.objects.create(agency=None, day=civil_time.day_of(now), reason="Strike")
    assert today.seed_today(accounts) == 0


def test_everybody_knows_the_tokens_of_the_demonstration(accounts):
    assert demo_devices.seed_devices() == 2 * Agency.objects.count()
    assert demo_devices.seed_devices() == 0
    for kind in DeviceKind:
        found = devices.of_token(
            demo_devices.token(kind, today.AGENCY), agency=here(), kind=kind.value
        )
        assert found is not None
        assert len(demo_devices.token(kind, "x")) >= 12
    assert not Device.objects.filter(token_hash__contains="demo").exists()


def test_the_terminal_lets_the_expected_person_in(accounts, stopped):
    now = stopped(TUESDAY)
    today.seed_today(accounts)
    demo_devices.seed_devices()
    device = Device.objects.get(agency=here(), kind=DeviceKind.TERMINAL)
    soon = of_today("confirmed", now).get(starts_at__gt=now)
    result = checking_in.check_in(soon.check_in_code, device=device)
    assert result.answer.value == "welcome"
    assert result.ticket == 5


def test_the_command_seeds_everything_and_twice_is_as_good_as_once(stopped, capsys):
    stopped(TUESDAY.replace(month=12, day=8))  # the tariffs of the bills are known by then
    call_command("seed_demo")
    assert "8 of today" in capsys.readouterr().out
    assert EarlierWish.objects.filter(stopped_at=None).count() == 1
    reviewing.review_bookings()
    assert Conflict.objects.count() == 1
    count = Appointment.objects.count()
    assert count > 300
    call_command("seed_demo")
    assert Appointment.objects.count() == count
    told = capsys.readouterr().out
    assert "0 people, 0 family ties, 0 declarations, 0 agencies, 0 terminals and displays" in told
    assert not out_of_step().exists()


def test_the_command_refuses_outside_of_a_demonstration(settings):
    settings.DEMO_MODE = False
    with pytest.raises(Exception, match="DEMO_MODE"):
        call_command("seed_demo")
    assert not Device.objects.exists()
