"""The person's page and both ends' questions: who may ask, what is refused, what it costs."""

import json
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains

from appointments.choices import Status
from appointments.forms.signals import MOST_BYTES
from appointments.models import VideoCall, VideoSignal
from appointments.notices import links
from appointments.services import moving
from appointments.services.acting import By
from cns_portal.web.permissions import HEADER
from tests.appointments.agents import LIST, agent_of, page, window_of
from tests.appointments.callers import *  # noqa: F403
from tests.appointments.calling import AGENT, HELLO, ask, body, linked, mine, offer, status_of
from tests.factories import (
    AgencyFactory,
    AppointmentFactory,
    InsuredPersonFactory,
    VideoCallFactory,
    at,
)

pytestmark = pytest.mark.django_db

JSON = "application/json"


# -- the person's page --------------------------------------------------------------------------


@pytest.mark.parametrize("door", [mine, linked])
def test_ready_is_said_by_post_and_seeing_the_page_changes_nothing(me, video, door):
    shown = me.get(door(video))
    assertContains(shown, "I am ready")
    assertContains(shown, 'data-stage="outside"')
    assert status_of(video) == Status.CONFIRMED
    assert me.post(door(video)).status_code == 302
    assert status_of(video) == Status.CHECKED_IN
    assertContains(me.get(door(video)), 'data-stage="waiting"')


@pytest.mark.parametrize("door", [mine, linked])
def test_a_script_is_answered_in_json(me, video, door):
    answer = me.post(door(video), headers={"accept": JSON})
    assert (answer.status_code, answer.json()) == (200, {})


@pytest.mark.parametrize("door", [mine, linked])
def test_too_early_is_a_sentence(me, video, stopped_clock, door):
    stopped_clock.moment = video.starts_at - timedelta(minutes=16)
    answer = me.post(door(video), headers={"accept": JSON})
    assert answer.status_code == 409
    assert answer.json() == {"error": "The waiting room is not open yet."}
    assert me.post(door(video)).status_code == 302
    assertContains(me.get(door(video)), "The waiting room opens today at")
    assert status_of(video) == Status.CONFIRMED


@pytest.mark.parametrize("door", [mine, linked])
def test_a_cancelled_call_says_so(me, agency, person, stopped_clock, door):
    gone = AppointmentFactory(
        agency=agency, person=person, video=True, cancelled=True, starts_at=stopped_clock.moment
    )
    assertContains(me.get(door(gone)), "This appointment is cancelled")
    answer = me.post(door(gone), headers={"accept": JSON})
    assert answer.json() == {"error": "This appointment is already over or cancelled."}
    assert ask(me, door(gone, "call_exchange"), HELLO).json()["stage"] == "closed"


@pytest.mark.parametrize("door", [mine, linked])
def test_an_old_address_leads_to_the_new_time(me, video, agent, offers, stopped_clock, door):
    day = stopped_clock.moment.date() + timedelta(days=1)
    by = By.agent(agent)
    moved = moving.move(video.pk, agency_ids=[video.agency_id], starts_at=at(day, 8, 30), by=by)
    assertContains(me.get(door(video)), "The waiting room opens on")
    stopped_clock.moment = moved.starts_at - timedelta(minutes=15)
    me.post(door(video))
    assert status_of(moved) == Status.CHECKED_IN


def test_a_visit_to_an_agency_has_neither_page_nor_questions(me, agency, person):
    visit = AppointmentFactory(agency=agency, person=person)
    for door in (mine, linked):
        assert me.get(door(visit)).status_code == 404
        assert me.post(door(visit)).status_code == 404
        assert ask(me, door(visit, "call_exchange")).status_code == 404


def test_the_page_works_without_scripts_and_offers_the_telephone(me, video):
    shown = me.get(mine(video))
    assertContains(shown, "A video call needs JavaScript")
    assertContains(shown, "(+352) 27 57 1")
    assertContains(shown, '<strong class="number">000</strong>')
    assertNotContains(shown, "621 000 000")


def test_camera_and_microphone_are_open_on_these_pages_alone(me, video, agent):
    window = window_of(agent)
    for client, address in ((me, mine(video)), (me, linked(video)), (window, page(video, "call"))):
        header = client.get(address)[HEADER]
        assert "camera=(self)" in header
        assert "microphone=(self)" in header
        assert "geolocation=()" in header
    for client, address in ((me, mine(video, "detail")), (window, page(video)), (window, LIST)):
        assert "camera=()" in client.get(address)[HEADER]


def test_a_waiting_room_named_by_a_staff_link_does_not_exist(client, video):
    staff = links.Purpose.STAFF
    assert client.get(linked(video, purpose=staff)).status_code == 404
    assert ask(client, linked(video, "call_exchange", staff)).status_code == 404


# -- the questions ------------------------------------------------------------------------------


def test_strangers_find_no_call(client, running):
    other = Client()
    other.force_login(InsuredPersonFactory(signs_in=True).account)
    elsewhere = window_of(agent_of(AgencyFactory(open=True)))
    before = VideoCall.objects.values().get()
    assert ask(client, mine(running, "call_exchange"), HELLO).status_code == 302
    assert ask(other, mine(running, "call_exchange"), HELLO).status_code == 404
    assert (
        ask(client, linked(running, "call_exchange")[:-20] + "x/video/exchange/").status_code == 404
    )
    for name in ("call_admit", "call_finish", "call_exchange"):
        assert ask(elsewhere, page(running, name), HELLO).status_code == 404
        assert ask(other, page(running, name), HELLO).status_code == 302
    assert elsewhere.get(page(running, "call")).status_code == 404
    assert VideoCall.objects.values().get() == before


