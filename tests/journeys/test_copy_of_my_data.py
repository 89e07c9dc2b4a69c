"""A copy of everything in a browser: asked for, watched, downloaded, opened."""

import os
import zipfile
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import expect

from cns_portal.rights.models import Export, ExportDownload
from cns_portal.rights.services import exporting
from tests.factories import InsuredPersonFactory
from tests.insured.factories import BankAccountFactory, CardFactory
from tests.journeys.looking import looks_right
from tests.journeys.test_every_page import take_over
from tests.rights.copies import ExportFactory

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("private_root"),
]

PAGE = "/en/espace/data/rights/access/"
PICTURES = os.environ.get("PICTURES_OF_COPIES")


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


@pytest.fixture
def me(agency):
    return InsuredPersonFactory(signs_in=True, first_name="Marie", last_name="Beispill")


@pytest.fixture
def signed_in(me, page, live_portal):
    client = Client()
    client.force_login(me.account)
    take_over(page, live_portal, client)
    return page


def check(page, name: str) -> None:
    looks_right(page)
    if PICTURES:
        for width in (360, 1280):
            for scheme in ("light", "dark"):
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=scheme)
                picture = Path(PICTURES, f"{name}-{width}-{scheme}.png")
                page.screenshot(path=picture, full_page=True)


def test_a_copy_grows_on_the_page_and_is_downloaded(signed_in, me, live_portal, tmp_path):
    page = signed_in
    BankAccountFactory(person=me)
    CardFactory(person=me)
    page.goto(f"{live_portal.url}/en/espace/data/rights/")
    page.get_by_role("link", name="See my data").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A copy of my data")
    check(page, "nothing-yet")
    page.get_by_role("button", name="Put my copy together").click()
    expect(page.get_by_text("It begins in a moment.")).to_be_visible()
    export = Export.objects.get()
    check(page, "asked")
    Export.objects.filter(pk=export.pk).update(
        state="building", claimed_at=export.asked_at, storage_name="a" * 32, done=3, total=12
    )
    expect(page.get_by_text("3 of 12 files are in it.")).to_be_visible()
    check(page, "growing")
    Export.objects.filter(pk=export.pk).update(
        state="asked", claimed_at=None, storage_name="", done=0, total=None
    )
    exporting.build(export.pk)
    # The page finds it by itself.
    button = page.get_by_role("button", name="Download the copy")
    expect(button).to_be_visible()
    check(page, "ready")
    with page.expect_download() as downloading:
        button.click()
    saved = tmp_path / "copy.zip"
    downloading.value.save_as(saved)
    assert downloading.value.suggested_filename.endswith(".zip")
    assert ExportDownload.objects.count() == 1
    with zipfile.ZipFile(saved) as archive:
        archive.extractall(tmp_path / "copy")
    page.goto(f"file://{tmp_path}/copy/index.html")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Everything that is kept about Marie Beispill"
    )
    check(page, "index")
    page.get_by_role("link", name="Bank accounts").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bank accounts")
    expect(page.get_by_text("IBAN", exact=True)).to_be_visible()
    check(page, "bank-accounts")


def test_every_state_without_scripts(me, browser, live_portal):
    client = Client()
    client.force_login(me.account)
    for state in ("failed", "expired", "ready", "building"):
        ExportFactory(person=me, **{state: True})
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    take_over(page, live_portal, client)
    page.goto(live_portal.url + PAGE)
    for words in ("Could not be put together", "Deleted after its time", "Ready"):
        expect(page.get_by_text(words, exact=True).first).to_be_visible()
    expect(page.get_by_text("The records are being collected.")).to_be_visible()
    Export.objects.filter(state="building").update(done=1, total=2)
    # It comes again by itself.
    expect(page.get_by_text("1 of 2 files are in it.")).to_be_visible(timeout=30_000)
    context.close()
