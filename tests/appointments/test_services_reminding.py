"""Reminders: who gets which, once, in their language, and only while it is right."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments import tasks
from appointments.choices import ReminderKind, Status
from appointments.models import Appointment, Reminder
from appointments.rules.reminders import due_at
from appointments.selectors.reminders import to_remind
from appointments.services import cancelling, moving, reminding
from appointments.services.acting import By
from cns_portal import clock
from cns_portal.inbox.models import Email, Message
from cns_portal.inbox.tasks import deliver
from tests import factories
from tests.factories import AppointmentFactory, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers")]

TWO_DAYS, TWO_HOURS = ReminderKind.TWO_DAYS, ReminderKind.TWO_HOURS
FRIDAY = date(2026, 3, 6)


@pytest.fixture
def booked(agency):
    """An appointment on Friday, booked on the Monday before."""

    def make(**columns):
        return AppointmentFactory(**{"agency": agency, "starts_at": at(FRIDAY, 9)} | columns)

    return make


def remind_at(stopped_clock, moment):
    stopped_clock.moment = moment
    tasks.send_reminders()
    return list(Reminder.objects.order_by("pk").values_list("kind", flat=True))


def test_two_days_before(booked, stopped_clock):
    appointment = booked()
    wednesday = FRIDAY - timedelta(days=2)
    assert remind_at(stopped_clock, at(wednesday, 8, 59)) == []
    assert remind_at(stopped_clock, at(wednesday, 9)) == ["two_days"]
    reminder = Reminder.objects.get()
    assert (reminder.appointment, reminder.posted_at) == (appointment, at(wednesday, 9))
    email = Email.objects.get()
    assert email.subject == "Reminder of your appointment with the CNS"
    assert "Friday 6 March 2026, 9:00" in email.text_body
    assert appointment.agency.address in email.text_body
    assert appointment.procedure.reference in email.text_body
    assert "A valid identity document." in email.text_body
    assert "/a/" in email.text_body
    assert "/video/" not in email.text_body
    assert "Information" not in email.text_body + email.html_body


def test_never_twice(booked, stopped_clock):
    booked()
    for minutes in range(5):
        remind_at(stopped_clock, at(FRIDAY - timedelta(days=2), 9, minutes))
    assert Reminder.objects.count() == Email.objects.count() == 1


def test_a_video_call_has_a_second_one_with_the_way_in(booked, stopped_clock):
    booked(video=True)
    assert remind_at(stopped_clock, at(FRIDAY - timedelta(days=2), 9)) == ["two_days"]
    assert remind_at(stopped_clock, at(FRIDAY, 6, 59)) == ["two_days"]
    assert remind_at(stopped_clock, at(FRIDAY, 7)) == ["two_days", "two_hours"]
    first, second = Email.objects.order_by("pk")
    assert first.idempotency_key != second.idempotency_key
    assert "/video/" in second.text_body
    assert "quiet and private place" in second.text_body


def test_in_the_persons_language(booked, stopped_clock):
    booked(language="de")
    remind_at(stopped_clock, at(FRIDAY - timedelta(days=2), 9))
    email = Email.objects.get()
    assert email.language == "de"
    assert "März 2026" in email.text_body


def test_signed_in_a_message_and_an_email_that_says_nothing(booked, stopped_clock):
    booked(signed_in=True)
    remind_at(stopped_clock, at(FRIDAY - timedelta(days=2), 9))
    message, email = Message.objects.get(), Email.objects.get()
    assert "Friday 6 March 2026" in message.body
    assert email.announces == message
    assert "March" not in email.subject + email.text_body + email.html_body


@pytest.mark.parametrize(
    "columns",
    [
        {"created_at": at(date(2026, 3, 4), 9, 1)},
        {"requested_at": at(date(2026, 3, 4), 9, 1)},
        {"decided_at": at(date(2026, 3, 4), 9, 1)},
    ],
)
def test_never_for_a_booking_younger_than_that(booked, stopped_clock, columns):
    appointment = booked()
    Appointment.objects.filter(pk=appointment.pk).update(**columns)
    assert remind_at(stopped_clock, at(FRIDAY - timedelta(days=2), 9, 5)) == []
    assert remind_at(stopped_clock, at(FRIDAY - timedelta(days=1), 9)) == []


def test_a_moved_appointment_is_as_young_as_its_new_time(booked, stopped_clock, agency):
    appointment = booked()
    stopped_clock.moment = at(date(2026, 3, 3), 9)
    new = moving.move_own(
        appointment.pk, agency_ids=[agency.pk], starts_at=at(date(2026, 3, 5), 8, 30), by=By.link()
    )
    told = Email.objects.count()
    assert remind_at(stopped_clock, at(date(2026, 3, 3), 9, 5)) == []
    later = moving.move_own(
        new.pk, agency_ids=[agency.pk], starts_at=at(date(2026, 3, 10), 8, 30), by=By.link()
    )
    assert remind_at(stopped_clock, at(date(2026, 3, 8), 8, 30)) == ["two_days"]
    assert Reminder.objects.get().appointment == later
    assert Email.objects.count() > told


def test_a_moved_appointment_is_reminded_of_anew(booked, stopped_clock, agency):
    appointment = booked()
    remind_at(stopped_clock, at(FRIDAY - timedelta(days=2), 9))
    moving.move_own(
        appointment.pk, agency_ids=[agency.pk], starts_at=at(date(2026, 3, 13), 9), by=By.link()
    )
    assert remind_at(stopped_clock, at(date(2026, 3, 11), 9)) == ["two_days", "two_days"]


@pytest.mark.parametrize("status", ["requested", "checked_in", "cancelled", "refused", "missed"])
def test_only_what_is_confirmed(booked, stopped_clock, status):
    booked(status=Status(status), video=True)
    assert remind_at(stopped_clock, at(FRIDAY - timedelta(days=2), 9)) == []
    assert remind_at(stopped_clock, at(FRIDAY, 8)) == []


def test_a_worker_that_slept_reminds_while_it_helps(booked, stopped_clock):
    booked()
    assert remind_at(stopped_clock, at(FRIDAY - timedelta(days=1), 20, 59)) == ["two_days"]


def test_a_worker_that_slept_too_long_is_silent(booked, stopped_clock):
    booked(video=True)
    assert remind_at(stopped_clock, at(FRIDAY - timedelta(days=1), 21)) == []
    assert remind_at(stopped_clock, at(FRIDAY, 9)) == []


@pytest.mark.parametrize("day", [date(2026, 3, 30), date(2026, 10, 26)])
def test_across_the_change_of_the_clocks(agency, stopped_clock, day):
    """Monday's reminder goes out on Saturday at the time Monday's clock shows."""
    stopped_clock.moment = at(day - timedelta(days=7), 9)
    AppointmentFactory(agency=agency, starts_at=at(day, 9))
    saturday = day - timedelta(days=2)
    assert remind_at(stopped_clock, at(saturday, 8, 59)) == []
    assert remind_at(stopped_clock, at(saturday, 9)) == ["two_days"]
    assert "9:00" in Email.objects.get().text_body


def test_two_hours_before_across_the_change_of_the_clocks(agency, stopped_clock):
    """No office is open then, but hours are hours: 3:30 after the jump is 1:30 two hours before."""
    sunday = date(2026, 3, 29)
    stopped_clock.moment = at(date(2026, 3, 23), 9)
    AppointmentFactory(agency=agency, starts_at=at(sunday, 4, 30), video=True)
    remind_at(stopped_clock, at(sunday - timedelta(days=2), 4, 30))
    assert remind_at(stopped_clock, at(sunday, 1, 29)) == ["two_days"]
    assert remind_at(stopped_clock, at(sunday, 1, 30)) == ["two_days", "two_hours"]


def test_cancelled_between_posting_and_delivery(booked, stopped_clock, mailoutbox):
    appointment = booked()
    remind_at(stopped_clock, at(FRIDAY - timedelta(days=2), 9))
    cancelling.cancel(appointment.pk, by=By.link())
    deliver()
    assert Email.objects.get(idempotency_key__contains="reminder").status == "withdrawn"
    assert [letter.subject for letter in mailoutbox] == [
        "Your appointment with the CNS is cancelled",
        "Appointment cancelled at your agency",
    ]


def test_moved_between_posting_and_delivery(booked, stopped_clock, agency):
    appointment = booked(signed_in=True)
    remind_at(stopped_clock, at(FRIDAY - timedelta(days=2), 9))
    moving.move_own(
        appointment.pk, agency_ids=[agency.pk], starts_at=at(date(2026, 3, 13), 9), by=By.link()
    )
    deliver()
    reminder = Message.objects.get(idempotency_key__contains="reminder")
    assert reminder.status == "withdrawn"
    assert set(reminder.announcements.values_list("status", flat=True)) == {"withdrawn"}


def test_delivered_when_nothing_has_changed(booked, stopped_clock, mailoutbox):
    booked()
    remind_at(stopped_clock, at(FRIDAY - timedelta(days=2), 9))
    deliver()
    assert [letter.subject for letter in mailoutbox] == [
        "Reminder of your appointment with the CNS"
    ]


def test_a_mail_server_that_was_away_until_it_is_too_late(booked, stopped_clock, mailoutbox):
    booked()
    remind_at(stopped_clock, at(FRIDAY - timedelta(days=2), 9))
    stopped_clock.moment = at(FRIDAY, 8)
    deliver()
    assert (Email.objects.get().status, mailoutbox) == ("withdrawn", [])


def test_no_row_without_a_posting_and_no_posting_without_a_row(booked, stopped_clock, monkeypatch):
    booked()
    good = booked(starts_at=at(FRIDAY, 9, 15))
    tell = reminding.tell_person

    def breaks_once(appointment, *args, **words):
        if appointment.pk != good.pk:
            raise ZeroDivisionError
        tell(appointment, *args, **words)

    monkeypatch.setattr(reminding, "tell_person", breaks_once)
    remind_at(stopped_clock, at(FRIDAY - timedelta(days=2), 9, 20))
    assert Reminder.objects.get().appointment == good
    monkeypatch.undo()
    stopped_clock_now = at(FRIDAY - timedelta(days=2), 9, 21)
    monkeypatch.setattr("django.utils.timezone.now", lambda: stopped_clock_now)
    tasks.send_reminders()
    assert Reminder.objects.count() == Email.objects.count() == 2


def test_somebody_without_an_address_is_dealt_with_once(booked, stopped_clock):
    """Booked by phone, on paper: there is nobody to write to."""
    booked(applicant=factories.visitor(email=""))
    assert remind_at(stopped_clock, at(FRIDAY - timedelta(days=2), 9)) == ["two_days"]
    assert not Email.objects.exists()


def test_what_is_found_takes_one_query(booked, stopped_clock, django_assert_num_queries):
    for minute in (0, 15, 30, 45):
        booked(starts_at=at(FRIDAY, 9, minute))
    stopped_clock.moment = at(FRIDAY - timedelta(days=2), 10)
    for kind, count in ((TWO_DAYS, 4), (TWO_HOURS, 0)):
        with django_assert_num_queries(1):
            assert len(to_remind(kind, now=clock.now())) == count


def test_each_reminder_costs_the_same(booked, stopped_clock):
    first, second = booked(), booked(starts_at=at(FRIDAY, 9, 15))
    stopped_clock.moment = due_at(TWO_DAYS, second.starts_at)
    counts = []
    for appointment in (first, second):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            reminding.remind(appointment.pk, TWO_DAYS)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14


def test_what_is_left_when_the_time_is_up(booked, stopped_clock, woken):
    booked()
    stopped_clock.moment = at(FRIDAY - timedelta(days=2), 9)
    assert reminding.send_reminders(seconds=0)
    assert not Reminder.objects.exists()


@pytest.mark.parametrize("missing", [0, 10**9])
def test_a_reminder_of_what_is_no_longer_kept(missing):
    assert not reminding.is_still_due({"appointment": missing, "kind": "two_days"})


def test_the_index_finds_them_among_many(booked, agency, stopped_clock):
    """Thirty thousand appointments of the past are not read every minute."""
    booked()
    table, columns = Appointment._meta.db_table, "procedure_id, agency_id, desk_id, person_key"
    same = (
        "topic, channel, hold_key, hold_extensions, signed_in, for_another, question, language, "
        "consented_at, requested_at, created_at, revision"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {table} ({columns}, {same}, public_id, check_in_code, status,
                                 starts_at, ends_at, occupied_until)
            SELECT {columns}, {same}, gen_random_uuid(), md5(number::text), 'completed',
                   start, start + interval '15 minutes', start + interval '15 minutes'
            FROM {table}, (
                SELECT number, %s - number * interval '20 minutes' AS start
                FROM generate_series(1, 30000) AS number
            ) AS times
            """,
            [stopped_clock.moment],
        )
        cursor.execute(f"ANALYZE {table}")
    stopped_clock.moment = at(FRIDAY - timedelta(days=2), 9)
    with CaptureQueriesContext(connection) as queries:
        assert len(to_remind(TWO_DAYS, now=clock.now())) == 1
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + queries[0]["sql"])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert f"Seq Scan on {table}" not in plan, plan
    assert f"on {table}" in plan
