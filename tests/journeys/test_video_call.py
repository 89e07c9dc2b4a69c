"""A video call in two real browsers: from the waiting room to the end, and what goes wrong."""

import pytest
from playwright.sync_api import expect

from appointments.choices import Status
from appointments.models import VideoCall, VideoSignal
from tests.factories import InsuredPersonFactory
from tests.journeys.calling import (
    PATIENCE,
    admit,
    call_page,
    get_ready,
    is_connected,
    linked,
    note_says,
    sees_the_other,
    soon,
    without_portal,
)
from tests.journeys.ends import *  # noqa: F403

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OVER = "This video call is over"
LEFT = "The other end has left. Please stay: they can come back."


def test_the_two_see_each_other_until_the_agent_finishes(both, appointment):
    person, agents = both
    sees_the_other(person)
    sees_the_other(agents)
    appointment.refresh_from_db()
    assert appointment.status == Status.STARTED
    agents.get_by_role("button", name="Finish the appointment").click()
    expect(person.get_by_text(OVER)).to_be_visible(timeout=PATIENCE)
    appointment.refresh_from_db()
    assert appointment.status == Status.COMPLETED
    assert not VideoSignal.objects.exists()


def test_somebody_signed_in_waits_for_the_agent_and_is_called(end, agent, agency, live_portal):
    """The agent comes second, and both are told: nobody has to load a page again."""
    insured = InsuredPersonFactory(signs_in=True)
    appointment = soon(agency, person=insured)
    person, agents = end(insured.account), end(agent)
    agents.goto(call_page(live_portal, appointment))
    expect(agents.get_by_text("Nobody is waiting yet.")).to_be_visible()
    agents.goto("about:blank")
    person.goto(f"{live_portal.url}/en/espace/appointments/")
    person.get_by_role("link", name="Go to the waiting room").first.click()
    get_ready(person)
    expect(person.get_by_text("The agent is not there yet.")).to_be_visible(timeout=PATIENCE)
    agents.goto(call_page(live_portal, appointment))
    expect(agents.get_by_text("The person has the page open.")).to_be_visible(timeout=PATIENCE)
    expect(person.get_by_text("The agent is there and will let you in.")).to_be_visible(
        timeout=PATIENCE
    )
    admit(agents)
    is_connected(person)
    expect(person.get_by_role("heading", name="The call", exact=True)).to_be_focused()
    sees_the_other(person)


def test_hanging_up_coming_back_and_loading_the_page_again(both):
    person, agents = both
    person.get_by_role("button", name="Hang up").click()
    note_says(person, "You have left the call.")
    note_says(agents, LEFT)
    assert person.evaluate("document.querySelector('[data-own]').srcObject.active") is False
    person.get_by_role("button", name="Come back to the call").click()
    is_connected(person)
    is_connected(agents)
    sees_the_other(agents)
    agents.get_by_role("button", name="Hang up").click()
    note_says(person, LEFT)
    agents.get_by_role("button", name="Come back to the call").click()
    is_connected(person)
    person.reload()
    is_connected(person)
    is_connected(agents)
    sees_the_other(person)
    sees_the_other(agents)


def test_a_window_opened_later_takes_the_call_over(both, live_portal, appointment):
    person, agents = both
    second = person.context.new_page()
    second.goto(linked(live_portal, appointment))
    note_says(person, "The call goes on in another window that was opened later.")
    is_connected(second)
    is_connected(agents)
    sees_the_other(second)
    second.close()
    person.get_by_role("button", name="Come back to the call").click()
    is_connected(person)
    is_connected(agents)


def test_camera_and_microphone_are_switched_off_and_the_other_end_is_told(both):
    person, agents = both
    told = agents.locator("[data-their-devices]")
    person.get_by_role("button", name="Camera off").click()
    expect(told).to_have_text("The camera at the other end is off.")
    person.get_by_role("button", name="Mute").click()
    expect(told).to_contain_text("The microphone at the other end is off.")
    enabled = "document.querySelector('[data-own]').srcObject.getTracks().map((t) => t.enabled)"
    assert person.evaluate(enabled) == [False, False]
    person.get_by_role("button", name="Camera on").click()
    person.get_by_role("button", name="Unmute").click()
    expect(told).to_be_hidden()
    assert person.evaluate(enabled) == [True, True]


def test_the_call_goes_on_while_the_portal_does_not_answer(both):
    """A server that is started again in the middle of a call: the pictures do not need it."""
    person, agents = both
    with without_portal(person, agents):
        with person.expect_event("requestfailed"), agents.expect_event("requestfailed"):
            pass
        sees_the_other(person)
        sees_the_other(agents)
        is_connected(person)
    with agents.expect_response("**/call/exchange/") as answer:
        pass
    assert answer.value.ok
    is_connected(agents)


def test_a_lost_connection_is_said_and_repaired(both):
    """One end stops receiving: both say so, and find each other again by themselves."""
    person, agents = both
    person.evaluate("window.connections.at(-1).close()")
    note_says(agents, "Connection lost – trying again.")
    expect(agents.get_by_text("we can go on by telephone")).to_be_visible()
    is_connected(agents)
    is_connected(person)
    sees_the_other(person)
    sees_the_other(agents)


def test_a_browser_that_dies_can_come_back(both, end, live_portal, appointment):
    person, agents = both
    person.route("**/exchange/", lambda route: route.abort())  # without a goodbye
    person.context.close()
    note_says(agents, "Connection lost – trying again.")
    again = end()
    again.goto(linked(live_portal, appointment))
    is_connected(again)
    is_connected(agents)
    sees_the_other(agents)
    assert VideoCall.objects.get().admitted_at is not None


def test_the_agent_cancels_in_the_middle(both, appointment, live_portal):
    person, agents = both
    agents.goto(call_page(live_portal, appointment).replace("/call/", "/cancel/"))
    agents.locator("textarea").first.fill("The colleague is ill.")
    agents.get_by_role("button", name="Cancel the appointment").click()
    expect(person.get_by_text("This appointment is cancelled")).to_be_visible(timeout=PATIENCE)
    agents.goto(call_page(live_portal, appointment))
    expect(agents.get_by_text("There is no call")).to_be_visible()
