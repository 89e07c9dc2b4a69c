"""Figures against a slow count, and against days whose story is told step by step."""

from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appointments.choices import CancelledBefore, CancelledBy, Status
from appointments.models import Agency, Appointment
from appointments.rules import figures as rules
from appointments.rules.figures import Period
from appointments.selectors import figures, offers
from appointments.selectors.free_times import forget_everything, next_free
from appointments.services import agents, cancelling, moving
from appointments.services.acting import SYSTEM, By
from appointments.services.arriving import arrive
from appointments.services.changing import change, locked
from cns_portal import clock
from cns_portal.kernel import civil_time
from cns_portal.procedures.models import Procedure, ProcedureEvent
from tests import factories
from tests.factories import (
    AccountFactory,
    AgencyFactory,
    AppointmentFactory,
    ClosureFactory,
    at,
    open_weekly,
)

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 3, 9)
SUNDAY = MONDAY + timedelta(days=6)
WEEK = Period(MONDAY, SUNDAY)
KINDS = [
    ("information", "on_site"), ("reimbursement", "on_site"), ("long_term_care", "video"),
]  # fmt: skip


def report(*agencies, period=WEEK):
    return figures.report(agencies or list(Agency.objects.all()), period, now=clock.now())


def line(found, agency, topic="information", channel="on_site"):
    return next(
        row.figures
        for row in found.rows
        if (row.agency, row.topic, row.channel) == (agency, topic, channel)
    )


def quarter(number):
    """The quarter of an hour of this number after nine o'clock on Monday."""
    return at(MONDAY, 9) + timedelta(minutes=15 * number)


# -- the same as a slow count ----------------------------------------------------------------------

STEPS = ("checked_in", "called", "started", "completed", "missed", "confirmed")
steps = st.tuples(st.sampled_from(STEPS), st.sampled_from([-1500, -70, -20, 0, 0, 5, 30, 1500]))
sent = st.sampled_from([status for status in Status if status not in {"held", "expired"}])
fates = st.fixed_dictionaries(
    {
        "agency": st.integers(0, 1),
        "kind": st.sampled_from(KINDS),
        "day": st.sampled_from([-1, 0, 0, 1, 6, 7]),
        "hour": st.sampled_from([0, 9, 23]),
        "status": sent,
        "steps": st.lists(steps, max_size=7),
        "by": st.sampled_from(["person", "agent", "system", "link"]),
        "reason": st.booleans(),
        "before": st.sampled_from([-10, 10, 59, 60, 61, 300, 1000, 1500, 4000, 9000, 10100, 12000]),
    }
)


@pytest.fixture
def two_agencies(db):
    factories.offers()
    return [AgencyFactory(open=True), AgencyFactory(open=True, desks=2)]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(told=st.lists(fates, max_size=12))
def test_the_figures_are_those_of_a_slow_count(two_agencies, told):
    with transaction.atomic():
        account = AccountFactory(agent=True)
        for number, fate in enumerate(told):
            write_down(two_agencies, number, fate, account)
        found = report(*two_agencies)
        slow = slowly(two_agencies)
        for row in (*found.rows, *found.of_agencies, *found.of_topics, found.total):
            key = (row.agency and row.agency.pk, row.topic, row.channel)
            counted = row.figures
            assert counted.statuses == slow.statuses[key], key
            assert counted.cancelled == slow.cancelled[key], key
            outcomes = (
                counted.kept, counted.missed, counted.given_up,
                counted.moved, counted.refused, counted.unsettled,
            )  # fmt: skip
            assert counted.booked == sum(outcomes)
            assert counted.given_up == counted.cancelled.total()
            assert spread(counted.times.waited) == slow_spread(slow.waited[key]), key
            assert spread(counted.times.served) == slow_spread(slow.served[key]), key
        assert found.total.figures.booked == sum(row.figures.booked for row in found.rows)
        transaction.set_rollback(True)