def test_asking_by_get_is_not_possible(me, running, agent):
    assert me.get(mine(running, "call_exchange")).status_code == 405
    assert me.get(linked(running, "call_exchange")).status_code == 405
    for name in ("call_admit", "call_finish", "call_exchange"):
        assert window_of(agent).get(page(running, name)).status_code == 405


def test_another_site_cannot_ask_for_somebody(running, person, agent):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(person.account)
    assert ask(careful, mine(running, "call_exchange"), HELLO).status_code == 403
    assert careful.post(mine(running)).status_code == 403


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("", 400),
        ("null", 400),
        ("[]", 400),
        ("{", 400),
        ("\x00", 400),
        ("[" * 5000, 400),
        (body(session="short"), 400),
        (body(session=None), 400),
        (body(after=-1), 400),
        (body(after=2**63), 400),
        (body(after=True), 400),
        (body(after="1"), 400),
        (body({"kind": "shout"}), 400),
        (body(*[HELLO] * 61), 400),
        (json.dumps({"session": "a" * 32, "after": 0}), 400),
        (json.dumps({"session": "a" * 32, "after": 0, "signals": "hello"}), 400),
        (json.dumps({"session": "a" * 32, "after": 0, "signals": [], "more": 1}), 400),
        ("x" * (MOST_BYTES + 1), 413),
    ],
)
def test_what_no_page_of_ours_sends_is_refused_and_changes_nothing(running, agent, said, status):
    before = VideoCall.objects.values().get()
    window = window_of(agent)
    for client, address in (
        (Client(), linked(running, "call_exchange")),
        (window, page(running, "call_exchange")),
    ):
        assert client.post(address, said, content_type=JSON).status_code == status
    assert VideoCall.objects.values().get() == before
    assert not VideoSignal.objects.exists()


def test_too_many_letters_are_refused(running, monkeypatch):
    monkeypatch.setattr("appointments.rules.calls.MOST_SIGNALS_OF_A_SESSION", 2)
    address = linked(running, "call_exchange")
    assert ask(Client(), address, offer(), offer(number=2)).status_code == 200
    assert ask(Client(), address, offer(number=3)).status_code == 429


def test_the_two_ends_talk_through_the_portal(me, running, agent):
    window = window_of(agent)
    ask(me, mine(running, "call_exchange"), offer(to=AGENT, sdp="v=0 from the person"))
    heard = ask(window, page(running, "call_exchange"), session=AGENT).json()
    assert [signal["sdp"] for signal in heard["signals"]] == ["v=0 from the person"]
    assert heard["stage"] == "call"
    assert heard["here"] is True
    assert ask(Client(), linked(running, "call_exchange")).json()["signals"] == []


@pytest.mark.parametrize(("door", "queries"), [("link", 3), ("mine", 7), ("agent", 6)])
def test_a_question_costs_few_queries(
    me, running, agent, stopped_clock, django_assert_max_num_queries, door, queries
):
    """Asked once a second by each end: a session, an account, the appointment, its letters."""
    client, address, session = {
        "link": (Client(), linked(running, "call_exchange"), "a" * 32),
        "mine": (me, mine(running, "call_exchange"), "a" * 32),
        "agent": (window_of(agent), page(running, "call_exchange"), AGENT),
    }[door]
    ask(client, address, session=session)
    with django_assert_max_num_queries(queries):
        assert ask(client, address, session=session).status_code == 200


def test_an_answer_says_nothing_about_the_person(me, running):
    answer = ask(me, mine(running, "call_exchange"), HELLO)
    assert set(answer.json()) == {
        *("stage", "here", "other", "current", "replaced", "since", "signals", "after"),
        *("relays", "room"),
    }
    linked_answer = ask(Client(), linked(running, "call_exchange"))
    assert linked_answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in linked_answer["Cache-Control"]


# -- a Jitsi Meet server ------------------------------------------------------------------------


@pytest.fixture
def server(settings):
    settings.JITSI_URL = "https://meet.example"
    settings.JITSI_APP_ID = "cns"
    settings.JITSI_APP_SECRET = "0123456789abcdef0123456789abcdef"


@pytest.mark.usefixtures("server")
def test_the_pages_of_a_call_take_in_the_server_and_no_other_page_does(me, video, agent):
    window = window_of(agent)
    for client, address in ((me, mine(video)), (me, linked(video)), (window, page(video, "call"))):
        answer = client.get(address)
        policy = dict(
            part.split(maxsplit=1) for part in answer["Content-Security-Policy"].split("; ")
        )
        assert policy["script-src"] == "'self' https://meet.example"
        assert policy["frame-src"] == "https://meet.example"
        assert policy["connect-src"] == policy["style-src"] == "'self'"
        assert 'camera=(self "https://meet.example")' in answer[HEADER]
    for client, address in ((me, mine(video, "detail")), (window, page(video))):
        assert "meet.example" not in client.get(address)["Content-Security-Policy"]


def test_nothing_is_taken_in_by_default():
    assert django_settings.JITSI_URL == ""


def test_two_calls_have_two_rooms(agency):
    one, two = VideoCallFactory(), VideoCallFactory()
    assert one.room != two.room
