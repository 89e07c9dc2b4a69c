"""The agents' pages in a real browser: axe, the strict policy, narrow and wide, light and dark."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings

from appointments.models import Appointment
from cns_portal import clock
from tests.appointments.agents import LIST, agent_of, window_of
from tests.appointments.agents import page as address
from tests.factories import (
    AccountFactory,
    AgencyFactory,
    AppointmentFactory,
    ClosureFactory,
    DocumentFactory,
    InsuredPersonFactory,
    at,
    offers,
    visitor,
    working_day,
)
from tests.journeys.looking import at_rest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("ADMIN_PICTURES")
DAY = working_day(after=clock.today(), count=2)


@pytest.fixture
def agency():
    offers()
    return AgencyFactory(name="Esch-sur-Alzette", open=True, desks=2)


def sign_in(browser_page, live_server, account):
    browser_page.context.add_cookies(
        [
            {
                "name": django_settings.SESSION_COOKIE_NAME,
                "value": window_of(account).cookies[django_settings.SESSION_COOKIE_NAME].value,
                "url": live_server.url,
            }
        ]
    )


def problems(browser_page) -> list[str]:
    return at_rest(browser_page, lambda: _problems(browser_page))


def _problems(browser_page) -> list[str]:
    found = [
        f"{rule['id']}: {[node['html'] for node in rule['nodes']]}"
        for rule in Axe().run(browser_page, options={"preload": False}).response["violations"]
    ]
    width = browser_page.evaluate("document.documentElement.scrollWidth")
    if width > browser_page.viewport_size["width"]:
        wide = "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect()"
        wide += ".right > innerWidth).map(e => e.outerHTML.slice(0, 100)).slice(0, 3)"
        found.append(f"{width} pixels wide: {browser_page.evaluate(wide)}")
    return found


@pytest.fixture
def complaints(page):
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def a_full_agenda(agency):
    """A day with every kind of line."""
    start = at(DAY, 8, 30)
    for number, situation in enumerate(
        ("confirmed", "checked_in", "completed", "missed", "left_to_agent", "cancelled")
    ):
        AppointmentFactory(
            agency=agency, starts_at=start + timedelta(minutes=15 * number), **{situation: True}
        )
    AppointmentFactory(agency=agency, video=True, starts_at=at(DAY, 13))
    AppointmentFactory(
        agency=agency,
        starts_at=at(DAY, 13),
        person=InsuredPersonFactory(signs_in=True),
        concerned=visitor(last_name="Somebody with a rather long family name"),
    )
    return AppointmentFactory(
        agency=agency,
        left_to_agent=True,
        starts_at=at(DAY, 14),
        identity_copy=DocumentFactory(),
        question="I would like to know how my stay abroad is paid.",
    )


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (360, "dark")])
def test_every_page_of_an_agent_is_accessible(page, live_server, complaints, agency, theme, width):
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})
    waits = a_full_agenda(agency)
    sure = Appointment.objects.get(channel="video")
    window = window_of(agent_of(agency))
    window.post(address(waits, "ask"), {"reason": "Which stay do you mean?"})
    sign_in(page, live_server, agent_of(agency))
    addresses = {
        "index": "/admin/",
        "list": LIST,
        "empty": f"{LIST}?day=past",
        "page": address(waits),
        **{name: address(waits, name) for name in ("accept", "refuse", "ask", "cancel", "move")},
        "completed": address(Appointment.objects.get(status="checked_in"), "completed"),
        **{name: address(sure, name) for name in ("arrived", "missed", "print")},
        "refused": address(sure, "accept"),
        "book": f"{LIST}book/",
        "explain": f"{LIST}explain/?offered=information:on_site&agency={agency.pk}"
        f"&day={DAY}&time=12:00",
        "agencies": "/admin/appointments/agency/",
        "agency": f"/admin/appointments/agency/{agency.pk}/change/",
        "closure": "/admin/appointments/closure/add/",
        "special": "/admin/appointments/specialopening/add/",
    }
    found = {}
    for name, where in addresses.items():
        page.goto(live_server.url + where)
        look(page, found, f"{name}-{width}-{theme}")
    page.goto(f"{live_server.url}{LIST}?channel=on_site")
    page.get_by_label("Search:").fill("visitor")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Clear the search").wait_for()
    assert "visitor" not in page.url
    look(page, found, f"search-{width}-{theme}")
    page.goto(f"{live_server.url}{LIST}book/")
    page.get_by_role("button", name="Show free times").click()
    page.wait_for_selector("#id_last_name")
    look(page, found, f"book-times-{width}-{theme}")
    page.get_by_role("button", name="Book the appointment").click()
    page.wait_for_selector(".errornote")
    look(page, found, f"book-errors-{width}-{theme}")
    page.goto(f"{live_server.url}{address(waits, 'refuse')}")
    page.get_by_role("button", name="Refuse the request").click()
    page.wait_for_selector(".errornote")
    look(page, found, f"refuse-errors-{width}-{theme}")
    page.goto(f"{live_server.url}/admin/appointments/closure/add/")
    page.get_by_label("Day").fill(DAY.isoformat())
    page.get_by_label("Agency").select_option(str(agency.pk))
    page.get_by_label("Reason").fill("Training")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_selector("#touched-heading")
    look(page, found, f"closure-impact-{width}-{theme}")
    page.get_by_role("button", name="Back", exact=True).click()
    assert page.get_by_label("Reason").input_value() == "Training"
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("radio", name="Keep it all the same").check()
    page.get_by_role("button", name="Save, and do this").click()
    page.get_by_text("Everything is done.").wait_for()
    look(page, found, f"closure-results-{width}-{theme}")
    assert found == {}
    assert [text for text in complaints if "Content Security Policy" in text] == []


@pytest.mark.parametrize("name", ["W" * 150, "Weber \u202e" + "W" * 140])
def test_the_longest_name_pushes_nothing_out_of_sight(page, live_server, agency, name):
    page.set_viewport_size({"width": 1280, "height": 900})
    appointment = AppointmentFactory(
        agency=agency, left_to_agent=True, applicant=visitor(last_name=name)
    )
    sign_in(page, live_server, agent_of(agency))
    page.goto(f"{live_server.url}{LIST}?day=all")
    edge = page.locator("#changelist .results").bounding_box()
    for column in ("person", "topic_and_channel", "status_and_age", "reference"):
        box = page.locator(f"#result_list td.field-{column}, th.field-{column}").bounding_box()
        assert box["x"] + box["width"] <= edge["x"] + edge["width"] + 1, column
    found = {}
    look(page, found, f"long-name-list-{len(name)}")
    page.goto(live_server.url + address(appointment))
    look(page, found, f"long-name-page-{len(name)}")
    page.set_viewport_size({"width": 360, "height": 900})
    look(page, found, f"long-name-page-{len(name)}-360")
    assert found == {}


def test_the_longest_state_leaves_the_reference_in_sight(page, live_server, agency):
    page.set_viewport_size({"width": 1280, "height": 900})
    AppointmentFactory(
        agency=agency,
        status="moved",
        topic="reimbursement",
        applicant=visitor(last_name="Laufkunde"),
    )
    sign_in(page, live_server, AccountFactory(supervisor=True))
    page.goto(f"{live_server.url}{LIST}?day=all&status=all")
    table = page.locator("#changelist .results")
    assert table.evaluate("box => box.scrollWidth - box.clientWidth") == 0
    page.get_by_text("Moved to another time", exact=True).last.wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_of_a_supervisor_is_accessible(page, live_server, complaints, agency, theme):
    page.emulate_media(color_scheme=theme)
    ClosureFactory(agency=None)
    sign_in(page, live_server, AccountFactory(supervisor=True))
    found = {}
    for name in ("agency", "closure", "specialopening", "topicoffer", "bookingpolicy"):
        page.goto(f"{live_server.url}/admin/appointments/{name}/")
        look(page, found, f"{name}-list-{theme}")
    for name in ("agency", "topicoffer"):
        page.goto(f"{live_server.url}/admin/appointments/{name}/add/")
        look(page, found, f"{name}-add-{theme}")
    page.goto(f"{live_server.url}/admin/appointments/agency/{agency.pk}/change/")
    look(page, found, f"agency-edit-{theme}")
    assert found == {}
    assert [text for text in complaints if "Content Security Policy" in text] == []


def test_an_agent_accepts_without_scripts(browser, live_server, agency):
    waits = AppointmentFactory(agency=agency, left_to_agent=True)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server, agent_of(agency))
    page.goto(f"{live_server.url}{LIST}?status=undecided")
    page.get_by_role("link", name=waits.procedure.reference).click()
    page.get_by_role("link", name="Accept the request").click()
    page.get_by_role("button", name="Accept the request").click()
    assert "The request is accepted." in page.inner_text("main")
    waits.refresh_from_db()
    assert waits.status == "confirmed"
    context.close()


def look(browser_page, found: dict, name: str) -> None:
    """Note what is wrong with the page that is open, under its name."""
    if PICTURES:
        browser_page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    if wrong := problems(browser_page):
        found[name] = wrong
