"""The agent's page of a video call: who waits, letting them in, the end, the papers beside it."""

from datetime import timedelta

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from appointments.choices import Status
from appointments.models import VideoCall
from appointments.services import calls
from appointments.services.acting import By
from cns_portal.audit.models import AuditEntry
from tests.appointments.agents import LIST, page
from tests.appointments.callers import *  # noqa: F403
from tests.appointments.calling import linked, mine, status_of
from tests.factories import AppointmentFactory, DocumentFactory

pytestmark = pytest.mark.django_db


def test_the_agents_page_says_how_far_the_call_is(video, window, stopped_clock):
    stopped_clock.moment = video.starts_at - timedelta(minutes=16)
    assertContains(window.get(page(video, "call")), "The waiting room opens on")
    stopped_clock.moment = video.starts_at - timedelta(minutes=5)
    assertContains(window.get(page(video, "call")), 'data-stage="outside"')
    calls.enter(video.pk, by=By.link())
    shown = window.get(page(video, "call"))
    assertContains(shown, 'data-stage="waiting"')
    assertContains(shown, "<strong data-since>10:05</strong>", html=True)


def test_admitting_and_finishing_from_the_page(video, window):
    refused = window.post(page(video, "call_admit"), follow=True)
    assertContains(refused, "Nobody is waiting.")
    calls.enter(video.pk, by=By.link())
    admitted = window.post(page(video, "call_admit"), follow=True)
    assertContains(admitted, 'data-stage="call"')
    assert status_of(video) == Status.STARTED
    finished = window.post(page(video, "call_finish"))
    assert finished["Location"] == page(video)
    assert status_of(video) == Status.COMPLETED
    assertContains(window.get(page(video, "call")), "There is no call")


def test_too_early_for_the_agent_is_a_sentence_too(video, window, stopped_clock):
    stopped_clock.moment = video.starts_at - timedelta(minutes=20)
    refused = window.post(page(video, "call_admit"), follow=True)
    assertContains(refused, "The waiting room is not open yet.")


@pytest.mark.parametrize(
    ("copy", "shown"),
    [
        ({}, "?picture=1"),
        ({"content_type": "application/pdf", "page_count": 2}, "(2 pages; the first is shown)"),
        ({"pending": True}, "Being checked."),
        (None, "No copy of an identity card is attached."),
    ],
)
def test_the_copy_of_the_identity_card_stands_beside_the_picture(
    agency, window, stopped_clock, copy, shown
):
    document = None if copy is None else DocumentFactory(**copy)
    starts_at = stopped_clock.moment + timedelta(minutes=5)
    video = AppointmentFactory(
        agency=agency, video=True, starts_at=starts_at, identity_copy=document
    )
    assertContains(window.get(page(video, "call")), shown)


def test_reading_the_agents_page_is_recorded(video, window, agent):
    window.get(page(video, "call"))
    assert AuditEntry.objects.filter(purpose="appointments.call").count() == 1


def test_the_call_is_linked_from_the_appointment_and_from_the_agenda(video, window):
    assertContains(window.get(page(video)), page(video, "call"))
    assertContains(window.get(f"{LIST}?day=all"), page(video, "call"))


def test_a_visit_to_an_agency_has_no_page_of_a_call(agency, window):
    visit = AppointmentFactory(agency=agency)
    assert window.get(page(visit, "call")).status_code == 404
    assertNotContains(window.get(page(visit)), "/call/")


def test_the_name_of_a_room_is_in_no_address_and_on_no_page(me, running, window):
    room = VideoCall.objects.get().room
    for answer in (
        me.get(mine(running)),
        me.get(linked(running)),
        window.get(page(running, "call")),
    ):
        assertNotContains(answer, room)
