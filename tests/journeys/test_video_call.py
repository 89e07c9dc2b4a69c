"""A video call in two real browsers: from the waiting room to the end, and what goes wrong."""

import pytest
from playwright.sync_api import expect

from appointments.choices import Status
from appointments.models import VideoSignal
from tests.appointments.agents import agent_of, window_of
from tests.journeys.calling import (
    ALLOW_ALL,
    FAKE_DEVICES,
    ON_ONE_MACHINE,
    admit,
    call_page,
    get_ready,
    is_connected,
    linked,
    sees_the_other,
    soon,
    take_over,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def launch(playwright, browser_type_launch_args):
    """Browsers with other devices; each is started once."""
    started = {}

    def launch(*flags: str):
        if flags not in started:
            given = {**browser_type_launch_args}
            given["args"] = [*given["args"], *ON_ONE_MACHINE, *flags]
            started[flags] = playwright.chromium.launch(**given)
        return started[flags]

    yield launch
    for browser in started.values():
        browser.close()


@pytest.fixture
def end(launch, heard, live_portal):
    """Opens one end of a call in a browser of its own: `end(client)`."""
    contexts = []

    def end(client=None, flags=(FAKE_DEVICES, ALLOW_ALL), **options):
        context = launch(*flags).new_context(locale="en-GB", **options)
        context.set_default_timeout(30_000)
        contexts.append(context)
        if client is not None:
            take_over(context, live_portal, client)
        page = context.new_page()
        page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: heard.append(str(error)))
        return page

    yield end
    for context in contexts:
        context.close()


@pytest.fixture
def agent(agency):
    return window_of(agent_of(agency))


@pytest.fixture
def appointment(agency):
    return soon(agency)


@pytest.fixture
def both(end, agent, appointment, live_portal):
    """The person and the agent in the call."""
    person, agents = end(), end(agent)
    person.goto(linked(live_portal, appointment))
    get_ready(person)
    agents.goto(call_page(live_portal, appointment))
    admit(agents)
    is_connected(person)
    is_connected(agents)
    return person, agents


def test_the_two_see_each_other_until_the_agent_finishes(both, appointment):
    person, agents = both
    sees_the_other(person)
    sees_the_other(agents)
    appointment.refresh_from_db()
    assert appointment.status == Status.STARTED
    agents.get_by_role("button", name="Finish the appointment").click()
    expect(person.get_by_text("This video call is over")).to_be_visible(timeout=30_000)
    appointment.refresh_from_db()
    assert appointment.status == Status.COMPLETED
    assert not VideoSignal.objects.exists()
