"""The call display: numbers and desks of this agency and this day, and nothing else."""

import json
from datetime import timedelta

import pytest
from django.db import connection

from appointments.choices import DeviceKind
from appointments.models import Visit
from appointments.presenters.display import shown
from appointments.selectors.arrivals import SHOWN_CALLS, Call, calls
from cns_portal.kernel import civil_time
from tests.appointments.entrance import AtTheDevice, address
from tests.factories import (
    AgencyFactory,
    AppointmentFactory,
    DeskFactory,
    VisitFactory,
    at,
    visitor,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def display(agency, stopped_clock):
    return AtTheDevice(agency, DeviceKind.DISPLAY)


@pytest.fixture
def called(agency, stopped_clock):
    """Somebody called so many seconds ago; another one each time."""
    number = iter(range(1, 1000))

    def called(ago: int = 0, *, status: str = "called", desk="Desk 3", **columns) -> Visit:
        count = next(number)
        at_agency = columns.pop("agency", agency)
        start = stopped_clock.moment + timedelta(minutes=15 * count)
        appointment = AppointmentFactory(
            agency=at_agency,
            starts_at=columns.pop("starts_at", start),
            applicant=visitor(last_name="Quillfeather"),
            **{status: True},
        )
        place, _created = at_agency.desks.get_or_create(name=desk, channel="on_site")
        return VisitFactory(
            appointment=appointment,
            ticket=columns.pop("ticket", count),
            called_at=stopped_clock.moment - timedelta(seconds=ago),
            desk=place,
            **columns,
        )

    return called


def tickets(display) -> list[int]:
    answer = display.client.get(address(display.agency, "calls.json"))
    return [call["ticket"] for call in json.loads(answer.content)["calls"]]


def test_the_last_call_comes_first_and_a_few_stay(display, called):
    for ago in range(SHOWN_CALLS + 3):
        called(ago * 60)
    assert tickets(display) == [1, 2, 3, 4, 5]


def test_who_is_served_stays_and_who_is_gone_goes(display, called):
    called(status="called")
    called(10, status="started")
    called(20, status="completed")
    called(30, status="missed")
    called(40, status="checked_in")
    assert tickets(display) == [1, 2]


def test_who_waits_is_not_shown(display, agency, stopped_clock):
    start = stopped_clock.moment + timedelta(minutes=15)
    VisitFactory(appointment=AppointmentFactory(agency=agency, starts_at=start, checked_in=True))
    assert tickets(display) == []


def test_other_agencies_and_other_days_are_not_shown(display, called, stopped_clock):
    called(agency=AgencyFactory(open=True))
    yesterday = civil_time.day_of(stopped_clock.moment) - timedelta(days=3)
    called(starts_at=at(yesterday, 10))
    called(5)
    assert tickets(display) == [3]


def test_a_second_call_of_the_same_ticket_is_news(display, called, stopped_clock):
    visit = called(60)
    called(30)
    assert tickets(display) == [2, 1]
    stopped_clock.advance(seconds=1)
    Visit.objects.filter(pk=visit.pk).update(called_at=stopped_clock.moment)
    assert tickets(display) == [1, 2]


def test_only_numbers_and_desks_leave_the_house(display, called):
    called()
    for end in ("calls.json", "display/"):
        text = display.client.get(address(display.agency, end)).content.decode()
        for secret in ("Quillfeather", "nformation", "@"):
            assert secret not in text
    answer = display.client.get(address(display.agency, "calls.json"))
    assert json.loads(answer.content)["calls"] == [
        {"ticket": 1, "desk": "3", "numbered": True, "at": "2026-03-02T09:00:00+00:00"}
    ]


@pytest.mark.parametrize(
    ("name", "desk", "numbered"),
    [
        ("Desk 3", "3", True),
        ("Guichet 12", "12", True),
        ("Reception", "Reception", False),
        ("3rd floor", "3rd floor", False),
    ],
)
def test_a_desks_number_is_enough(name, desk, numbered, stopped_clock):
    call = shown(Call(7, name, stopped_clock.moment))
    assert (call["desk"], call["numbered"]) == (desk, numbered)


def test_nothing_new_is_answered_without_a_body(display, called, stopped_clock):
    called()
    path = address(display.agency, "calls.json")
    first = display.client.get(path)
    again = display.client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    stopped_clock.advance(seconds=1)
    called()
    news = display.client.get(path, headers={"If-None-Match": first["ETag"]})
    assert news.status_code == 200
    assert news["ETag"] != first["ETag"]


def test_asking_each_second_is_cheap(display, called, django_assert_num_queries):
    """The agency, the device, the calls; the last one over the index made for it."""
    for _person in range(10):
        called()
    display.client.get(address(display.agency, "calls.json"))
    with django_assert_num_queries(3):
        display.client.get(address(display.agency, "calls.json"))


def test_the_calls_of_a_day_are_found_by_their_index(agency, called):
    called()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        day = Visit.objects.get().day
        cursor.execute(
            "EXPLAIN SELECT ticket FROM appointments_visit WHERE agency_id = %s AND day = %s"
            " AND called_at IS NOT NULL ORDER BY called_at DESC LIMIT 5",
            [agency.pk, day],
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "visit_called_last" in plan


def test_the_page_works_without_scripts(display, called):
    page = address(display.agency, "display/")
    empty = display.client.get(page).content.decode()
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in empty
    assert '<div class="nobody" data-nobody>' in empty
    called(60, desk="Desk 4")
    called(desk="Desk 12")
    html = display.client.get(page).content.decode()
    assert "<strong data-ticket>2</strong>" in html
    assert "<strong data-desk>12</strong>" in html
    assert '<div class="nobody" data-nobody hidden>' in html
    assert "<strong>1</strong>" in html


def test_a_desk_out_of_a_strange_name_is_only_text(display, called):
    DeskFactory(agency=display.agency, name="<b>Info</b>")
    called(desk="<b>Info</b>")
    html = display.client.get(address(display.agency, "display/")).content.decode()
    assert "&lt;b&gt;Info" in html


def test_the_query_tells_calls_of_the_agency(agency, called, django_assert_num_queries):
    visit = called(desk="Desk 9")
    with django_assert_num_queries(1):
        found = calls(agency, day=visit.day)
    assert found == [Call(1, "Desk 9", visit.called_at)]
