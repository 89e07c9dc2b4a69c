"""A running portal with an agency, a worker, and a browser whose complaints are heard."""

from datetime import time

import pytest
from django.utils import timezone

from appointments.selectors import free_times
from cns_portal.kernel import civil_time
from tests.accounts.fixtures import *  # noqa: F403
from tests.factories import AgencyFactory, offers
from tests.journeys.mailbox import Mailbox
from tests.journeys.steps import Journey
from tests.journeys.worker import Worker

# What is said about something that the journey wants: a page that is not found, for example.
WANTED = (
    *(
        f"Failed to load resource: the server responded with a status of {status}"
        for status in (403, 404, 429)
    ),
    # What is asked for while the journey itself has taken the network away; it may be told late.
    "Failed to load resource: net::ERR_INTERNET_DISCONNECTED",
    # What htmx says when a newer question takes the place of one, or the page is left meanwhile.
    *("htmx:afterRequest, ", "htmx:sendAbort, "),
)


@pytest.fixture(autouse=True)
def _by_day(monkeypatch):
    """Each journey begins at ten in the morning: none of them is about midnight."""
    now = timezone.now
    began = now()
    later = civil_time.at(civil_time.day_of(began), time(10)) - began
    monkeypatch.setattr("django.utils.timezone.now", lambda: now() + later)


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.PRIVATE_ROOT = str(tmp_path / "private")


@pytest.fixture
def agency(transactional_db):
    """The agency Wiltz, open on working days with two desks, and one with the longest name."""
    free_times.forget_everything()
    offers()
    AgencyFactory(
        name="Luxembourg-Hollerich (Cité de la sécurité sociale)", open=True, desks=10, position=2
    )
    return AgencyFactory(slug="wiltz", name="Wiltz", open=True, desks=2)


@pytest.fixture
def worker(live_portal, agency, monkeypatch):
    worker = Worker()
    monkeypatch.setattr("cns_portal.queue._send", worker.wake)
    worker.start()
    yield worker
    worker.end()
    assert worker.errors == []


@pytest.fixture
def mailbox(mailoutbox):
    """What was sent, as its readers get it."""
    return Mailbox(mailoutbox)


@pytest.fixture
def heard():
    """Everything a browser complains about: scripts, the policy, what cannot be loaded."""
    complaints: list[str] = []
    yield complaints
    assert [text for text in complaints if not text.startswith(WANTED)] == []


@pytest.fixture
def open_page(browser, heard):
    """Opens a page in a browser of its own; `open_page(java_script_enabled=False)`."""
    contexts = []

    def open_page(**options):
        context = browser.new_context(locale="en-GB", **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: heard.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page):
    """A browser like most people's."""
    return open_page()


@pytest.fixture
def journey(page, worker, live_portal):
    """Somebody at the start of a booking."""
    return Journey(page, live_portal.url)