def write_down(agencies, number, fate, account):
    """An appointment with a history that no service would write: figures count what is there."""
    agency = agencies[fate["agency"]]
    topic, channel = fate["kind"]
    start = at(MONDAY + timedelta(days=fate["day"]), fate["hour"], 0)
    procedure = Procedure.objects.create(
        reference=f"{number:09d}", kind="appointment", language="en", phase="decided",
        current_state=fate["status"], created_at=start, updated_at=start,
    )  # fmt: skip
    events = [
        (f"appointment.{what}", start + timedelta(minutes=minutes), "system", "")
        for what, minutes in fate["steps"]
    ]
    gone = fate["status"] == Status.CANCELLED
    if gone:
        left = start - timedelta(minutes=fate["before"])
        reason = "Illness." if fate["reason"] else ""
        events.append(("appointment.cancelled", left, fate["by"], reason))
    ProcedureEvent.objects.bulk_create(
        ProcedureEvent(
            procedure=procedure, at=when, phase="decided", state="any", what=what,
            actor_kind=kind, actor=account if kind == "agent" else None, reason=reason,
        )
        for what, when, kind, reason in events
    )  # fmt: skip
    Appointment.objects.create(
        agency=agency,
        # Of its own, so that any number of them may be at the same time.
        desk=factories.DeskFactory(agency=agency, channel=channel, active=False),
        topic=topic,
        channel=channel,
        status=fate["status"],
        procedure=procedure,
        starts_at=start,
        ends_at=start + timedelta(minutes=15),
        occupied_until=start + timedelta(minutes=15),
        person_key=number,
        requested_at=start,
        consented_at=start,
        cancelled_at=left if gone else None,
    )


class Slow:
    """Everything once more, one appointment after the other."""

    def __init__(self):
        self.statuses, self.cancelled = defaultdict(Counter), defaultdict(Counter)
        self.waited, self.served = defaultdict(list), defaultdict(list)


def slowly(agencies):
    slow = Slow()
    for one in Appointment.objects.filter(agency__in=agencies).select_related("procedure"):
        day = civil_time.day_of(one.starts_at)
        if not MONDAY <= day <= SUNDAY:
            continue
        whole = (one.agency_id, one.topic, one.channel)
        keys = (whole, (one.agency_id, None, None), (None, *whole[1:]), (None, None, None))
        events = list(one.procedure.events.order_by("at"))
        today = [event for event in events if civil_time.day_of(event.at) == day]
        for key in keys:
            slow.statuses[key][one.status] += 1
        if one.status == "cancelled":
            (event,) = [event for event in events if event.what == "appointment.cancelled"]
            for key in keys:
                slow.cancelled[key][who(event), how_long(one, event)] += 1
        if one.status == "moved":
            continue
        for times, ends, begins in (
            (slow.waited, ("called", "started"), "checked_in"),
            (slow.served, ("completed",), "started"),
        ):
            end = next((e.at for e in today if e.what.split(".")[1] in ends), None)
            begun = [e.at for e in today if e.what == f"appointment.{begins}" and e.at <= end] \
                if end else []  # fmt: skip
            if begun:
                for key in keys:
                    times[key].append((end - max(begun)).total_seconds())
    return slow


def who(event):
    if event.actor_kind == "system":
        return CancelledBy.PORTAL
    staff = event.actor_kind == "agent" or (event.actor_kind == "link" and event.reason)
    return CancelledBy.STAFF if staff else CancelledBy.PERSON


def how_long(one, event):
    if one.starts_at - event.at < timedelta(hours=1):
        return CancelledBefore.AN_HOUR
    days = (civil_time.day_of(one.starts_at) - civil_time.day_of(event.at)).days
    names = ["same_day", *["two_days"] * 2, *["a_week"] * 5]
    return CancelledBefore(names[days] if days < 8 else "earlier")


def spread(found):
    if found is None:
        return None
    times = (found.median.total_seconds(), found.ninetieth.total_seconds())
    return found.cases, *(round(time, 3) for time in times)


def slow_spread(seconds):
    """Between the two nearest, as percentile_cont does it."""
    if not seconds:
        return None
    ordered = sorted(seconds)

    def part(share):
        place = share * (len(ordered) - 1)
        low = int(place)
        high = min(low + 1, len(ordered) - 1)
        return round(ordered[low] + (ordered[high] - ordered[low]) * (place - low), 3)

    return len(ordered), part(0.5), part(0.9)


# -- a day told by the services --------------------------------------------------------------------


@pytest.fixture
def clara():
    return By.agent(AccountFactory(agent=True))


def step(appointment, status, by):
    with transaction.atomic():
        change(locked(appointment.pk), Status(status), by=by, what=f"appointment.{status}")


