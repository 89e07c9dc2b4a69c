"""The pages on which devices are set up and revoked, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from appointments.models import Device
from tests.appointments.entrance import address
from tests.appointments.test_admin_browser import complaints, look, sign_in
from tests.factories import AccountFactory, AgencyFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIST = "/admin/appointments/device/"
__all__ = ["complaints"]


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (360, "dark")])
def test_a_supervisor_sets_a_terminal_up_and_revokes_it(
    page, live_server, complaints, browser, width, theme
):
    agency = AgencyFactory(name="Esch-sur-Alzette", slug="esch")
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, live_server, AccountFactory(supervisor=True))
    found = {}
    page.goto(live_server.url + LIST)
    look(page, found, f"device-list-empty-{width}-{theme}")
    page.goto(f"{live_server.url}{LIST}add/")
    look(page, found, f"device-add-{width}-{theme}")
    page.get_by_label("Agency").select_option(label="Esch-sur-Alzette")
    page.get_by_label("Kind").select_option("terminal")
    page.get_by_label("Where it stands").fill("Entrance")
    page.get_by_role("button", name="Save", exact=True).click()
    token = page.locator("code").inner_text()
    look(page, found, f"device-token-{width}-{theme}")
    assert re.search(r"token|" + token.split()[0], page.url.lower()) is None

    terminal = browser.new_context().new_page()
    terminal.goto(live_server.url + address(agency))
    terminal.get_by_label("Token").fill(token)
    terminal.get_by_role("button", name="Sign this device in").click()
    expect(terminal.locator("#code")).to_be_focused()
    terminal.context.close()

    page.goto(live_server.url + LIST)
    look(page, found, f"device-list-{width}-{theme}")
    page.get_by_role("link", name="Entrance").click()
    expect(page.get_by_role("link", name="Revoke this device")).to_be_visible()
    look(page, found, f"device-page-{width}-{theme}")
    page.get_by_role("link", name="Revoke this device").click()
    expect(page.get_by_role("button", name="Revoke this device")).to_be_visible()
    look(page, found, f"device-revoke-{width}-{theme}")
    page.get_by_role("button", name="Revoke this device").click()
    expect(page.get_by_text("Esch-sur-Alzette · Entrance is revoked.")).to_be_visible()
    assert Device.objects.get().revoked_at
    assert found == {}
    assert [text for text in complaints if "Content Security Policy" in text] == []
