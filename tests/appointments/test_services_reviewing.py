"""The review after a change of the plan and every night: found once, told once, settled."""

import re
from datetime import time

import pytest
from django.conf import settings as django_settings

from appointments.choices import ConflictState, Refusal, Status
from appointments.models import (
    Agency,
    Appointment,
    CalendarVersion,
    Closure,
    Conflict,
    Desk,
    SpecialOpening,
    TopicOffer,
)
from appointments.services import cancelling, deciding, moving, reviewing
from appointments.services.acting import By
from appointments.tasks import review_bookings
from cns_portal import inbox, procedures
from cns_portal.inbox.models import Email
from cns_portal.kernel.refusal import Refused
from tests.factories import (
    AccountFactory,
    AgencyFactory,
    AppointmentFactory,
    ClosureFactory,
    ConflictFactory,
    DeskFactory,
    at,
    visitor,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers", "in_step")]


@pytest.fixture
def booked(agency, monday):
    return AppointmentFactory(agency=agency, starts_at=at(monday, 9))


@pytest.fixture
def clara(agency):
    return By.agent(AccountFactory(agent=True, agencies=[agency]))


def mails(agency):
    return list(Email.objects.filter(recipient=agency.email).order_by("pk"))


def review():
    return reviewing.review_bookings(everything=True)


# -- what is found ------------------------------------------------------------------------------


def close(appointment, day):
    ClosureFactory(agency=appointment.agency, day=day, reason="Training")


CHANGES = {
    "closure": (close, Refusal.CLOSURE),
    "closure of all": (lambda one, day: ClosureFactory(agency=None, day=day), Refusal.CLOSURE),
    "hours": (
        lambda one, day: one.agency.opening_hours.filter(opens_at=time(8, 30)).delete(),
        Refusal.OUTSIDE_HOURS,
    ),
    "special hours": (
        lambda one, day: SpecialOpening.objects.create(
            agency=one.agency, channel="on_site", day=day, opens_at=time(13), closes_at=time(16)
        ),
        Refusal.OUTSIDE_HOURS,
    ),
    "desk": (
        lambda one, day: Desk.objects.filter(pk=one.desk_id).update(active=False),
        Refusal.DESK_OUT,
    ),
    "fewer desks": (
        lambda one, day: one.agency.opening_hours.update(desks=0),
        Refusal.DESK_NOT_SERVED,
    ),
    "order of desks": (
        lambda one, day: (
            DeskFactory(agency=one.agency, position=0),
            one.agency.opening_hours.update(desks=1),
        ),
        Refusal.DESK_NOT_SERVED,
    ),
    "topic": (
        lambda one, day: TopicOffer.objects.filter(topic=one.topic).update(active=False),
        Refusal.NOT_OFFERED,
    ),
    "agency": (
        lambda one, day: Agency.objects.filter(pk=one.agency_id).update(active=False),
        Refusal.AGENCY_UNKNOWN,
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_found_by_its_rule_and_told(booked, monday, change):
    act, refusal = CHANGES[change]
    act(booked, monday)
    review_bookings()
    conflict = Conflict.objects.get()
    assert (conflict.appointment, conflict.desk, conflict.refusal) == (
        booked, booked.desk, refusal,
    )  # fmt: skip
    assert conflict.told_at is not None
    assert len(mails(booked.agency)) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda offer: {"slot_minutes": 240},
        lambda offer: {"notice_minutes": 60 * 24 * 30},
        lambda offer: {"horizon_days": 0},
        lambda offer: {"buffer_minutes": 60},
    ],
)
def test_length_notice_and_horizon_stay_as_they_were_agreed(booked, change):
    TopicOffer.objects.update(**change(None))
    review_bookings()
    assert not Conflict.objects.exists()


def test_a_public_holiday_speaks_for_itself(agency):
    from datetime import date

    row = AppointmentFactory(agency=agency, starts_at=at(date(2026, 4, 6), 9))  # Easter Monday
    review()
    assert Conflict.objects.get().refusal == Refusal.HOLIDAY
    (mail,) = mails(agency)
    assert "Easter Monday" in mail.text_body
    assert row.procedure.reference in mail.text_body


@pytest.mark.parametrize("situation", ["cancelled", "refused", "held", "checked_in", "completed"])
def test_only_what_is_open_and_to_come_is_reviewed(agency, monday, situation):
    AppointmentFactory(agency=agency, starts_at=at(monday, 9), **{situation: True})
    close(Appointment.objects.get(), monday)
    review()
    assert not Conflict.objects.exists()


# -- when ---------------------------------------------------------------------------------------


def test_after_a_change_once_and_then_not_before_the_next(
    booked, monday, django_assert_max_num_queries
):
    review_bookings()
    with django_assert_max_num_queries(4) as idle:
        review_bookings()
    assert not any("openinghours" in query["sql"] for query in idle.captured_queries)
    close(booked, monday)
    assert CalendarVersion.objects.get().version != CalendarVersion.objects.get().reviewed
    review_bookings()
    counter = CalendarVersion.objects.get()
    assert counter.version == counter.reviewed
    assert Conflict.objects.count() == 1


def test_every_night_whatever_was_changed(booked, monday):
    review_bookings()
    ConflictFactory(appointment=booked)  # nothing speaks against it
    review_bookings()
    assert Conflict.objects.get().state == ConflictState.OPEN
    review_bookings(everything=True)
    assert Conflict.objects.get().state == ConflictState.SETTLED


def test_the_beat_runs_it_each_minute_and_at_night():
    schedule = django_settings.CELERY_BEAT_SCHEDULE
    minute, night = schedule["review bookings"], schedule["review bookings at night"]
    assert minute["task"] == night["task"] == review_bookings.name == reviewing.REVIEW_TASK
    assert minute["schedule"] == 60.0
    assert night["kwargs"] == {"everything": True}
    assert night["schedule"].hour == {3}


def test_a_change_during_the_review_is_looked_at_again(booked, monday, monkeypatch):
    real = reviewing._check_all

    def changed_meanwhile():
        found = real()
        close(booked, monday)
        return found

    monkeypatch.setattr(reviewing, "_check_all", changed_meanwhile)
    review_bookings()
    assert not Conflict.objects.exists()
    monkeypatch.setattr(reviewing, "_check_all", real)
    review_bookings()
    assert Conflict.objects.count() == 1


# -- once ---------------------------------------------------------------------------------------


def test_found_and_told_once_however_often_it_is_looked_at(booked, monday):
    close(booked, monday)
    for _ in range(3):
        review()
    assert Conflict.objects.count() == 1
    assert len(mails(booked.agency)) == 1


def test_one_e_mail_for_all_of_an_agency_and_one_for_each_agency(agency, monday):
    for minutes in (0, 15, 30):
        AppointmentFactory(agency=agency, starts_at=at(monday, 9, minutes))
    other = AppointmentFactory(agency=AgencyFactory(open=True), starts_at=at(monday, 9))
    ClosureFactory(agency=None, day=monday)
    review()
    assert [len(mails(one)) for one in (agency, other.agency)] == [1, 1]
    assert mails(agency)[0].subject == "3 appointments no longer fit the hours of your agency"


def test_what_comes_later_is_told_alone(booked, agency, monday):
    close(booked, monday)
    review()
    later = AppointmentFactory(agency=agency, starts_at=at(monday, 14))
    review()
    first, second = mails(agency)
    assert booked.procedure.reference in first.text_body
    assert later.procedure.reference in second.text_body
    assert booked.procedure.reference not in second.text_body


def test_killed_before_the_e_mail_it_is_told_by_the_next_run(booked, monday, monkeypatch):
    close(booked, monday)

    def killed(**words):
        raise KeyboardInterrupt

    real = inbox.post_email
    monkeypatch.setattr(inbox, "post_email", killed)
    with pytest.raises(KeyboardInterrupt):
        review_bookings()
    assert Conflict.objects.get().told_at is None
    assert mails(booked.agency) == []
    monkeypatch.setattr(inbox, "post_email", real)
    review_bookings()  # also when nothing has been changed since
    assert len(mails(booked.agency)) == 1


def test_killed_between_the_posting_and_the_mark_neither_is_there(booked, monday, monkeypatch):
    close(booked, monday)
    real = inbox.post_email

    def posts_and_dies(**words):
        real(**words)
        raise KeyboardInterrupt

    monkeypatch.setattr(inbox, "post_email", posts_and_dies)
    with pytest.raises(KeyboardInterrupt):
        review_bookings()
    assert mails(booked.agency) == []
    monkeypatch.setattr(inbox, "post_email", real)
    review_bookings()
    assert len(mails(booked.agency)) == 1


def test_an_agency_without_an_address_is_not_told_and_nothing_breaks(booked, monday):
    Agency.objects.update(email="")
    close(booked, monday)
    review()
    assert Conflict.objects.get().told_at is None
    Agency.objects.update(email="now@agencies.example")
    review_bookings()
    assert Email.objects.filter(recipient="now@agencies.example").count() == 1


# -- settled, kept, decided otherwise -----------------------------------------------------------


def test_what_fits_again_is_settled_and_flagged_anew_later(booked, monday):
    close(booked, monday)
    review()
    Closure.objects.all().delete()
    review()
    assert Conflict.objects.get().state == ConflictState.SETTLED
    close(booked, monday)
    review()
    assert list(Conflict.objects.order_by("pk").values_list("state", flat=True)) == [
        ConflictState.SETTLED,
        ConflictState.OPEN,
    ]


def test_kept_is_not_flagged_again_for_the_same_rule_but_for_another(booked, monday, clara):
    close(booked, monday)
    review()
    reviewing.keep(booked.pk, by=clara)
    review()
    kept = Conflict.objects.get()
    assert (kept.state, kept.closed_by) == (ConflictState.KEPT, clara.actor)
    event = list(procedures.history(booked.procedure))[-1]
    assert (event.what, event.public, event.actor) == ("appointment.kept", False, clara.actor)
    TopicOffer.objects.update(active=False)
    review()
    assert Conflict.objects.get(state=ConflictState.OPEN).refusal == Refusal.NOT_OFFERED


def test_another_rule_that_speaks_against_it_is_said_without_telling_again(booked, monday):
    close(booked, monday)
    review()
    TopicOffer.objects.update(active=False)
    review()
    assert Conflict.objects.get().refusal == Refusal.NOT_OFFERED
    assert len(mails(booked.agency)) == 1


def test_nothing_is_kept_twice_or_without_a_conflict(booked, monday, clara):
    for _ in range(2):
        with pytest.raises(Refused, match="nothing_to_decide"):
            reviewing.keep(booked.pk, by=clara)
    close(booked, monday)
    review()
    cancelling.cancel(booked.pk, by=By.visitor())
    with pytest.raises(Refused, match="not_open"):
        reviewing.keep(booked.pk, by=clara)


@pytest.mark.parametrize(
    ("deed", "state"),
    [
        (lambda one, by: cancelling.cancel(one.pk, by=By.visitor()), ConflictState.CANCELLED),
        (
            lambda one, by: moving.move(
                one.pk,
                agency_ids=[one.agency_id],
                starts_at=one.starts_at.replace(day=10),
                by=by,
            ),
            ConflictState.MOVED,
        ),
    ],
)
def test_whatever_ends_the_appointment_decides_the_conflict(booked, monday, clara, deed, state):
    close(booked, monday)
    review()
    deed(booked, clara)
    conflict = Conflict.objects.get()
    assert conflict.state == state
    assert conflict.closed_at is not None


def test_a_refused_request_is_no_longer_in_conflict(agency, monday, clara):
    row = AppointmentFactory(agency=agency, starts_at=at(monday, 9), left_to_agent=True)
    close(row, monday)
    review()
    deciding.refuse(row.pk, by=clara, reason="We are closed.")
    assert Conflict.objects.get().state == ConflictState.SETTLED


# -- the e-mail ---------------------------------------------------------------------------------


def test_the_e_mail_names_neither_person_nor_topic_but_desk_day_and_reference(agency, monday):
    person = visitor(first_name="Xavierine", last_name="Quuxford", phone="+352 691 987 654")
    rows = [
        AppointmentFactory(agency=agency, starts_at=at(monday, 9), applicant=person),
        AppointmentFactory(agency=agency, starts_at=at(monday, 14), video=True),
    ]
    ClosureFactory(agency=agency, day=monday, reason="Training")
    review()
    (mail,) = mails(agency)
    for body in (mail.text_body, mail.html_body):
        for row in rows:
            assert row.procedure.reference in body
            assert row.desk.name in body
        assert "Monday 9 March 2026" in body
        assert "Training" in body
        for secret in ("Xavierine", "Quuxford", "691", "Information", "reimbursement"):
            assert secret not in body, secret
    # A link for each appointment and for each desk's day, in both forms of the e-mail.
    in_text = set(re.findall(r"/a/(\S+?)/", mail.text_body))
    assert len(in_text) == 4
    assert set(re.findall(r"/a/(\S+?)/", mail.html_body)) == in_text


def test_a_long_list_is_cut_and_no_day_is_left_out(agency, monday, monkeypatch):
    from appointments.notices import outside

    monkeypatch.setattr(outside, "MOST_LISTED", 2)
    for hour in (9, 10, 11, 14):
        AppointmentFactory(agency=agency, starts_at=at(monday, hour))
    AppointmentFactory(agency=agency, starts_at=at(monday.replace(day=10), 9))
    agency.opening_hours.all().delete()
    review()
    (mail,) = mails(agency)
    assert "and 2 more" in mail.text_body
    assert "Tuesday 10 March 2026" in mail.text_body
    assert len(set(re.findall(r"/a/(\S+?)/", mail.text_body))) == 4  # two days, two appointments


# -- what it costs ------------------------------------------------------------------------------


def test_the_review_asks_the_same_number_of_queries_however_much_there_is(
    agency, monday, django_assert_num_queries, django_assert_max_num_queries
):
    from datetime import timedelta

    from appointments.selectors import plans
    from cns_portal import clock

    def look():
        list(plans.bookings_to_come(now=clock.now()))
        plans.snapshot(now=clock.now())

    AppointmentFactory(agency=agency, starts_at=at(monday, 9))
    with django_assert_max_num_queries(14) as few:
        look()
    for _ in range(3):
        other = AgencyFactory(open=True)
        for days in range(3):
            AppointmentFactory(agency=other, starts_at=at(monday + timedelta(days=days), 10))
    with django_assert_num_queries(len(few.captured_queries)):
        look()


def test_status_of_the_appointment_is_untouched(booked, monday):
    close(booked, monday)
    review()
    booked.refresh_from_db()
    assert booked.status == Status.CONFIRMED
