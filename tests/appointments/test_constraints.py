"""What the database refuses by itself: each promise of this room, broken once."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from appointments.choices import Channel, Role, Status, TopicCode
from appointments.models import (
    AgencyDay,
    Appointment,
    BookingPolicy,
    CalendarVersion,
    OpeningHours,
    Participant,
    TopicOffer,
)
from appointments.rules.states import OCCUPIES_THE_DESK
from cns_portal import clock
from tests.factories import (
    AgencyFactory,
    AppointmentFactory,
    ClosureFactory,
    DeskFactory,
    OpeningHoursFactory,
    SpecialOpeningFactory,
    TopicOfferFactory,
)

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def change(appointment, **columns):
    Appointment.objects.filter(pk=appointment.pk).update(**columns)


# -- appointments ----------------------------------------------------------------------------


def test_the_status_is_one_we_know(breaks):
    appointment = AppointmentFactory()
    with breaks("appointment_status_is_known"):
        change(appointment, status="forgotten")


@pytest.mark.parametrize("length", [timedelta(0), -MINUTE])
def test_an_appointment_ends_after_it_starts(breaks, length):
    appointment = AppointmentFactory(completed=True)
    with breaks("appointment_ends_after_it_starts"):
        change(appointment, ends_at=appointment.starts_at + length)


def test_the_desk_is_taken_to_the_end(breaks):
    appointment = AppointmentFactory()
    with breaks("appointment_desk_is_taken_to_its_end"):
        change(appointment, occupied_until=appointment.ends_at - MINUTE)


def test_medical_bills_are_never_reimbursed_by_video(breaks):
    appointment = AppointmentFactory(video=True)
    with breaks("appointment_never_reimburses_by_video"):
        change(appointment, topic=TopicCode.REIMBURSEMENT)


def test_what_is_held_expires_and_nothing_else_does(breaks):
    held, confirmed = AppointmentFactory(held=True), AppointmentFactory(confirmed=True)
    with breaks("appointment_held_iff_expiring"):
        change(held, hold_expires_at=None)
    with breaks("appointment_held_iff_expiring"):
        change(confirmed, hold_expires_at=clock.now())


@pytest.mark.parametrize("column", ["procedure", "requested_at", "consented_at", "person_key"])
@pytest.mark.parametrize("status", ["requested", "confirmed", "completed", "refused", "moved"])
def test_what_was_sent_has_its_procedure_consent_and_person(breaks, column, status):
    appointment = AppointmentFactory(**{status: True})
    with breaks("appointment_sent_has_a_procedure"):
        change(appointment, **{column: None})


def test_what_is_cancelled_says_when_and_nothing_else_does(breaks):
    cancelled, confirmed = AppointmentFactory(cancelled=True), AppointmentFactory()
    with breaks("appointment_cancelled_iff_dated"):
        change(cancelled, cancelled_at=None)
    with breaks("appointment_cancelled_iff_dated"):
        change(confirmed, cancelled_at=clock.now())


def test_a_procedure_has_one_open_appointment(breaks):
    first = AppointmentFactory()
    second = AppointmentFactory(agency=first.agency)
    with breaks("appointment_one_open_per_procedure"):
        change(second, procedure=first.procedure)
    change(first, status=Status.MOVED)
    change(second, procedure=first.procedure)


def test_a_visitor_holds_one_time(breaks):
    first = AppointmentFactory(held=True, hold_key="same")
    with breaks("appointment_one_hold_per_visitor"):
        AppointmentFactory(held=True, hold_key="same", agency=first.agency)
    change(first, status=Status.EXPIRED, hold_expires_at=None)
    AppointmentFactory(held=True, hold_key="same", agency=first.agency)


@pytest.mark.parametrize("first", sorted(OCCUPIES_THE_DESK))
@pytest.mark.parametrize("second", sorted(OCCUPIES_THE_DESK))
def test_a_desk_serves_one_person_at_a_time(breaks, first, second):
    taken = AppointmentFactory(status=first, minutes=30)
    with breaks("appointment_one_at_a_time_per_desk"):
        AppointmentFactory(status=second, desk=taken.desk, starts_at=taken.starts_at + 20 * MINUTE)


def test_the_agents_minutes_belong_to_the_desks_time(breaks):
    taken = AppointmentFactory(minutes=15, buffer=10)
    with breaks("appointment_one_at_a_time_per_desk"):
        AppointmentFactory(desk=taken.desk, starts_at=taken.ends_at)


def test_the_end_of_one_is_the_start_of_the_next():
    taken = AppointmentFactory(minutes=15, buffer=10)
    AppointmentFactory(desk=taken.desk, starts_at=taken.occupied_until)


@pytest.mark.parametrize("over", sorted(set(Status) - OCCUPIES_THE_DESK))
def test_what_is_over_leaves_its_time_to_others(over):
    gone = AppointmentFactory(status=over)
    AppointmentFactory(desk=gone.desk, starts_at=gone.starts_at)


def test_another_desk_is_another_place():
    taken = AppointmentFactory()
    AppointmentFactory(desk=DeskFactory(agency=taken.agency), starts_at=taken.starts_at)


@pytest.mark.parametrize("first", ["requested", "confirmed", "checked_in"])
def test_a_person_is_in_one_place_at_a_time(breaks, first):
    here = AppointmentFactory(status=first, minutes=30)
    with breaks("appointment_one_place_at_a_time_per_person"):
        AppointmentFactory(person_key=here.person_key, starts_at=here.starts_at + 20 * MINUTE)
    AppointmentFactory(person_key=here.person_key, starts_at=here.ends_at)


def test_the_agents_minutes_are_not_the_persons():
    here = AppointmentFactory(minutes=15, buffer=15)
    AppointmentFactory(person_key=here.person_key, starts_at=here.ends_at)


# -- people in appointments ------------------------------------------------------------------


def test_a_role_is_taken_once(breaks):
    appointment = AppointmentFactory()
    with breaks("participant_once_per_role"):
        Participant.objects.create(
            appointment=appointment,
            role=Role.APPLICANT,
            first_name="A",
            last_name="B",
            birth_date=date(1990, 1, 1),
        )


def test_a_person_is_known_by_matricule_or_date_of_birth(breaks):
    appointment = AppointmentFactory()
    with breaks("participant_matricule_or_birth_date"):
        Participant.objects.create(
            appointment=appointment, role=Role.CONCERNED, first_name="A", last_name="B"
        )


# -- agencies, hours, offers ------------------------------------------------------------------


def test_a_desk_serves_on_site_or_by_video(breaks):
    with breaks("desk_channel_is_known"):
        DeskFactory(channel="pigeon")


def test_the_name_of_a_desk_is_its_own(breaks):
    desk = DeskFactory(name="One")
    with breaks("desk_name_once_per_agency"):
        DeskFactory(agency=desk.agency, name="One")
    DeskFactory(agency=desk.agency, name="One", video=True)
    DeskFactory(name="One")


def test_a_week_has_seven_days(breaks):
    with breaks("opening_hours_weekday_is_known"):
        OpeningHoursFactory(weekday=7)


def test_hours_close_after_they_open(breaks):
    with breaks("opening_hours_close_after_they_open"):
        OpeningHoursFactory(opens_at=time(9), closes_at=time(9))


def test_hours_end_after_they_begin(breaks):
    with breaks("opening_hours_end_after_they_begin"):
        OpeningHoursFactory(valid_from=date(2026, 5, 2), valid_until=date(2026, 5, 1))
    OpeningHoursFactory(valid_from=date(2026, 5, 1), valid_until=date(2026, 5, 1))


OVERLAPPING = {"opens_at": time(11), "closes_at": time(12)}


@pytest.mark.parametrize(
    ("other", "overlaps"),
    [
        ({}, True),
        ({"valid_from": date(2026, 6, 30)}, True),  # the last day belongs to the first row
        ({"valid_from": date(2026, 7, 1)}, False),
        ({"valid_from": date(2019, 1, 1), "valid_until": date(2020, 1, 1)}, True),
        ({"valid_from": date(2019, 1, 1), "valid_until": date(2019, 12, 31)}, False),
        ({"weekday": 1}, False),
        ({"channel": Channel.VIDEO}, False),
        ({"opens_at": time(11, 29)}, True),
        ({"opens_at": time(11, 30)}, False),
    ],
)
def test_hours_of_a_weekday_do_not_overlap(breaks, other, overlaps):
    first = OpeningHoursFactory(valid_until=date(2026, 6, 30))
    columns = {"agency": first.agency, **OVERLAPPING, **other}
    if not overlaps:
        OpeningHoursFactory(**columns)
        return
    with breaks("opening_hours_do_not_overlap"):
        OpeningHoursFactory(**columns)


def test_hours_of_another_agency_are_its_own():
    OpeningHoursFactory()
    OpeningHoursFactory()


def test_a_form_says_that_hours_overlap():
    first = OpeningHoursFactory()
    row = OpeningHours(
        agency=first.agency,
        channel=Channel.ON_SITE,
        weekday=0,
        valid_from=date(2026, 1, 1),
        **OVERLAPPING,
    )
    with pytest.raises(ValidationError, match="overlap others of the same weekday"):
        row.full_clean()
    row.weekday = 1
    row.full_clean()
    first.full_clean()  # a row does not overlap itself


def test_a_special_opening_closes_after_it_opens(breaks):
    with breaks("special_opening_closes_after_it_opens"):
        SpecialOpeningFactory(opens_at=time(9), closes_at=time(8))


def test_a_closure_has_both_times_or_none(breaks):
    with breaks("closure_has_both_times_or_none"):
        ClosureFactory(from_time=time(9))
    with breaks("closure_has_both_times_or_none"):
        ClosureFactory(until_time=time(9))


def test_a_closure_ends_after_it_begins(breaks):
    with breaks("closure_ends_after_it_begins"):
        ClosureFactory(from_time=time(9), until_time=time(9))


def test_a_topic_is_offered_once_per_channel(breaks):
    TopicOfferFactory()
    with breaks("topic_offer_once_per_channel"):
        TopicOffer.objects.create(topic=TopicCode.INFORMATION, channel=Channel.ON_SITE)


def test_only_known_topics_are_offered(breaks):
    with breaks("topic_offer_topic_is_known"):
        TopicOfferFactory(topic="astrology")


def test_reimbursement_is_never_offered_by_video(breaks):
    with breaks("topic_offer_never_reimburses_by_video"):
        TopicOfferFactory(topic=TopicCode.REIMBURSEMENT, video=True)


@pytest.mark.parametrize("minutes", [0, 4, 241])
def test_an_appointment_takes_at_least_a_tick_and_at_most_half_a_working_day(breaks, minutes):
    with breaks("topic_offer_takes_whole_ticks"):
        TopicOfferFactory(slot_minutes=minutes)


def test_the_limits_are_one_row(breaks):
    BookingPolicy.objects.create(pk=1)
    with breaks("booking_policy_is_one_row"):
        BookingPolicy.objects.create(pk=2)


# -- numbers of what has changed ----------------------------------------------------------------


def test_a_day_is_counted_once(breaks):
    agency = AgencyFactory()
    AgencyDay.objects.create(agency=agency, day=date(2026, 3, 2), version=1)
    with breaks("agency_day_is_counted_once"):
        AgencyDay.objects.create(agency=agency, day=date(2026, 3, 2), version=2)


def test_the_calendar_is_counted_once(breaks):
    with breaks("calendar_version_is_one_row"):
        CalendarVersion.objects.create(pk=2, version=1)


def test_every_promise_of_the_tables_is_in_the_database():
    """Constraints that a migration forgot, or that Django does not know of."""
    from django.apps import apps

    models = apps.get_app_config("appointments").get_models()
    declared = {constraint.name for model in models for constraint in model._meta.constraints}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid::regclass::text LIKE 'appointments_%'"
            " UNION SELECT indexname FROM pg_indexes WHERE tablename LIKE 'appointments_%'"
        )
        present = {name for (name,) in cursor.fetchall()}
    assert declared <= present
