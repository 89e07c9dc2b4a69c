"""Acting for somebody: a child's file, a mandate from offer to end, two tabs with two files."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from cns_portal import clock
from insured.models import Mandate
from tests.factories import AppointmentFactory, InsuredPersonFactory
from tests.insured.acting import a_child, a_mandate, a_parent, browser_of
from tests.insured.factories import MandateFactory
from tests.journeys.looking import looks_right
from tests.journeys.test_every_page import take_over
from tests.journeys.test_keyboard import Keyboard

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SPACE, LIST, ACTING = "/en/espace/", "/en/espace/appointments/", "/en/espace/family/acting/"


@pytest.fixture
def marie(agency):
    return a_parent()


@pytest.fixture
def max_(marie, agency):
    child = a_child(marie)
    AppointmentFactory(person=child, agency=agency)
    return child


@pytest.fixture
def as_person(open_page, live_portal, worker):
    """A browser in which this person has signed in."""

    def as_person(person, **options):
        page = open_page(**options)
        take_over(page, live_portal, browser_of(person))
        page.goto(live_portal.url + SPACE)
        return page

    return as_person


def heading(page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def banner(page, name: str) -> None:
    expect(page.get_by_role("region", name="Whose file is open")).to_contain_text(name)


def choose_file(page, name: str) -> None:
    page.locator(".files summary").click()
    page.get_by_role("button", name=name).first.click()


def test_a_parent_acts_for_a_child_and_comes_back(marie, max_, as_person):
    page = as_person(marie)
    page.locator(".files summary").click()
    expect(page.get_by_role("button", name="Max Beispill as a parent")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Max Beispill as a parent").click()
    banner(page, "Max Beispill")
    looks_right(page)
    page.get_by_role("link", name="My appointments").first.click()
    banner(page, "Max Beispill")
    page.get_by_role("link", name="Cancel this appointment").first.click()
    page.get_by_role("button", name="Yes, cancel this appointment").click()
    expect(page.get_by_text("Your appointment is cancelled.")).to_be_visible()
    page.get_by_role("button", name="Back to my own file").click()
    expect(page.get_by_text("Your own file is open.")).to_be_visible()
    expect(page.locator(".whose-file")).to_have_count(0)


def test_a_form_of_another_file_in_another_tab_is_refused_and_says_why(
    marie, max_, as_person, live_portal
):
    first = as_person(marie)
    choose_file(first, "Max Beispill")
    first.goto(live_portal.url + LIST)
    first.get_by_role("link", name="Cancel this appointment").first.click()
    second = first.context.new_page()
    second.goto(live_portal.url + SPACE)
    banner(second, "Max Beispill")
    second.get_by_role("button", name="Back to my own file").click()
    expect(second.get_by_text("Your own file is open.")).to_be_visible()

    first.get_by_role("button", name="Yes, cancel this appointment").click()
    heading(first, "This form cannot be sent")
    expect(first.get_by_text("nothing was changed")).to_be_visible()
    expect(first.get_by_text("The file of Marie Beispill is open now.")).to_be_visible()
    looks_right(first)
    assert max_.dossier.procedures.get().current_state == "confirmed"

    first.get_by_role("link", name="Go to my space").click()
    choose_file(first, "Max Beispill")
    first.goto(live_portal.url + LIST)
    first.get_by_role("link", name="Cancel this appointment").first.click()
    first.get_by_role("button", name="Yes, cancel this appointment").click()
    expect(first.get_by_text("Your appointment is cancelled.")).to_be_visible()


def test_a_mandate_from_the_offer_to_its_end(agency, as_person, live_portal):
    josette = InsuredPersonFactory(signs_in=True, first_name="Josette", last_name="Fiktiv")
    claire = InsuredPersonFactory(signs_in=True, first_name="Claire", last_name="Fantasie")
    AppointmentFactory(person=josette, agency=agency)
    giving = as_person(josette)
    giving.goto(live_portal.url + ACTING)
    looks_right(giving)
    giving.get_by_role("link", name="Give a mandate").click()
    looks_right(giving)
    giving.get_by_role("button", name="Offer the mandate").click()
    expect(giving.get_by_role("alert")).to_be_visible()
    looks_right(giving)
    giving.get_by_label("First and last name").fill("Claire Fantasie")
    giving.get_by_label("Matricule of this person").fill(claire.matricule)
    giving.get_by_role("checkbox", name="Appointments").check()
    giving.get_by_role("button", name="Offer the mandate").click()
    expect(giving.get_by_text("Your mandate is offered to Claire Fantasie.")).to_be_visible()
    expect(giving.get_by_text("Waiting for an answer")).to_be_visible()

    holding = as_person(claire)
    holding.goto(live_portal.url + ACTING)
    looks_right(holding)
    holding.get_by_role("button", name="Accept the mandate of Josette Fiktiv").click()
    expect(holding.get_by_text("You have accepted the mandate")).to_be_visible()
    holding.get_by_role("button", name="Open the file of Josette Fiktiv").click()
    banner(holding, "Josette Fiktiv")
    looks_right(holding)
    holding.goto(f"{live_portal.url}/en/espace/messages/")
    heading(holding, "The mandate does not open this page")
    looks_right(holding)
    holding.goto(live_portal.url + LIST)
    holding.get_by_role("link", name="Cancel this appointment").first.click()

    giving.goto(live_portal.url + ACTING)
    looks_right(giving)
    giving.get_by_role("link", name="Claire Fantasie").click()
    heading(giving, "Your mandate for Claire Fantasie")
    looks_right(giving)
    giving.get_by_role("button", name="End at once").click()
    expect(giving.get_by_text("The mandate has ended.")).to_be_visible()

    holding.get_by_role("button", name="Yes, cancel this appointment").click()
    expect(holding.get_by_text("You may no longer open the file of Josette Fiktiv")).to_be_visible()
    assert josette.dossier.procedures.get().current_state == "confirmed"
    looks_right(holding)


def test_all_kinds_of_mandates_on_one_page(marie, max_, as_person, live_portal):
    mandate = a_mandate("appointments", "reimbursements", holder=marie)
    a_mandate("insurance", grantor=marie, holder=mandate.grantor)
    MandateFactory(grantor=marie, offer_ends_at=clock.now() + timedelta(days=3))
    ended = a_mandate("incapacity", grantor=marie)
    Mandate.objects.filter(pk=ended.pk).update(revoked_at=clock.now(), revoked_by=marie.account)
    page = as_person(marie)
    page.goto(live_portal.url + ACTING)
    page.locator(".mandates-over summary").click()
    looks_right(page)
    choose_file(page, "Max Beispill")
    page.goto(live_portal.url + ACTING)
    heading(page, "This page belongs to your own file")
    looks_right(page)


def test_with_the_keyboard_alone(marie, max_, as_person):
    page = as_person(marie)
    keyboard = Keyboard(page)
    keyboard.to(page.locator(".files summary"))
    page.keyboard.press("Enter")
    keyboard.to(page.get_by_role("button", name="Max Beispill as a parent"))
    page.keyboard.press("Enter")
    banner(page, "Max Beispill")
    keyboard.to(page.get_by_role("link", name="Skip to main content"))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    back = page.get_by_role("button", name="Back to my own file")
    expect(back).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your own file is open.")).to_be_visible()


def test_without_scripts(marie, max_, as_person):
    page = as_person(marie, java_script_enabled=False)
    choose_file(page, "Max Beispill")
    banner(page, "Max Beispill")
