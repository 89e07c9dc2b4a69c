"""The browser tests have a browser that works."""

import pytest


@pytest.mark.browser
def test_chromium_opens_a_page(page):
    page.set_content("<h1>Moien</h1>")
    assert page.inner_text("h1") == "Moien"
