"""The page for the entrance, and the list of what to bring."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from appointments.choices import Channel, TopicCode
from appointments.models import Appointment
from appointments.notices import texts
from appointments.notices.checklist import what_to_bring
from appointments.notices.papers import confirmation_payload
from cns_portal.kernel import codes
from tests.appointments.doors import Door
from tests.appointments.linked import everything
from tests.factories import AgencyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers")]


@pytest.fixture
def agency():
    return AgencyFactory(open=True, slug="wiltz", name="Wiltz")


@pytest.fixture(params=["signed in", "by link"])
def door(request, agency):
    return Door(request.param, agency)


def test_it_shows_code_time_place_and_what_to_bring(door):
    page = door.see("phone")
    for words in (
        "QR code for the terminal at the entrance",
        codes.grouped(door.appointment.check_in_code),
        "Wednesday 4 March",
        "8:30",
        "Wiltz agency",
        door.appointment.agency.address,
        "A valid identity document.",
        door.appointment.procedure.reference,
    ):
        assertContains(page, words)
    assertNotContains(page, "This confirmation, printed or on your phone")


def test_it_tells_whoever_looks_over_ones_shoulder_nothing_about_the_person(agency):
    page = Door("by link", agency).see("phone")
    for secret in ("Vera", "Visitor", "@people.example", "Information"):
        assertNotContains(page, secret)


@pytest.mark.parametrize("state", ["confirmed", "checked_in", "called", "started"])
def test_it_stays_until_the_end_of_the_visit(agency, state):
    assertContains(Door("signed in", agency, **{state: True}).see("phone"), "<svg xmlns")


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"video": True}, "This is a video call"),
        ({"requested": True}, "Your request is still being checked."),
        ({"cancelled": True}, "This appointment is cancelled."),
        ({"refused": True}, "This request could not be accepted."),
        ({"completed": True, "past": True}, "This appointment is over."),
        ({"missed": True, "past": True}, "This appointment is over."),
        ({"past": True}, "This appointment is over."),
    ],
)
@pytest.mark.parametrize("kind", ["signed in", "by link"])
def test_without_a_code_it_says_why(agency, kind, columns, why):
    door = Door(kind, agency, **columns)
    page = door.see("phone")
    assertContains(page, why)
    assertNotContains(page, codes.grouped(door.appointment.check_in_code))
    assertNotContains(page, "<svg xmlns")


def test_looking_changes_nothing(door):
    before = everything()
    for method in ("get", "head"):
        assert getattr(door.client, method)(door.url("phone")).status_code == 200
    assert door.client.post(door.url("phone")).status_code == 405
    assert everything() == before


def test_it_needs_nothing_but_the_page(door):
    """Nothing is fetched later, so it goes on without a network."""
    text = door.see("phone").content.decode()
    assert "hx-" not in text
    assert "<img" not in text


def test_the_pages_and_the_mail_lead_to_it(door):
    assertContains(door.see("detail"), f'href="{door.url("phone")}"')
    told = texts.confirmed(door.appointment)
    assert "/phone/" in told.text
    assert "/phone/" in told.html


# -- what to bring -----------------------------------------------------------------------------


def appointment(topic, channel) -> Appointment:
    return Appointment(topic=topic, channel=channel)


@pytest.mark.parametrize("topic", TopicCode)
@pytest.mark.parametrize("channel", Channel)
def test_every_topic_and_channel_has_its_list(topic, channel):
    items = what_to_bring(appointment(topic, channel))
    keys = [item.key for item in items]
    assert len(keys) == len(set(keys)) >= 3
    assert "identity" in keys
    assert ("confirmation" in keys) == (channel == Channel.ON_SITE)
    paid_at_once = topic == TopicCode.REIMBURSEMENT and channel == Channel.ON_SITE
    assert ({"bills", "account", "proxy"} <= set(keys)) == paid_at_once


def test_pages_paper_and_mail_say_the_same(agency):
    door = Door("signed in", agency, topic="reimbursement")
    told = texts.confirmed(door.appointment)
    paper = confirmation_payload(door.appointment)["bring"]
    for item in what_to_bring(door.appointment):
        assert item.sentence in told.text
        assert item.sentence in paper
        assertContains(door.see("detail"), item.sentence, html=False)


def test_each_thing_can_be_ticked(door):
    page = door.see("detail")
    for item in what_to_bring(door.appointment):
        assertContains(page, f'data-tick="{item.key}"')
    assertContains(page, f'data-ticks="{door.appointment.public_id}"')
