"""Keeping a time: one per visitor, for some minutes, given back whole."""

from datetime import timedelta

import pytest

from appointments.choices import Refusal, Status
from appointments.models import Appointment, BookingPolicy
from appointments.services import holding
from cns_portal.kernel.refusal import Refused
from tests.appointments.stories import ON_SITE, VIDEO, everything, hold
from tests.factories import AgencyFactory, ClosureFactory, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers", "in_step")]


def refused(reason):
    return pytest.raises(Refused, match=f"^{reason}$")


def test_a_time_is_kept_for_ten_minutes(agency, monday, stopped_clock):
    held = hold(agency, starts_at=at(monday, 9))
    assert held.status == Status.HELD
    assert held.hold_expires_at == stopped_clock.moment + timedelta(minutes=10)
    assert (held.starts_at, held.ends_at) == (at(monday, 9), at(monday, 9, 15))
    assert held.procedure is None
    assert held.created_at == stopped_clock.moment
    assert holding.held_by("visitor") == held


def test_choosing_happens_at_one_moment(agency, monday, stopped_clock, monkeypatch):
    """The moment written down is the one the rules were asked about, however long it took."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: stopped_clock.advance(seconds=1))
    held = hold(agency, starts_at=at(monday, 9))
    assert held.created_at == held.hold_expires_at - timedelta(minutes=10)


def test_nobody_holds_without_a_key():
    assert holding.held_by("") is None


def test_length_and_buffer_are_written_down(agency, monday, offers):
    offers["information", "on_site"].buffer_minutes = 10
    offers["information", "on_site"].save()
    held = hold(agency, starts_at=at(monday, 8, 55))
    assert held.ends_at == at(monday, 9, 10)
    assert held.occupied_until == at(monday, 9, 20)


def test_a_kept_time_is_nobody_elses(agency, monday):
    hold(agency, starts_at=at(monday, 9))
    with refused(Refusal.TAKEN):
        hold(agency, starts_at=at(monday, 9), key="other")


def test_a_longer_appointment_cannot_begin_before_a_kept_time(agency, monday):
    hold(agency, starts_at=at(monday, 9, 15))
    with refused(Refusal.TAKEN):
        hold(agency, starts_at=at(monday, 9), key="other", topic="long_term_care")


def test_desks_are_used_evenly(monday):
    agency = AgencyFactory(open=True, desks=2)
    first = hold(agency, starts_at=at(monday, 9), key="1")
    second = hold(agency, starts_at=at(monday, 9, 15), key="2")
    third = hold(agency, starts_at=at(monday, 9, 15), key="3")
    assert first.desk_id == third.desk_id != second.desk_id
    with refused(Refusal.TAKEN):
        hold(agency, starts_at=at(monday, 9, 15), key="4")


def test_any_agency_means_one_that_has_the_time(agency, monday):
    other = AgencyFactory(open=True)
    assert hold(agency, other, starts_at=at(monday, 9), key="1").agency == agency
    assert hold(agency, other, starts_at=at(monday, 9), key="2").agency == other
    with refused(Refusal.TAKEN):
        hold(agency, other, starts_at=at(monday, 9), key="3")


def test_channels_have_desks_of_their_own(agency, monday):
    hold(agency, starts_at=at(monday, 8, 30), channel=ON_SITE, key="1")
    hold(agency, starts_at=at(monday, 8, 30), channel=VIDEO, key="2")


def test_choosing_another_time_gives_the_first_back(agency, monday):
    first = hold(agency, starts_at=at(monday, 9))
    second = hold(agency, starts_at=at(monday, 10))
    first.refresh_from_db()
    assert first.status == Status.EXPIRED
    assert holding.held_by("visitor") == second
    hold(agency, starts_at=at(monday, 9), key="other")


def test_choosing_the_same_time_again_keeps_it(agency, monday):
    hold(agency, starts_at=at(monday, 9))
    again = hold(agency, starts_at=at(monday, 9))
    assert holding.held_by("visitor") == again
    assert Appointment.objects.filter(status=Status.HELD).count() == 1


def test_the_first_time_is_kept_when_the_new_one_is_not_had(agency, monday):
    hold(agency, starts_at=at(monday, 10), key="other")
    first = hold(agency, starts_at=at(monday, 9))
    before = everything()
    with refused(Refusal.TAKEN):
        hold(agency, starts_at=at(monday, 10))
    assert everything() == before
    assert holding.held_by("visitor") == first


@pytest.mark.parametrize(
    ("hour", "minute", "reason"),
    [
        (8, 15, Refusal.OUTSIDE_HOURS),
        (11, 30, Refusal.OUTSIDE_HOURS),
        (9, 5, Refusal.NOT_ON_GRID),
        (10, 0, Refusal.CLOSURE),
    ],
)
def test_the_rules_hold_for_whoever_asks(agency, monday, hour, minute, reason):
    ClosureFactory(agency=agency, day=monday, from_time="10:00", until_time="11:00")
    with refused(reason):
        hold(agency, starts_at=at(monday, hour, minute))
    assert not Appointment.objects.exists()


def test_the_past_and_the_far_future_are_refused(agency, monday, stopped_clock):
    with refused(Refusal.PAST):
        hold(agency, starts_at=at(monday - timedelta(days=7), 9))
    with refused(Refusal.TOO_SOON):
        hold(agency, starts_at=at(monday - timedelta(days=7), 11))
    with refused(Refusal.TOO_FAR):
        hold(agency, starts_at=at(monday + timedelta(days=63), 9))
    with refused(Refusal.HOLIDAY):
        hold(agency, starts_at=at(monday.replace(month=4, day=6), 9))  # Easter Monday


def test_bills_are_not_reimbursed_by_video(agency, monday):
    with refused(Refusal.NO_VIDEO_FOR_REIMBURSEMENT):
        hold(agency, starts_at=at(monday, 9), topic="reimbursement", channel=VIDEO)


def test_more_time_can_be_had_twice(agency, monday, stopped_clock):
    held = hold(agency, starts_at=at(monday, 9))
    for _ in range(2):
        stopped_clock.advance(minutes=9)
        extended = holding.extend(hold_key="visitor")
        assert extended.pk == held.pk
        assert extended.hold_expires_at == stopped_clock.moment + timedelta(minutes=10)
    stopped_clock.advance(minutes=1)
    with refused(Refusal.NO_MORE_EXTENSIONS):
        holding.extend(hold_key="visitor")


def test_asking_for_more_time_at_once_costs_nothing(agency, monday):
    held = hold(agency, starts_at=at(monday, 9))
    for _ in range(5):
        assert holding.extend(hold_key="visitor").hold_expires_at == held.hold_expires_at
    held.refresh_from_db()
    assert held.hold_extensions == 0


def test_limits_are_those_of_the_staff(agency, monday, stopped_clock):
    BookingPolicy.objects.create(pk=1, hold_minutes=3, hold_extensions=0)
    held = hold(agency, starts_at=at(monday, 9))
    assert held.hold_expires_at == stopped_clock.moment + timedelta(minutes=3)
    stopped_clock.advance(minutes=1)
    with refused(Refusal.NO_MORE_EXTENSIONS):
        holding.extend(hold_key="visitor")


def test_what_is_over_can_be_extended_while_nobody_else_has_it(agency, monday, stopped_clock):
    hold(agency, starts_at=at(monday, 9))
    stopped_clock.advance(minutes=11)
    assert holding.extend(hold_key="visitor").hold_expires_at > stopped_clock.moment
    with refused(Refusal.TAKEN):
        hold(agency, starts_at=at(monday, 9), key="other")


def test_what_somebody_else_has_cannot_be_extended(agency, monday, stopped_clock):
    hold(agency, starts_at=at(monday, 9))
    stopped_clock.advance(minutes=10)
    hold(agency, starts_at=at(monday, 9), key="other")
    with refused(Refusal.HOLD_EXPIRED):
        holding.extend(hold_key="visitor")
    with refused(Refusal.HOLD_EXPIRED):
        holding.extend(hold_key="never seen")


def test_a_released_time_is_free_at_once(agency, monday):
    hold(agency, starts_at=at(monday, 9))
    holding.release(hold_key="visitor")
    holding.release(hold_key="visitor")
    assert holding.held_by("visitor") is None
    hold(agency, starts_at=at(monday, 9), key="other")


def test_an_expired_time_is_free_without_waiting_for_the_beat(agency, monday, stopped_clock):
    first = hold(agency, starts_at=at(monday, 9))
    stopped_clock.advance(minutes=9, seconds=59)
    with refused(Refusal.TAKEN):
        hold(agency, starts_at=at(monday, 9), key="other")
    stopped_clock.advance(seconds=1)
    hold(agency, starts_at=at(monday, 9), key="other")
    first.refresh_from_db()
    assert first.status == Status.EXPIRED


def test_the_beat_releases_what_is_over_and_nothing_else(agency, monday, stopped_clock):
    over = hold(agency, starts_at=at(monday, 9), key="1")
    stopped_clock.advance(minutes=5)
    kept = hold(agency, starts_at=at(monday, 10), key="2")
    stopped_clock.advance(minutes=5)
    assert holding.release_expired() == 1
    assert holding.release_expired() == 0
    over.refresh_from_db()
    kept.refresh_from_db()
    assert (over.status, kept.status) == (Status.EXPIRED, Status.HELD)
    assert over.hold_expires_at is None


def test_a_full_queue_for_a_day_says_so(agency, monday, monkeypatch):
    from django.db import OperationalError

    def no_lock(*args, **kwargs):
        raise OperationalError("canceling statement due to lock timeout")

    monkeypatch.setattr("appointments.services.holding.lock_days", no_lock)
    with refused(Refusal.BUSY):
        hold(agency, starts_at=at(monday, 9))


def test_a_hold_whose_end_was_written_down_is_kept_anew_while_it_is_free(
    agency, monday, stopped_clock
):
    hold(agency, starts_at=at(monday, 9))
    stopped_clock.advance(minutes=11)
    assert holding.release_expired() == 1
    again = holding.extend(hold_key="visitor")
    assert (again.status, again.starts_at) == (Status.HELD, at(monday, 9))
    assert again.hold_expires_at == stopped_clock.moment + timedelta(minutes=10)


def test_a_hold_whose_end_was_written_down_is_gone_when_somebody_has_it(
    agency, monday, stopped_clock
):
    hold(agency, starts_at=at(monday, 9))
    stopped_clock.advance(minutes=11)
    holding.release_expired()
    hold(agency, starts_at=at(monday, 9), key="faster")
    with refused(Refusal.HOLD_EXPIRED):
        holding.extend(hold_key="visitor")