def test_a_visit_is_timed_by_its_history(stopped_clock, offers, agency, clara):
    """Too early, called in vain once, called again, served: waiting ends with the first call."""
    stopped_clock.moment = at(MONDAY, 8)
    for minutes in range(5):
        appointment = AppointmentFactory(
            agency=agency, starts_at=at(MONDAY, 9 + minutes), desk=agency.desks.first()
        )
        stopped_clock.moment = appointment.starts_at - timedelta(minutes=10)
        arrive(appointment.pk, by=SYSTEM)
        stopped_clock.advance(minutes=10 + minutes)
        step(appointment, "called", clara)
        stopped_clock.advance(minutes=1)
        step(appointment, "started", clara)
        stopped_clock.advance(minutes=12)
        step(appointment, "completed", clara)
    counted = line(report(), agency)
    assert counted.kept == 5
    assert (counted.waited.cases, counted.waited.median) == (5, timedelta(minutes=12))
    assert counted.waited.ninetieth == timedelta(minutes=13, seconds=36)
    assert (counted.served.median, counted.served.ninetieth) == (timedelta(minutes=12),) * 2


def test_times_of_few_are_not_shown(stopped_clock, offers, agency, clara):
    stopped_clock.moment = at(MONDAY, 9)
    for number in range(rules.FEWEST_CASES):
        counted = line(report(), agency)
        assert counted.waited is None, number
        appointment = AppointmentFactory(agency=agency, starts_at=quarter(number))
        arrive(appointment.pk, by=SYSTEM)
        step(appointment, "called", clara)
    assert line(report(), agency).waited.cases == rules.FEWEST_CASES


def test_an_arrival_that_was_taken_back_does_not_lengthen_the_wait(
    stopped_clock, offers, agency, clara
):
    stopped_clock.moment = at(MONDAY, 9)
    appointment = AppointmentFactory(agency=agency, starts_at=at(MONDAY, 11))
    arrive(appointment.pk, by=clara)
    step(appointment, "confirmed", clara)
    stopped_clock.moment = at(MONDAY, 11)
    arrive(appointment.pk, by=SYSTEM)
    stopped_clock.advance(minutes=3)
    step(appointment, "started", clara)
    assert line(report(), agency).times.waited.median == timedelta(minutes=3)


def test_what_is_finished_tomorrow_served_nobody_all_night(stopped_clock, offers, agency, clara):
    stopped_clock.moment = at(MONDAY, 10)
    appointment = AppointmentFactory(agency=agency, starts_at=at(MONDAY, 10))
    arrive(appointment.pk, by=SYSTEM)
    step(appointment, "started", clara)
    stopped_clock.advance(hours=23)
    step(appointment, "completed", clara)
    times = line(report(), agency).times
    assert times.waited.median == timedelta(0)
    assert times.served is None


def test_every_way_to_give_up_is_told_apart(stopped_clock, offers, agency, clara):
    hands = [By.person(AccountFactory()), By.visitor(), By.link(), clara, By.link(), SYSTEM]
    appointments = [
        AppointmentFactory(agency=agency, starts_at=at(MONDAY, 9, 15 * number))
        for number in range(4)
    ] + [AppointmentFactory(agency=agency, starts_at=at(MONDAY, 10, 15 * n)) for n in range(2)]
    stopped_clock.moment = at(MONDAY, 7)
    for appointment, by in zip(appointments[:3], hands, strict=False):
        cancelling.cancel(appointment.pk, by=by)
    for appointment, by in zip(appointments[3:5], hands[3:], strict=False):
        cancelling.cancel_by_staff(appointment.pk, by=by, reason="Illness.")
    cancelling.cancel(appointments[5].pk, by=SYSTEM)
    counted = line(report(), agency)
    by_whom = Counter()
    for (by, before), number in counted.cancelled.items():
        assert before == CancelledBefore.SAME_DAY
        by_whom[by] += number
    assert by_whom == {"person": 3, "staff": 2, "portal": 1}


def test_a_move_counts_on_both_days(stopped_clock, offers, agency, clara):
    """The time given up as moved, the new one by what becomes of it."""
    appointment = AppointmentFactory(agency=agency, starts_at=at(MONDAY, 9))
    moving.move(
        appointment.pk, agency_ids=[agency.pk], starts_at=at(MONDAY, 9, 15), by=clara, reason="Ill."
    )
    counted = line(report(), agency)
    assert (counted.booked, counted.moved, counted.unsettled, counted.given_up) == (2, 1, 1, 0)


