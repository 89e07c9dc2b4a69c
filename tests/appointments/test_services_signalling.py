"""The two browsers' letters: who gets which, who is there, and what is never handed over."""

import base64
import hashlib
import hmac
from datetime import timedelta

import jwt
import pytest

from appointments.choices import Refusal, Side, Status
from appointments.models import Appointment, VideoCall, VideoSignal
from appointments.rules import calls as rules
from appointments.services import calls, jitsi, signalling
from appointments.services.acting import By
from cns_portal.kernel.refusal import Refused
from tests.appointments.calling import AGENT, BYE, HELLO, OTHER, PERSON, offer, says
from tests.factories import AppointmentFactory

pytestmark = pytest.mark.django_db

P, A = Side.PERSON, Side.AGENT


@pytest.fixture
def video(agency, stopped_clock):
    starts_at = stopped_clock.moment + timedelta(minutes=10)
    return AppointmentFactory(agency=agency, video=True, starts_at=starts_at)


@pytest.fixture
def running(video, agent):
    """Both ends have their page open, and the person was admitted."""
    calls.enter(video.pk, by=By.link())
    says(video, P, HELLO)
    says(video, A, HELLO)
    calls.admit(video.pk, by=By.agent(agent))
    return video


def contents(heard) -> list:
    return [(signal["kind"], signal["n"]) for signal in heard.signals]


def test_a_letter_is_heard_once_and_only_by_the_other_end(running):
    says(running, P, offer(to=AGENT))
    assert contents(says(running, P)) == []
    heard = says(running, A)
    assert contents(heard) == [("offer", 1)]
    assert contents(says(running, A, after=heard.after)) == []


def test_a_request_that_is_sent_again_adds_nothing(running):
    """The answer was lost on the way: the page says the same again."""
    for _ in range(3):
        says(running, P, offer(number=1), offer(number=2, kind="candidate"))
    assert contents(says(running, A)) == [("offer", 1), ("candidate", 2)]
    says(running, P, offer(number=2, kind="candidate"), offer(number=3, kind="candidate"))
    assert contents(says(running, A)) == [("offer", 1), ("candidate", 2), ("candidate", 3)]


def test_nothing_is_handed_over_before_the_agent_admits(video, agent):
    calls.enter(video.pk, by=By.link())
    says(video, P, HELLO, offer())
    says(video, A, HELLO, offer(to=PERSON))
    assert not VideoSignal.objects.exists()
    calls.admit(video.pk, by=By.agent(agent))
    assert contents(says(video, A)) == []


def test_whoever_is_not_in_the_waiting_room_is_told_the_state_and_nothing_else(video):
    heard = says(video, P, HELLO)
    assert heard == signalling.Heard(status=Status.CONFIRMED)
    assert not VideoCall.objects.exists()


def test_the_person_sees_whether_the_agent_is_there(video, stopped_clock):
    calls.enter(video.pk, by=By.link())
    assert not says(video, P, HELLO).other_is_there
    says(video, A, HELLO)
    assert says(video, P).other_is_there
    stopped_clock.advance(seconds=16)
    assert not says(video, P).other_is_there
    says(video, A)
    assert says(video, P).other_is_there
    says(video, A, BYE)
    assert not says(video, P).other_is_there


def test_a_newer_page_replaces_the_older_one(running):
    says(running, P, offer())
    newer = says(running, P, HELLO, session=OTHER)
    assert newer.is_current
    older = says(running, P, offer(number=2))
    assert (older.is_current, older.is_replaced) == (False, True)
    heard = says(running, A)
    assert heard.other_session == OTHER
    assert contents(heard) == []  # what the older one had written is no longer meant
    assert not VideoSignal.objects.exists()


def test_what_was_written_to_an_older_page_does_not_reach_the_newer_one(running):
    says(running, A, offer(to=PERSON))
    assert contents(says(running, P, HELLO, session=OTHER)) == []


def test_the_older_page_can_take_the_call_back(running):
    says(running, P, HELLO, session=OTHER)
    assert says(running, P, HELLO).is_current
    assert says(running, P, session=OTHER).is_replaced


