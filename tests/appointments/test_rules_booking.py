"""May this be booked: channel, moment, number, identity."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from appointments.choices import Channel, Refusal, TopicCode
from appointments.rules import booking
from appointments.rules.free_times import Offer
from appointments.rules.opening import Calendar, Closure, SpecialOpening, WeeklyHours
from cns_portal.kernel import civil_time

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def offer(topic=TopicCode.INFORMATION, channel=Channel.ON_SITE, **columns):
    known = {"notice": timedelta(hours=2), "horizon_days": 60, **columns}
    return Offer(topic, channel, 15, 0, **known)


OFFERS = [offer(), offer(TopicCode.REIMBURSEMENT), offer(channel=Channel.VIDEO)]


@pytest.mark.parametrize(
    ("topic", "channel", "refusal"),
    [
        (TopicCode.INFORMATION, Channel.ON_SITE, None),
        (TopicCode.INFORMATION, Channel.VIDEO, None),
        (TopicCode.REIMBURSEMENT, Channel.ON_SITE, None),
        (TopicCode.REIMBURSEMENT, Channel.VIDEO, Refusal.NO_VIDEO_FOR_REIMBURSEMENT),
        (TopicCode.LONG_TERM_CARE, Channel.VIDEO, Refusal.NOT_OFFERED),
        (TopicCode.LONG_TERM_CARE, Channel.ON_SITE, Refusal.NOT_OFFERED),
        ("astrology", Channel.ON_SITE, Refusal.NOT_OFFERED),
        (TopicCode.INFORMATION, "pigeon", Refusal.NOT_OFFERED),
    ],
)
def test_which_topic_is_served_how(topic, channel, refusal):
    assert booking.why_not_channel(topic, channel, OFFERS) == refusal


def test_medical_bills_are_never_reimbursed_by_video_even_if_somebody_offers_it():
    offered = [offer(TopicCode.REIMBURSEMENT, Channel.VIDEO)]
    refusal = booking.why_not_channel(TopicCode.REIMBURSEMENT, Channel.VIDEO, offered)
    assert refusal == Refusal.NO_VIDEO_FOR_REIMBURSEMENT


@pytest.mark.parametrize(
    ("starts_at", "refusal"),
    [
        (NOW - timedelta(minutes=5), Refusal.PAST),
        (NOW, Refusal.PAST),
        (NOW + timedelta(minutes=5), Refusal.TOO_SOON),
        (NOW + timedelta(minutes=115), Refusal.TOO_SOON),
        (NOW + timedelta(hours=2), None),
        (civil_time.at(date(2026, 5, 1), time(23, 55)), None),  # the sixtieth day, to its end
        (civil_time.at(date(2026, 5, 2), time(0)), Refusal.TOO_FAR),
    ],
)
def test_between_notice_and_horizon(starts_at, refusal):
    reason = booking.why_not_now(starts_at, offer=offer(), now=NOW)
    assert (reason.refusal if reason else None) == refusal


def test_the_sentence_knows_from_when_and_until_when():
    soon = booking.why_not_now(NOW + timedelta(minutes=5), offer=offer(), now=NOW)
    assert soon.details == {"earliest": civil_time.wall(NOW + timedelta(hours=2))}
    far = booking.why_not_now(NOW + timedelta(days=99), offer=offer(), now=NOW)
    assert far.details == {"latest": date(2026, 5, 1)}


def test_late_in_the_evening_the_horizon_counts_luxembourgs_days():
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # half past midnight on the 3rd
    assert booking.last_day(offer(), late) == date(2026, 5, 2)


def test_a_holiday_is_named():
    day = date(2026, 6, 23)
    weekly = [WeeklyHours(1, time(8), time(12), date(2020, 1, 1))]
    calendar = Calendar(weekly, holidays=frozenset({day}))
    start = civil_time.at(day, time(9))
    reason = booking.why_not_open(
        start, offer=offer(), calendar=calendar, holiday_name="National Day"
    )
    assert (reason.refusal, reason.details) == (Refusal.HOLIDAY, {"holiday": "National Day"})
    opened = Calendar(
        weekly,
        [SpecialOpening(day, time(9), time(10), on_public_holiday=True)],
        holidays=frozenset({day}),
    )
    assert booking.why_not_open(start, offer=offer(), calendar=opened) is None
    late = booking.why_not_open(start + timedelta(hours=1), offer=offer(), calendar=opened)
    assert late.refusal == Refusal.OUTSIDE_HOURS


def test_a_closure_gives_its_reason_and_only_where_the_agency_would_have_been_open():
    day = date(2026, 6, 16)
    calendar = Calendar(
        [WeeklyHours(1, time(8), time(12), date(2020, 1, 1))],
        closures=[Closure(day, None, None, "staff training")],
    )
    reason = booking.why_not_open(civil_time.at(day, time(9)), offer=offer(), calendar=calendar)
    assert (reason.refusal, reason.details) == (Refusal.CLOSURE, {"reason": "staff training"})
    at_night = booking.why_not_open(civil_time.at(day, time(3)), offer=offer(), calendar=calendar)
    assert at_night.refusal == Refusal.OUTSIDE_HOURS


@pytest.mark.parametrize(("open_bookings", "refused"), [(0, False), (2, False), (3, True)])
def test_three_open_appointments_are_enough(open_bookings, refused):
    reason = booking.why_not_another(open_bookings=open_bookings, limit=3)
    assert bool(reason) == refused
    if reason:
        assert reason == booking.WhyNot(Refusal.TOO_MANY_OPEN, {"limit": 3})


@pytest.mark.parametrize(
    ("signed_in", "copy_state", "refusal"),
    [
        (True, None, None),
        (True, "rejected", None),
        (False, None, Refusal.IDENTITY_COPY_MISSING),
        (False, "pending", None),
        (False, "clean", None),
        (False, "rejected", Refusal.IDENTITY_COPY_UNREADABLE),
    ],
)
def test_without_signing_in_a_readable_copy_is_needed(signed_in, copy_state, refusal):
    assert booking.why_not_identity(signed_in=signed_in, copy_state=copy_state) == refusal
    assert booking.needs_identity_copy(signed_in=signed_in) is not signed_in
