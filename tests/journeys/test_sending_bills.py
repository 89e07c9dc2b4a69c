"""Bills sent in a browser, with scripts and without; the estimate that is seen is the decision."""

import os
import re
from datetime import date

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from reimbursements.choices.claims import Original
from reimbursements.models import Bill, Claim, Statement
from reimbursements.rules import second_person
from reimbursements.services import deciding, working
from reimbursements.services.loading_tariffs import load_published
from tests.appointments.visitors import JPEG
from tests.insured.families import co_insured
from tests.journeys.looking import looks_right
from tests.reimbursements.agents import an_agent, marks_of
from tests.reimbursements.factories import ClaimFactory, ProviderFactory
from tests.reimbursements.sendable import add_bill, add_page, ago, draft_of, marie, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHOTO = {"name": "bill.jpg", "mimeType": "image/jpeg", "buffer": JPEG}
SPACE = "/en/espace/reimbursements/"


@pytest.fixture(autouse=True)
def _known(agency, monkeypatch):
    load_published()
    monkeypatch.setattr(second_person, "is_drawn", lambda bill, *, salt: False)


@pytest.fixture
def person(agency):
    person = marie()
    co_insured(person, first_name="Lou", last_name="Beispill", birth_date=date(2017, 3, 21))
    ProviderFactory(code="90123456", name="Dr Weber")
    return person


@pytest.fixture
def mine(person, live_portal):
    """Puts the person's session into a page, and opens an address."""

    def mine(page):
        client = signed_in(person)
        for name, morsel in client.cookies.items():
            page.context.add_cookies(
                [{"name": name, "value": morsel.value, "url": live_portal.url}]
            )
        page.goto(live_portal.url + SPACE)
        expect(page.get_by_role("heading", level=1)).to_have_text("My reimbursements")
        return page

    return mine


def seen(page, name: str) -> None:
    """The page is as every page should be; for people, a picture of it."""
    looks_right(page)
    if folder := os.environ.get("PICTURES"):
        for scheme in ("light", "dark"):
            for width in (360, 1280):
                page.emulate_media(color_scheme=scheme)
                page.set_viewport_size({"width": width, "height": 800})
                page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)


def fill_in(page, *, who: str, amount: str, days: int) -> None:
    """One consultation of the general practitioner."""
    day = f"{ago(days):%d/%m/%Y}"
    page.get_by_label(who).check()
    for label, value in (
        ("Provider: code or name", "90123456"),
        ("Number of the bill", f"2026/{days}"),
        ("Date of the bill", day),
        ("Total of the bill", amount),
        ("Paid on", day),
        ("Code", "C1"),
        ("Date of care", day),
        ("Amount, without the fee", amount),
    ):
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("The provider signed and dated the bill as paid").check()


def decide(claim: Claim) -> Statement:
    """An agent changes nothing."""
    agent = an_agent()
    Claim.objects.filter(pk=claim.pk).update(
        original=Original.RECEIVED, original_received_at=claim.sent_at
    )
    working.take(claim.pk, agent=agent)
    deciding.decide(claim.pk, bills=marks_of(claim), agent=agent)
    return Statement.objects.get()


def sums_on(page) -> dict[str, str]:
    """The sums of the whole claim on the page before sending."""
    total = page.locator("h2", has_text="All bills together").locator("xpath=following::dl[1]")
    return dict(
        zip(
            total.locator("dt").all_inner_texts(),
            total.locator("dd").all_inner_texts(),
            strict=True,
        )
    )


def send_two_bills(page, *, scripts: bool) -> None:
    page.get_by_role("link", name="Send bills").first.click()
    page.get_by_role("button", name="Begin with the first bill").click()
    for who, amount, days in (("Marie Beispill", "70,00", 9), ("Lou Beispill", "62,60", 12)):
        expect(page.get_by_role("heading", name="What stands on the bill")).to_be_visible()
        page.get_by_label("Add photos or PDF files").set_input_files(PHOTO)
        if not scripts:
            page.get_by_role("button", name="Add the chosen files").click()
        expect(page.get_by_text("bill.jpg").first).to_be_visible()
        fill_in(page, who=who, amount=amount, days=days)
        page.get_by_role("button", name="Save and go on").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("The bills of your claim")
        if days == 9:
            page.get_by_role("button", name="Add another bill").click()


def check_and_send(page) -> dict[str, str]:
    """The estimate that was seen."""
    page.get_by_role("link", name="Check and send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before sending")
    button = page.get_by_role("button", name="Send 2 bills")
    for _ in range(30):  # the worker looks at the files meanwhile
        if button.count():
            break
        page.wait_for_timeout(300)
        page.reload()
    estimate = sums_on(page)
    button.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your bills are sent")
    return estimate


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_estimate_that_is_seen_is_what_is_decided(
    open_page, mine, worker, live_portal, scripts
):
    page = mine(open_page(java_script_enabled=scripts))
    send_two_bills(page, scripts=scripts)
    estimate = check_and_send(page)
    claim = Claim.objects.get()
    statement = decide(claim)
    assert estimate["Reimbursed"] == f"{statement.total}\N{NO-BREAK SPACE}€"
    page.goto(live_portal.url + reverse("reimbursements:statement", args=[statement.public_id]))
    expect(page.get_by_role("heading", level=1)).to_contain_text(statement.number)
    text = re.sub(r"\s+", " ", page.locator("main").inner_text())
    for amount in estimate.values():
        assert re.sub(r"\s+", " ", amount) in text


