"""What somebody does on a page before its scripts have come over a slow network is not lost."""

import pytest
from playwright.sync_api import expect

from cns_portal import clock
from cns_portal.procedures.models import Reply
from incapacity.models import CertificatePage
from tests.appointments.doors import Door
from tests.appointments.visitors import JPEG
from tests.factories import AppointmentFactory, at, working_day
from tests.incapacity.sheets import a_draft, marie
from tests.insured.acting import browser_of
from tests.journeys.files import a_photo, choose, stands
from tests.journeys.test_every_page import take_over
from tests.reimbursements.sendable import draft_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHOTO = {"name": "letter.jpg", "mimeType": "image/jpeg", "buffer": JPEG}
PROGRAM = {"name": "tool.exe", "mimeType": "application/octet-stream", "buffer": b"MZ" * 99}


class Slow:
    """A page whose scripts are on their way until they are let through."""

    def __init__(self, page, address: str) -> None:
        self.page = page
        self._held: list | None = []
        page.route("**/js/**", self._hold)
        page.goto(address, wait_until="commit")

    def _hold(self, route) -> None:
        if self._held is None:
            route.continue_()
        else:
            self._held.append(route)

    def scripts_come(self) -> None:
        held, self._held = self._held, None
        assert held
        for route in held:
            route.continue_()
        self.page.wait_for_load_state()


@pytest.fixture
def person(agency):
    return marie()


@pytest.fixture
def slow(page, live_portal, person):
    def slow(path: str) -> Slow:
        take_over(page, live_portal, browser_of(person))
        return Slow(page, f"{live_portal.url}/en/{path}")

    return slow


def test_files_chosen_for_a_certificate_are_sent(slow, page, worker, person):
    certificate = a_draft(person)
    slowly = slow(f"espace/incapacity/drafts/{certificate.public_id}/")
    choose(page, a_photo("sheet.jpg"), a_photo("second.jpg"))
    slowly.scripts_come()
    stands(page, "sheet.jpg", "second.jpg")
    assert CertificatePage.objects.filter(certificate=certificate).count() == 2


def test_a_file_of_a_kind_that_is_not_accepted_is_said_to_be(slow, page):
    slowly = slow("data-protection/request/")
    page.get_by_label("Copy of your identity document").set_input_files([PROGRAM])
    slowly.scripts_come()
    expect(page.get_by_text("This file is of a kind that is not accepted.")).to_be_visible()


def test_a_file_of_an_answer_goes_with_it(slow, page, worker, agency, person):
    case = AppointmentFactory(agency=agency, person=person).procedure
    slowly = slow(f"espace/procedures/{case.reference}/?tab=messages")
    page.get_by_label("Your message").fill("Here is the letter.")
    page.get_by_label("Add files").set_input_files([PHOTO])
    slowly.scripts_come()
    expect(page.get_by_role("button", name="Remove letter.jpg")).to_be_visible()
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_text("Your message has been sent")).to_be_visible()
    assert Reply.objects.get(procedure=case).enclosures.count() == 1


@pytest.mark.parametrize(
    ("label", "typed"), [("Note for the agent", "One word more"), ("Total of the bill", "99.00")]
)
def test_what_is_typed_is_kept(slow, page, person, label, typed):
    bill = draft_of(person).bills.get()
    slowly = slow(f"espace/reimbursements/bills/{bill.public_id}/")
    page.get_by_label(label).fill(typed)
    slowly.scripts_come()
    expect(page.get_by_role("status").filter(has_text="Saved at")).to_be_visible()
    bill.refresh_from_db()
    assert typed in (bill.note, str(bill.total))


def test_what_is_chosen_in_a_list_is_kept(slow, page, person):
    bill = draft_of(person).bills.get()
    slowly = slow(f"espace/reimbursements/bills/{bill.public_id}/")
    page.get_by_label("Country").select_option("BE")
    slowly.scripts_come()
    expect(page.get_by_role("status").filter(has_text="Saved at")).to_be_visible()
    bill.refresh_from_db()
    assert bill.country == "BE"


def test_what_is_ticked_stays_ticked(page, live_portal, agency):
    starts_at = at(working_day(after=clock.today(), count=3), 9, 30)
    door = Door("by link", agency, topic="reimbursement", starts_at=starts_at)
    slowly = Slow(page, live_portal.url + door.url("phone"))
    bills = page.get_by_role("checkbox", name="The original bills")
    bills.check()
    slowly.scripts_come()
    expect(bills).to_be_checked()
    page.reload()
    expect(bills).to_be_checked()
