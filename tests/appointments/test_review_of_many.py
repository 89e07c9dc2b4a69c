"""Fifteen thousand appointments: the review and the question before a change ask little."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from appointments.models import Agency, Appointment, Conflict, Desk
from appointments.selectors import plans
from appointments.services import reviewing
from cns_portal import clock
from cns_portal.inbox.models import Email
from cns_portal.procedures.models import Procedure
from tests.factories import AgencyFactory, ClosureFactory, at, open_weekly, working_day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers")]

MANY = 15_000


@pytest.fixture
def many():
    """Five agencies with ten desks, booked out for the next weeks."""
    desks = []
    for _ in range(5):
        agency = AgencyFactory(desks=10, video_desks=0)
        open_weekly(agency, "on_site")
        desks += Desk.objects.filter(agency=agency)
    starts = []
    day = clock.today()
    while len(starts) * len(desks) < MANY:
        day = working_day(after=day)
        starts += [
            at(day, hour, minute) for hour in (9, 10, 13, 14, 15) for minute in (0, 15, 30, 45)
        ]
    now = clock.now()
    places = [(desk, start) for start in starts for desk in desks][:MANY]
    procedures = Procedure.objects.bulk_create(
        [
            Procedure(
                kind="appointment", reference=f"{n // 10_000:04d}-{n % 10_000:04d}", language="en",
                phase="decided", current_state="confirmed", created_at=now, updated_at=now,
            )
            for n in range(len(places))
        ],
        batch_size=2000,
    )  # fmt: skip
    quarter = timedelta(minutes=15)
    Appointment.objects.bulk_create(
        [
            Appointment(
                procedure=procedure, agency_id=desk.agency_id, desk=desk, topic="information",
                channel="on_site", starts_at=start, ends_at=start + quarter,
                occupied_until=start + quarter, status="confirmed", person_key=key,
                consented_at=now, requested_at=now, decided_at=now,
            )
            for key, (procedure, (desk, start)) in enumerate(
                zip(procedures, places, strict=True), 1
            )
        ],
        batch_size=2000,
    )  # fmt: skip
    assert Appointment.objects.count() == MANY
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself, a minute later
    return Agency.objects.order_by("pk")


def test_fifteen_thousand_are_reviewed_with_few_questions(many, django_assert_max_num_queries):
    first = many[0]

    def nothing_to_find():
        return reviewing.review_bookings(everything=True)

    def question_before_a_change():
        before = plans.snapshot(now=clock.now())
        ClosureFactory(agency=first, day=working_day(after=clock.today(), count=2))
        return plans.touched_since(before, now=clock.now())

    def all_of_an_agency():
        first.opening_hours.update(valid_until=F("valid_from"))
        return reviewing.review_bookings()

    assert nothing_to_find().found == 0
    assert len(question_before_a_change()) >= 200
    with django_assert_max_num_queries(60):
        reviewed = all_of_an_agency()
    assert (reviewed.found, reviewed.told) == (MANY // 5, 1)
    assert Conflict.objects.filter(told_at__isnull=False).count() == MANY // 5
    mail = Email.objects.get(recipient=first.email)
    assert len(mail.html_body) < 1_000_000
