"""What the database refuses about the day: each promise of its tables, broken once."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model

from appointments.models import DeskShift, EarlierOffer, Reminder, VideoSignal, Visit
from cns_portal import clock
from tests.factories import (
    AppointmentFactory,
    ConflictFactory,
    DeskFactory,
    DeviceFactory,
    EarlierOfferFactory,
    EarlierWishFactory,
    FreedTimeFactory,
    VideoCallFactory,
    VisitFactory,
)

pytestmark = pytest.mark.django_db


def account(name: str):
    return get_user_model().objects.create_user(name)


def test_a_ticket_is_given_once_a_day(breaks):
    visit = VisitFactory()
    other = AppointmentFactory(agency=visit.agency, checked_in=True)
    with breaks("visit_ticket_once_a_day"):
        VisitFactory(appointment=other, ticket=visit.ticket)
    VisitFactory(appointment=other, ticket=visit.ticket + 1)


def test_tickets_begin_at_one(breaks):
    with breaks("visit_tickets_begin_at_one"):
        VisitFactory(ticket=0)


def test_nobody_is_called_without_a_desk(breaks):
    visit = VisitFactory()
    with breaks("visit_called_to_a_desk"):
        Visit.objects.filter(pk=visit.pk).update(called_at=clock.now())
    with breaks("visit_called_to_a_desk"):
        Visit.objects.filter(pk=visit.pk).update(desk=visit.appointment.desk)


def test_one_agent_sits_at_a_desk(breaks):
    shift = DeskShift.objects.create(desk=DeskFactory(), agent=account("first"))
    with breaks("desk_shift_one_agent_per_desk"):
        DeskShift.objects.create(desk=shift.desk, agent=account("second"))


def test_an_agent_sits_at_one_desk(breaks):
    shift = DeskShift.objects.create(desk=DeskFactory(), agent=account("first"))
    with breaks("desk_shift_one_desk_per_agent"):
        DeskShift.objects.create(desk=DeskFactory(), agent=shift.agent)
    shift.ended_at = clock.now()
    shift.save()
    DeskShift.objects.create(desk=DeskFactory(), agent=shift.agent)


def test_a_shift_ends_after_it_began(breaks):
    with breaks("desk_shift_ends_after_it_begins"):
        DeskShift.objects.create(
            desk=DeskFactory(),
            agent=account("first"),
            ended_at=clock.now() - timedelta(minutes=1),
        )


def test_a_device_is_a_terminal_or_a_display(breaks):
    with breaks("device_kind_is_known"):
        DeviceFactory(kind="toaster")


def test_of_a_devices_token_only_the_hash_is_kept(breaks):
    with breaks("device_token_is_a_hash"):
        DeviceFactory(token_hash="the token itself")


def test_a_freed_time_has_a_length(breaks):
    freed = FreedTimeFactory()
    with breaks("freed_time_ends_after_it_starts"):
        FreedTimeFactory(agency=freed.agency, starts_at=freed.starts_at, ends_at=freed.starts_at)


def test_one_asks_for_something_earlier_once(breaks):
    wish = EarlierWishFactory()
    with breaks("earlier_wish_once_per_request"):
        EarlierWishFactory(procedure=wish.procedure)
    wish.stopped_at = clock.now()
    wish.save()
    EarlierWishFactory(procedure=wish.procedure)


def test_an_offer_is_open_or_over(breaks):
    with breaks("earlier_offer_state_is_known"):
        EarlierOfferFactory(state="maybe", closed_at=clock.now())
    with breaks("earlier_offer_open_iff_not_closed"):
        EarlierOfferFactory(closed_at=clock.now())


def test_an_open_offer_keeps_a_time(breaks):
    offer = EarlierOfferFactory()
    with breaks("earlier_offer_open_keeps_a_time"):
        EarlierOffer.objects.filter(pk=offer.pk).update(held=None)


def test_at_most_one_offer_a_day_reaches_a_person(breaks):
    offer = EarlierOfferFactory(state="declined", closed_at=clock.now())
    with breaks("earlier_offer_one_a_day_per_wish"):
        EarlierOfferFactory(wish=offer.wish)


def test_the_same_time_is_offered_to_a_person_once(breaks):
    offer = EarlierOfferFactory(state="expired", closed_at=clock.now())
    with breaks("earlier_offer_once_per_wish_and_time"):
        EarlierOfferFactory(
            wish=offer.wish,
            freed_time=offer.freed_time,
            held=AppointmentFactory(held=True),
            day=offer.day + timedelta(days=1),
        )


def test_a_freed_time_is_offered_to_one_person_at_a_time(breaks):
    offer = EarlierOfferFactory()
    with breaks("earlier_offer_to_one_person_at_a_time"):
        EarlierOfferFactory(freed_time=offer.freed_time, held=AppointmentFactory(held=True))


def test_a_reminder_is_posted_once(breaks):
    appointment = AppointmentFactory()
    Reminder.objects.create(appointment=appointment, kind="two_days")
    with breaks("reminder_once_per_kind"):
        Reminder.objects.create(appointment=appointment, kind="two_days")
    with breaks("reminder_kind_is_known"):
        Reminder.objects.create(appointment=appointment, kind="yesterday")


def test_an_appointment_has_one_open_conflict(breaks):
    conflict = ConflictFactory()
    with breaks("conflict_one_open_per_appointment"):
        ConflictFactory(appointment=conflict.appointment)
    ConflictFactory(appointment=conflict.appointment, state="kept", closed_at=clock.now())


def test_a_conflict_is_open_or_decided(breaks):
    with breaks("conflict_state_is_known"):
        ConflictFactory(state="maybe", closed_at=clock.now())
    with breaks("conflict_open_iff_not_closed"):
        ConflictFactory(state="moved")


def test_a_room_cannot_be_guessed(breaks):
    with breaks("video_call_room_has_128_bits"):
        VideoCallFactory(room="monday-morning")


def test_a_call_ends_after_somebody_was_admitted(breaks):
    with breaks("video_call_ends_after_admission"):
        VideoCallFactory(ended_at=clock.now())


def test_a_signal_comes_from_one_of_the_two(breaks):
    call = VideoCallFactory()
    with breaks("video_signal_sender_is_known"):
        VideoSignal.objects.create(call=call, sender="nobody", session="1", content={})