def test_the_estimate_answers_while_one_types_and_what_is_typed_is_kept(page, mine, person):
    page = mine(page)
    page.get_by_role("link", name="Send bills").first.click()
    page.get_by_role("button", name="Begin with the first bill").click()
    expect(page.locator("#estimate")).to_contain_text("The estimate appears when you enter an act.")
    fill_in(page, who="Marie Beispill", amount="70,00", days=9)
    page.get_by_label("Convenience fee (CP)").focus()
    expect(page.locator("#estimate")).to_contain_text("Estimate: 55.09")
    expect(page.locator("#estimate")).to_contain_text("More was invoiced than the tariff.")
    expect(page.get_by_role("status").filter(has_text="Saved at")).to_contain_text("55.09")
    page.get_by_label("Lou Beispill").check()
    expect(page.locator("#estimate")).to_contain_text("Estimate: 62.60")
    page.get_by_label("Paid on").fill("31/02/2026")
    page.get_by_label("Paid on").blur()
    expect(page.get_by_role("status").filter(has_text="Not saved yet")).to_contain_text("Paid on")
    page.reload()  # as if another day
    expect(page.get_by_label("Total of the bill")).to_have_value("70.00")
    expect(page.get_by_label("Lou Beispill")).to_be_checked()
    assert Bill.objects.get().lines.count() == 1


@pytest.mark.parametrize("leave", ["by a link", "by another address"])
def test_what_is_typed_is_kept_also_when_the_page_is_left_before_the_field(
    page, mine, person, leave
):
    bill = draft_of(person).bills.get()
    page = mine(page)
    page.goto(page.url + f"bills/{bill.public_id}/")
    expect(page.get_by_role("heading", name="What stands on the bill")).to_be_visible()
    page.get_by_label("Note for the agent").press_sequentially("One word more")
    if leave == "by a link":
        page.get_by_role("link", name="All bills of this claim").click()
    else:
        page.goto(page.url.replace(f"bills/{bill.public_id}/", ""))
    expect(page.get_by_role("heading", name="What stands on the bill")).to_have_count(0)
    for _ in range(30):  # it is on its way
        bill.refresh_from_db()
        if bill.note:
            break
        page.wait_for_timeout(100)
    assert bill.note == "One word more"


@pytest.mark.parametrize("why", ["the portal cannot be reached", "signed out"])
def test_what_could_not_be_kept_is_said(page, mine, person, heard, why):
    bill = draft_of(person).bills.get()
    page = mine(page)
    page.goto(page.url + f"bills/{bill.public_id}/")
    expect(page.get_by_role("heading", name="What stands on the bill")).to_be_visible()
    if why == "signed out":
        page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    else:
        page.context.set_offline(True)
    page.get_by_label("Note for the agent").fill("One word more")
    page.get_by_label("Note for the agent").blur()
    advice = "load the page" if why == "signed out" else "keep this page open"
    expect(page.get_by_role("status").filter(has_text="Not saved")).to_contain_text(advice)
    expect(page.get_by_label("Note for the agent")).to_have_value("One word more")
    page.context.set_offline(False)
    heard.clear()  # the browser complains, too


def test_a_provider_is_picked_from_what_is_suggested(page, mine, person):
    claim = draft_of(person, provider=ProviderFactory(name="Dr Muller"))
    page = mine(page)
    page.goto(page.url + f"bills/{claim.bills.get().public_id}/")
    field = page.get_by_label("Provider: code or name")
    field.fill("")
    field.press_sequentially("web")
    option = page.locator("#providers option")
    expect(option).to_have_attribute("value", "Dr Weber (90123456)")
    field.fill("Dr Weber (90123456)")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("heading", name="Bill 1: Dr Weber")).to_be_visible()


def test_every_page_on_the_way_looks_right_also_with_errors(page, mine, person):
    claim = draft_of(person)
    bill = claim.bills.get()
    add_bill(claim, pages=0, patient=None, total=None, document_kind="reminder", country="BE")
    add_page(bill, rejected=True)
    sent = ClaimFactory(person=person)
    add_bill(sent)
    page = mine(page)
    here = page.url
    for name, path in (
        ("bills-list", ""),
        ("bills-new", "new/"),
        ("bills-draft", f"drafts/{claim.public_id}/"),
        ("bills-bill", f"bills/{bill.public_id}/?acts=2"),
        ("bills-check", f"drafts/{claim.public_id}/check/"),
        ("bills-sent", f"{sent.public_id}/sent/"),
    ):
        page.goto(here + path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        seen(page, name)
    page.goto(f"{here}bills/{bill.public_id}/")
    page.get_by_label("Total of the bill").fill("much")
    page.get_by_label("Amount, without the fee").fill("little")
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_role("alert")).to_contain_text("Act 1: enter the amount")
    seen(page, "bills-errors")
