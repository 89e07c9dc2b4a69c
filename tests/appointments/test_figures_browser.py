"""The figures in a real browser: axe, narrow and wide, by day, by night and on paper."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from appointments.choices import Status
from appointments.models import Agency, Desk
from appointments.services.acting import SYSTEM, By
from appointments.services.cancelling import cancel, cancel_by_staff
from appointments.services.changing import change, locked
from cns_portal import clock
from tests.appointments.agents import LIST
from tests.appointments.test_admin_browser import sign_in
from tests.factories import AccountFactory, AgencyFactory, AppointmentFactory, at, working_day
from tests.factories import offers as usual_offers
from tests.journeys.looking import problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("ADMIN_PICTURES")
DAY = working_day(after=clock.today(), count=-2)


@pytest.fixture
def full_of_figures(monkeypatch):
    """Two agencies with every outcome, and enough visits for times to be shown."""
    usual_offers()
    long_name = "Luxembourg-Hollerich (Cité de la sécurité sociale)"
    one = AgencyFactory(name=long_name, open=True, desks=3)
    two = AgencyFactory(name="Esch-sur-Alzette", open=True)
    agent = By.agent(AccountFactory(agent=True))
    desks = list(Desk.objects.filter(agency=one, channel="on_site"))
    moment = [at(DAY, 8)]
    monkeypatch.setattr("cns_portal.clock.now", lambda: moment[0])
    for number in range(7):
        start = at(DAY, 9) + timedelta(minutes=15 * number)
        visit = AppointmentFactory(agency=one, desk=desks[0], starts_at=start)
        moment[0] = start - timedelta(minutes=9 - number)
        for status, minutes in (
            ("checked_in", 4 + 3 * number),
            ("called", 1),
            ("started", 11 + number),
        ):
            step(visit, status, SYSTEM)
            moment[0] += timedelta(minutes=minutes)
        step(visit, "completed", agent)
    for number, fate in enumerate(("missed", "refused", "moved", "confirmed", "completed")):
        start = at(DAY, 9) + timedelta(minutes=15 * number)
        AppointmentFactory(agency=one, desk=desks[1], starts_at=start, **{fate: True})
        AppointmentFactory(agency=two, starts_at=start, **{fate: True})
    for number, minutes in enumerate((5, 200, 2000, 6000, 14000)):
        start = at(DAY, 9) + timedelta(minutes=30 * number)
        given_up = [
            AppointmentFactory(agency=one, desk=desks[2], starts_at=start, topic="long_term_care"),
            AppointmentFactory(agency=one, video=True, starts_at=start),
        ]
        moment[0] = start - timedelta(minutes=minutes)
        cancel(given_up[0].pk, by=By.link())
        cancel_by_staff(given_up[1].pk, by=agent, reason="The colleague is ill.")
    moment[0] = at(DAY + timedelta(days=1), 8)
    return one, two


def step(appointment, status, by):
    with transaction.atomic():
        change(locked(appointment.pk), Status(status), by=by, what=f"appointment.{status}")


@pytest.fixture
def _alone(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


def photograph(page, name: str) -> None:
    if not PICTURES:
        return
    for width in (360, 1280):
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            where = Path(PICTURES) / f"{name}-{width}-{scheme}.png"
            page.screenshot(path=where, full_page=True)


@pytest.mark.usefixtures("_alone")
def test_the_figures_are_accessible(page, live_server, full_of_figures):
    said = []
    page.on("console", lambda message: said.append(message.text))
    sign_in(page, live_server, AccountFactory(supervisor=True, language="en"))
    page.goto(f"{live_server.url}{LIST}figures/")
    photograph(page, "figures")
    found = problems(page)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    photograph(page, "figures-open")
    found += problems(page)
    one = Agency.objects.get(name="Esch-sur-Alzette")
    page.goto(f"{live_server.url}{LIST}figures/?period=week&agency={one.pk}")
    photograph(page, "figures-one")
    found += problems(page)
    page.goto(f"{live_server.url}{LIST}figures/?period=own")
    photograph(page, "figures-mistake")
    found += problems(page)
    assert found == []
    assert [text for text in said if "Content Security Policy" in text] == []


@pytest.mark.usefixtures("_alone")
def test_every_bar_is_drawn_and_told_apart_by_a_pattern(page, live_server, full_of_figures):
    """Widths are parts of the longest bar; what is hatched on the page is hatched on paper too."""
    sign_in(page, live_server, AccountFactory(supervisor=True, language="en"))
    page.goto(f"{live_server.url}{LIST}figures/")
    page.set_viewport_size({"width": 1280, "height": 900})
    bars = page.locator("figure[aria-labelledby=chart-outcome] .bars__bar")
    room = bars.nth(0).bounding_box()["width"]
    widths = {
        look: bars.nth(1).locator(f".stretch--{look}").bounding_box()["width"] / room
        for look in ("kept", "missed", "cancelled", "moved", "refused", "open")
    }
    # 22 booked at the larger agency: 8 kept, 10 cancelled, one of each other kind
    assert widths["kept"] == pytest.approx(8 / 22, abs=0.01)
    assert widths["cancelled"] == pytest.approx(10 / 22, abs=0.01)
    assert widths["missed"] == pytest.approx(1 / 22, abs=0.01)
    pattern = page.locator("#hatch-missed path")
    assert pattern.evaluate("(path) => getComputedStyle(path).stroke") not in {"none", ""}
    page.emulate_media(media="print")
    if PICTURES:
        page.pdf(path=str(Path(PICTURES) / "figures.pdf"), print_background=False)
    assert page.get_by_role("button", name="Show the figures").is_hidden()
    # On paper the tables are there without anybody opening them.
    assert page.locator("figure[aria-labelledby=chart-outcome] table").is_visible()


@pytest.mark.usefixtures("_alone")
def test_the_file_is_downloaded_without_scripts(browser, live_server, full_of_figures):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server, AccountFactory(supervisor=True, language="en"))
    page.goto(f"{live_server.url}{LIST}figures/")
    page.get_by_label("Days", exact=True).select_option("month")
    page.get_by_role("button", name="Show the figures").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download all numbers").click()
    assert download.value.suggested_filename.startswith("appointment-figures_")
    assert Path(download.value.path()).read_bytes().startswith(b"\xef\xbb\xbffirst_day;last_day;")
    context.close()
