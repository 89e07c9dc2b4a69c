"""Fixtures: browsers with pretended devices, one for each end of a call."""

import pytest

from tests.appointments.agents import agent_of
from tests.journeys.calling import (
    ALLOW_ALL,
    FAKE_DEVICES,
    ON_ONE_MACHINE,
    admit,
    call_page,
    get_ready,
    is_connected,
    linked,
    signed_in_as,
    soon,
)

__all__ = ["agent", "appointment", "both", "end", "launch"]

# So that a test can take a connection away.
REMEMBER = """window.connections = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...given) { super(...given); window.connections.push(this); }
};"""
# What the network of a test does to a page is no complaint.
WANTED = ("Failed to load resource: net::",)


@pytest.fixture(scope="module")
def launch(playwright, browser_type_launch_args):
    """Browsers with other devices; each is started once."""
    started = {}

    def launch(*flags: str):
        if flags not in started:
            arguments = [*browser_type_launch_args["args"], *ON_ONE_MACHINE, *flags]
            started[flags] = playwright.chromium.launch(
                **{**browser_type_launch_args, "args": arguments}
            )
        return started[flags]

    yield launch
    for browser in started.values():
        browser.close()


@pytest.fixture
def end(launch, heard, live_portal, answered):
    """Opens one end of a call, signed in or not: `end(account)`."""
    contexts = []

    def hears(text: str) -> None:
        if not text.startswith(WANTED):
            heard.append(text)

    def end(account=None, *, flags=(FAKE_DEVICES, ALLOW_ALL), script="", **options):
        context = launch(*flags).new_context(locale="en-GB", **options)
        context.set_default_timeout(30_000)
        context.add_init_script(REMEMBER)
        if script:
            context.add_init_script(script)
        contexts.append(context)
        if account is not None:
            signed_in_as(account, context, live_portal)
        page = context.new_page()
        page.on("console", lambda said: hears(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: hears(str(error)))
        return page

    yield end
    for context in contexts:
        context.close()
    answered.wait_until_quiet(0.5)  # each page asks once a second, and says goodbye


@pytest.fixture
def agent(agency):
    return agent_of(agency)


@pytest.fixture
def appointment(agency):
    """A call that begins in ten minutes, of somebody who has a link."""
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