def test_a_goodbye_of_an_older_page_does_not_end_the_newer_one(running):
    """A page that is loaded again says goodbye while the next one already says hello."""
    says(running, P, HELLO, session=OTHER)
    says(running, P, BYE)
    assert says(running, A).other_session == OTHER


def test_a_greeting_counts_though_the_page_before_left_at_the_same_moment(running):
    """Both were read before either was written down."""
    read = Appointment.objects.select_related("video_call").get(pk=running.pk)
    says(running, P, BYE)
    heard = signalling.exchange(read, P, session=OTHER, after=0, signals=[HELLO])
    assert (heard.is_current, heard.is_replaced) == (True, False)
    assert says(running, A).other_session == OTHER


def test_a_page_that_is_replaced_at_the_same_moment_learns_it(running, stopped_clock):
    read = Appointment.objects.select_related("video_call").get(pk=running.pk)
    stopped_clock.advance(seconds=6)
    says(running, P, HELLO, session=OTHER)
    heard = signalling.exchange(read, P, session=PERSON, after=0, signals=[])
    assert (heard.is_current, heard.is_replaced) == (False, True)


def test_after_a_goodbye_nobody_is_there_and_one_can_come_back(running):
    gone = says(running, P, BYE)
    assert (gone.is_current, gone.is_replaced) == (False, False)
    assert (says(running, A).other_session, says(running, A).other_is_there) == ("", False)
    assert says(running, P, HELLO, session=OTHER).is_current
    assert says(running, A).other_session == OTHER


@pytest.mark.parametrize("before", ["nobody", "a page that left", "a page not heard of for long"])
def test_a_greeting_that_comes_after_the_goodbye_of_its_page_is_not_believed(
    running, stopped_clock, before
):
    """A page left at once: its two letters are on their way together, and either comes first."""
    if before == "nobody":
        VideoCall.objects.update(agent_session="", agent_seen_at=None)
    elif before == "a page that left":
        says(running, A, BYE)
    else:
        stopped_clock.advance(seconds=16)
    says(running, A, BYE, session=OTHER)
    late = says(running, A, HELLO, session=OTHER)
    assert (late.is_current, late.is_replaced) == (False, False)
    heard = says(running, P, HELLO)
    assert (heard.other_session, heard.other_is_there) == ("", False)


def test_a_greeting_and_the_goodbye_of_its_page_may_be_read_at_the_same_moment(running):
    read = Appointment.objects.select_related("video_call").get(pk=running.pk)
    VideoCall.objects.update(agent_session="", agent_seen_at=None)
    says(running, A, BYE, session=OTHER)
    heard = signalling.exchange(read, A, session=OTHER, after=0, signals=[HELLO])
    assert not heard.is_current
    assert not says(running, P).other_is_there


def test_presence_is_written_every_few_seconds_and_no_more(
    running, stopped_clock, django_assert_num_queries
):
    fresh = Appointment.objects.select_related("video_call").get(pk=running.pk)
    with django_assert_num_queries(1):  # the letters
        signalling.exchange(fresh, P, session=PERSON, after=0, signals=[])
    stopped_clock.advance(seconds=5)
    with django_assert_num_queries(2):  # and that the person is there
        signalling.exchange(fresh, P, session=PERSON, after=0, signals=[])
    assert VideoCall.objects.get().person_seen_at == stopped_clock.moment


def test_many_letters_cost_as_much_as_one(running, django_assert_num_queries):
    fresh = Appointment.objects.select_related("video_call").get(pk=running.pk)
    letters = [offer(number=n, kind="candidate") for n in range(1, 51)]
    with django_assert_num_queries(3):  # what is known, the new rows, what waits
        signalling.exchange(fresh, P, session=PERSON, after=0, signals=letters)
    with django_assert_num_queries(1):
        heard = signalling.exchange(fresh, A, session=AGENT, after=0, signals=[])
    assert len(heard.signals) == 50