def test_a_kept_time_that_was_never_sent_is_no_booking(stopped_clock, offers, agency):
    AppointmentFactory(agency=agency, held=True, starts_at=at(MONDAY, 9))
    AppointmentFactory(agency=agency, expired=True, starts_at=at(MONDAY, 9, 15))
    assert line(report(), agency).booked == 0


def test_a_missed_and_a_completed_one(stopped_clock, offers, agency, clara):
    first, second = (AppointmentFactory(agency=agency, starts_at=at(MONDAY, h)) for h in (9, 10))
    stopped_clock.moment = at(MONDAY, 11)
    agents.record_outcome(first.pk, Status.MISSED, by=clara)
    agents.record_outcome(second.pk, Status.COMPLETED, by=clara)
    counted = line(report(), agency)
    assert (counted.booked, counted.kept, counted.missed) == (2, 1, 1)
    assert counted.times == (None, None)


# -- places and the next free time ----------------------------------------------------------------


def test_offered_is_what_an_empty_week_would_take(stopped_clock, offers, agency):
    """Six hours a day at one desk; a closure and topics of other lengths."""
    ClosureFactory(agency=agency, day=MONDAY, morning=True)
    AppointmentFactory(agency=agency, starts_at=at(MONDAY, 14))
    found = report(agency)
    assert line(found, agency).offered == 5 * 24 - 12
    assert line(found, agency, "long_term_care").offered == 5 * 12 - 6
    assert line(found, agency, "long_term_care", "video").offered == 5 * 12 - 6
    assert found.total.figures.offered is None
    assert [row.figures.offered for row in found.of_agencies] == [None]


def test_places_of_a_topic_are_added_up_over_agencies(stopped_clock, two_agencies):
    found = report()
    (information,) = [
        row for row in found.of_topics if (row.topic, row.channel) == ("information", "on_site")
    ]
    assert information.figures.offered == 120 + 240


def test_what_is_no_longer_offered_is_still_counted(stopped_clock, offers, agency):
    AppointmentFactory(agency=agency, starts_at=at(MONDAY, 9))
    offers["information", "on_site"].delete()
    counted = line(report(), agency)
    assert (counted.offered, counted.booked, counted.days_to_next_free) == (0, 1, None)


def test_the_next_free_time_is_that_of_the_public(stopped_clock, offers, two_agencies):
    ClosureFactory(agency=two_agencies[0], day=date(2026, 3, 2))
    ClosureFactory(agency=two_agencies[0], day=date(2026, 3, 3))
    found = report()
    days = {row.agency: row.figures.days_to_next_free for row in found.rows if row.topic != "x"}
    assert days == {two_agencies[0]: 2, two_agencies[1]: 0}
    assert found.total.figures.days_to_next_free == 0
    offer = selected_offer()
    assert civil_time.day_of(
        next_free(offer=offer, agency_ids=[two_agencies[0].pk], now=clock.now())[two_agencies[0].pk]
    ) == date(2026, 3, 4)


def selected_offer():
    return offers.offer_for("information", "on_site")


def test_an_agency_that_takes_no_appointments_has_no_next_time(stopped_clock, offers, agency):
    agency.active = False
    agency.save()
    assert line(report(), agency).next_free_on is None


# -- the number of queries ------------------------------------------------------------------------


def test_the_number_of_queries_depends_on_nothing(stopped_clock, offers):
    """Three for what happened, eight for hours, the rest for the next free times."""
    few, many = AgencyFactory(open=True), [AgencyFactory(open=True, desks=3) for _ in range(4)]
    asked = [number_of_queries([few], Period(MONDAY, MONDAY))]
    for agency in many:
        open_weekly(agency, weekdays=range(5, 7))
        for number in range(6):
            AppointmentFactory(agency=agency, completed=True, starts_at=quarter(number))
    asked.append(number_of_queries(many, Period(MONDAY, MONDAY + timedelta(days=300))))
    assert asked[0] == asked[1] <= 45, asked


def number_of_queries(agencies, period) -> int:
    forget_everything()
    with CaptureQueriesContext(connection) as captured:
        figures.report(agencies, period, now=clock.now())
    return len(captured)
