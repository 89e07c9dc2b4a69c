"""`appointments/slots.json`: the contract, field by field, and the same answer as the page."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments.choices import Refusal
from appointments.selectors import free_times
from appointments.services.acting import By
from appointments.services.agents import book_for
from tests.appointments.visitors import Visitor
from tests.factories import (
    AccountFactory,
    AgencyFactory,
    AppointmentFactory,
    ClosureFactory,
    at,
    visitor,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers")]

ADDRESS = "/appointments/slots.json"
USUAL = {"topic": "information", "channel": "on_site"}


@pytest.fixture
def agency():
    return AgencyFactory(open=True, slug="wiltz", desks=2)


@pytest.fixture
def ask(client):
    def ask(**query):
        asked = {**USUAL, **query}
        return client.get(
            ADDRESS, {name: value for name, value in asked.items() if value is not None}
        )

    return ask


# -- the contract -----------------------------------------------------------------------------


def test_the_answer_has_exactly_the_agreed_fields(ask, agency):
    response = ask(agency="wiltz", **{"from": "2026-03-04", "days": "1"})
    assert response["Content-Type"] == "application/json"
    answer = response.json()
    assert set(answer) == {"slots", "next_free"}
    assert len(answer["slots"]) == 24
    assert answer["slots"][0] == {
        "agency": "wiltz",
        "starts_at": "2026-03-04T08:30:00+01:00",
        "ends_at": "2026-03-04T08:45:00+01:00",
        "free": 2,
    }
    assert answer["next_free"] == {
        "agency": "wiltz",
        "starts_at": "2026-03-02T13:00:00+01:00",
        "ends_at": "2026-03-02T13:15:00+01:00",
    }


def test_it_has_no_language_and_needs_no_session(client, agency):
    response = client.get(ADDRESS, USUAL)
    assert response.status_code == 200
    assert not response.cookies


def test_without_days_it_answers_for_one_day_from_today(ask, agency):
    days = {slot["starts_at"][:10] for slot in ask().json()["slots"]}
    assert days == {"2026-03-02"}


def test_without_an_agency_it_answers_for_all(ask, agency):
    other = AgencyFactory(open=True, slug="remich", desks=1)
    slots = ask(**{"from": "2026-03-04"}).json()["slots"]
    assert {(slot["agency"], slot["free"]) for slot in slots} == {("wiltz", 2), (other.slug, 1)}


def test_the_next_free_time_is_the_earliest_of_those_asked_for(ask, agency):
    ClosureFactory(agency=agency, day=date(2026, 3, 2))
    AgencyFactory(open=True, slug="remich", desks=1)
    assert ask().json()["next_free"]["agency"] == "remich"
    only = ask(agency="wiltz").json()["next_free"]
    assert only["starts_at"] == "2026-03-03T08:30:00+01:00"


def test_nothing_free_is_null_and_an_empty_list(ask):
    AgencyFactory(slug="shut")
    assert ask(agency="shut", days="60").json() == {"slots": [], "next_free": None}


def test_the_next_free_time_may_lie_after_the_days_asked_for(ask, agency):
    answer = ask(**{"from": "2026-03-07"}).json()
    assert answer["slots"] == []
    assert answer["next_free"]["starts_at"] == "2026-03-02T13:00:00+01:00"


def test_days_that_are_over_or_too_far_have_no_times(ask, agency):
    assert ask(**{"from": "2019-01-01"}).json()["slots"] == []
    assert ask(**{"from": "2999-12-31", "days": "60"}).json()["slots"] == []
    both = ask(**{"from": "2026-02-27", "days": "5"}).json()["slots"]
    assert {slot["starts_at"][:10] for slot in both} == {"2026-03-02", "2026-03-03"}


def test_summer_time_changes_the_offset(ask, agency):
    slots = ask(**{"from": "2026-03-27", "days": "4"}).json()["slots"]
    offsets = {slot["starts_at"][:10]: slot["starts_at"][-6:] for slot in slots}
    assert offsets == {"2026-03-27": "+01:00", "2026-03-30": "+02:00"}


def test_holidays_and_closures_have_no_times(ask, agency):
    ClosureFactory(agency=agency, day=date(2026, 4, 7), morning=True)
    slots = ask(**{"from": "2026-04-06", "days": "2"}).json()["slots"]
    assert min(slot["starts_at"] for slot in slots) == "2026-04-07T13:00:00+02:00"


# -- wrong parameters -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"topic": None}, Refusal.NOT_OFFERED.label),
        ({"topic": "weather"}, Refusal.NOT_OFFERED.label),
        ({"topic": "information\0"}, Refusal.NOT_OFFERED.label),
        ({"channel": None}, Refusal.NOT_OFFERED.label),
        ({"channel": "letter"}, Refusal.NOT_OFFERED.label),
        ({"topic": "reimbursement", "channel": "video"}, Refusal.NO_VIDEO_FOR_REIMBURSEMENT.label),
        ({"agency": "atlantis"}, Refusal.AGENCY_UNKNOWN.label),
        ({"agency": "wiltz\0"}, Refusal.AGENCY_UNKNOWN.label),
        ({"agency": "' OR 1=1 --"}, Refusal.AGENCY_UNKNOWN.label),
        ({"from": ""}, "from: a day as YYYY-MM-DD."),
        ({"from": "tomorrow"}, "from: a day as YYYY-MM-DD."),
        ({"from": "2026-02-30"}, "from: a day as YYYY-MM-DD."),
        ({"from": "20260304"}, "from: a day as YYYY-MM-DD."),
        ({"from": "2026-W10-1"}, "from: a day as YYYY-MM-DD."),
        ({"from": "9999-12-31"}, "from: a day as YYYY-MM-DD."),
        ({"days": ""}, "days: a number from 1 to 60."),
        ({"days": "0"}, "days: a number from 1 to 60."),
        ({"days": "61"}, "days: a number from 1 to 60."),
        ({"days": "-1"}, "days: a number from 1 to 60."),
        ({"days": "1.5"}, "days: a number from 1 to 60."),
        ({"days": "٣"}, "days: a number from 1 to 60."),
        ({"days": "9" * 5000}, "days: a number from 1 to 60."),
    ],
)
def test_a_wrong_parameter_gets_a_sentence(ask, agency, query, sentence):
    response = ask(**query)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/json"
    assert response.json() == {"error": sentence}


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_it_only_answers_questions(client, agency, method):
    assert getattr(client, method)(ADDRESS).status_code == 405


def test_head_is_answered_like_get(client, agency):
    response = client.head(ADDRESS, USUAL)
    assert (response.status_code, response.content) == (200, b"")


# -- the same answer as the page --------------------------------------------------------------


def on_the_page(visitor, day: str) -> list[str]:
    page = visitor.see("time", day=day, all="1").content.decode()
    return sorted(re.findall(r'name="slot"[^>]* value="([^"]+)"', page))


def as_values(slots: list[dict], *, with_agency: bool = True) -> list[str]:
    def value(slot: dict) -> str:
        moment = datetime.fromisoformat(slot["starts_at"]).astimezone(tz=None)
        utc = moment.astimezone(tz=datetime.fromisoformat("2026-01-01T00:00:00+00:00").tzinfo)
        return f"{slot['agency'] if with_agency else ''}@{utc:%Y-%m-%dT%H:%MZ}"

    return sorted({value(slot) for slot in slots})


@pytest.mark.parametrize("day", ["2026-03-02", "2026-03-04", "2026-03-30"])
@pytest.mark.parametrize("which", ["one", "any", "video"])
def test_page_and_json_say_the_same(ask, agency, day, which):
    other = AgencyFactory(open=True, slug="remich")
    for _ in range(3):
        AppointmentFactory(agency=other)
    AppointmentFactory(agency=other, video=True, starts_at=at(date(2026, 3, 4), 9, 30))
    AppointmentFactory(agency=agency, held=True, starts_at=at(date(2026, 3, 4), 10))
    channel = "video" if which == "video" else "on_site"
    journey = Visitor(agency if which == "one" else None, channel=channel).arrive("time")
    slots = ask(
        agency="wiltz" if which == "one" else None, channel=channel, **{"from": day}
    ).json()["slots"]
    assert on_the_page(journey, day) == as_values(slots, with_agency=which != "video")


def test_every_listed_time_can_be_booked_and_none_that_is_not_listed(ask, agency):
    """Three starts around each listed one are tried, through the same verb that agents use."""
    for desk in agency.desks.filter(channel="on_site"):
        AppointmentFactory(agency=agency, starts_at=at(date(2026, 3, 4), 9), desk=desk)
    listed = {
        datetime.fromisoformat(slot["starts_at"])
        for slot in ask(**{"from": "2026-03-04"}).json()["slots"]
    }
    assert at(date(2026, 3, 4), 9) not in listed
    journey = Visitor(agency).arrive("time")
    moment, end = at(date(2026, 3, 4), 8), at(date(2026, 3, 4), 12)
    while moment < end:
        journey.starts_at = moment
        answer = journey.answer("time")
        assert (answer.status_code == 302) == (moment in listed), moment
        moment += timedelta(minutes=15)


def test_a_booking_is_seen_at_once(ask, agency):
    day = {"from": "2026-03-04", "agency": "wiltz"}
    assert ask(**day).json()["slots"][0]["free"] == 2
    for left in (1, 0):
        book_for(
            topic="information",
            channel="on_site",
            agency_ids=[agency.pk],
            starts_at=at(date(2026, 3, 4), 8, 30),
            applicant=visitor(),
            language="en",
            by=By.agent(AccountFactory(agent=True)),
        )
        first = ask(**day).json()["slots"][0]
        if left:
            assert first["free"] == left
        else:
            assert first["starts_at"] == "2026-03-04T08:45:00+01:00"


def test_an_expired_hold_is_free_again_without_anybody_sweeping(ask, agency, stopped_clock):
    day = {"from": "2026-03-04", "agency": "wiltz"}
    Visitor(agency, starts_at=at(date(2026, 3, 4), 8, 30)).arrive("details")
    assert ask(**day).json()["slots"][0]["free"] == 1
    stopped_clock.advance(minutes=10)
    assert ask(**day).json()["slots"][0]["free"] == 2


# -- what it costs ----------------------------------------------------------------------------


@pytest.mark.parametrize("agencies", [1, 16])
@pytest.mark.parametrize(("memory", "most"), [("empty", 11), ("one booking old", 9)])
def test_the_number_of_queries_is_the_same_for_any_days_and_bookings(
    client, agencies, memory, most
):
    made = [AgencyFactory(open=True) for _ in range(agencies)]
    counts = set()
    for busy in (0, 30):
        for _ in range(busy):
            AppointmentFactory(agency=made[0])
        for days in ("1", "28", "60"):
            query = {**USUAL, "from": "2026-03-04", "days": days}
            client.get(ADDRESS, query)
            if memory == "empty":
                free_times.forget_everything()
            else:
                AppointmentFactory(agency=made[0], held=True)
            with CaptureQueriesContext(connection) as asked:
                client.get(ADDRESS, query)
            counts.add(len(asked))
    assert len(counts) == 1
    assert counts.pop() <= most