def test_nobody_writes_more_than_a_call_needs(running):
    most = rules.MOST_SIGNALS_OF_A_SESSION
    for first in range(1, most + 1, 60):
        says(running, P, *[offer(number=n) for n in range(first, min(first + 60, most + 1))])
    with pytest.raises(Refused) as caught:
        says(running, P, offer(number=most + 1))
    assert caught.value.reason == Refusal.BUSY
    assert VideoSignal.objects.count() == most
    says(running, P, HELLO, session=OTHER)  # a page that begins anew begins with nothing
    assert not VideoSignal.objects.exists()


def test_when_the_call_is_over_nothing_is_handed_over(running, agent):
    says(running, P, offer())
    calls.finish(running.pk, by=By.agent(agent))
    assert says(running, A) == signalling.Heard(status=Status.COMPLETED)
    assert says(running, P, HELLO, offer()) == signalling.Heard(status=Status.COMPLETED)
    assert not VideoSignal.objects.exists()


# -- helpers between the two networks -----------------------------------------------------------


def test_without_servers_configured_none_are_named(running):
    assert says(running, P, HELLO).relays == []


def test_relays_are_named_with_credentials_that_end(running, settings, stopped_clock):
    settings.STUN_URLS = ["stun:stun.example:3478"]
    settings.TURN_URLS = ["turn:turn.example:3478", "turns:turn.example:443"]
    settings.TURN_SECRET = "a shared secret"
    stun, turn = says(running, P, HELLO).relays
    assert stun == {"urls": ["stun:stun.example:3478"]}
    assert turn["urls"] == settings.TURN_URLS
    until = int((stopped_clock.moment + rules.RELAY_VALID).timestamp())
    assert turn["username"] == f"{until}:portal"
    digest = hmac.new(b"a shared secret", turn["username"].encode(), hashlib.sha1).digest()
    assert turn["credential"] == base64.b64encode(digest).decode()
    assert says(running, P).relays == []  # with a greeting only


def test_credentials_are_not_handed_out_in_the_waiting_room(video, settings):
    settings.TURN_URLS, settings.TURN_SECRET = ["turn:turn.example"], "a shared secret"
    calls.enter(video.pk, by=By.link())
    assert says(video, P, HELLO).relays == []
    assert says(video, A, HELLO).relays == []


# -- a Jitsi Meet server ------------------------------------------------------------------------


@pytest.fixture
def server(settings):
    settings.JITSI_URL = "https://meet.example:8443"
    settings.JITSI_APP_ID = "cns"
    settings.JITSI_APP_SECRET = "0123456789abcdef0123456789abcdef"


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(("side", "leads"), [(P, False), (A, True)])
def test_a_token_opens_one_room_for_a_while_and_names_nobody(
    running, settings, stopped_clock, side, leads
):
    room = says(running, side, HELLO).room
    call = VideoCall.objects.get()
    assert room["name"] == call.room
    assert room["host"] == "meet.example:8443"
    assert room["script"] == "https://meet.example:8443/external_api.js"
    header = jwt.get_unverified_header(room["token"])
    assert header["alg"] == "HS256"
    claims = jwt.decode(
        room["token"],
        settings.JITSI_APP_SECRET,
        algorithms=["HS256"],
        audience="cns",
        issuer="cns",
        options={"verify_exp": False, "verify_nbf": False, "verify_iat": False},
    )
    now = int(stopped_clock.moment.timestamp())
    assert (claims["room"], claims["sub"]) == (call.room, "meet.example")
    assert claims["nbf"] <= now < claims["exp"] <= now + jitsi.VALID.total_seconds()
    assert claims["moderator"] is leads
    assert claims["context"] == {
        "user": {"moderator": leads, "affiliation": "owner" if leads else "member"}
    }


@pytest.mark.usefixtures("server")
def test_nobody_gets_a_token_before_being_admitted(video):
    calls.enter(video.pk, by=By.link())
    assert says(video, P, HELLO).room == {}
    assert says(video, A, HELLO).room == {}


def test_without_a_server_the_browsers_meet_directly(running):
    assert says(running, P, HELLO).room == {}
