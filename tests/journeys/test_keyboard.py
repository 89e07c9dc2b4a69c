"""The whole way with the keyboard alone: everything is reached, seen and done without a mouse."""

import pytest
from playwright.sync_api import expect

from appointments.models import Appointment
from tests.journeys.steps import PHOTO, VISITOR

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

IS_SEEN = """() => {
  const focused = document.activeElement;
  const shown = [focused, focused.nextElementSibling, focused.closest("label, .choice")];
  return shown.some((element) => {
    if (!element) return false;
    const style = getComputedStyle(element);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)
      || style.boxShadow !== "none";
  });
}"""


class Keyboard:
    """Tab, arrows, space and Enter."""

    def __init__(self, page) -> None:
        self.page = page

    def to(self, target, *, most: int = 90) -> None:
        """Press Tab until `target` has the focus, which must then be seen."""
        for _ in range(most):
            if target.evaluate("element => element === document.activeElement"):
                assert self.page.evaluate(IS_SEEN), f"the focus on {target} is not seen"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} is not reached with Tab")

    def press(self, name: str) -> None:
        self.to(self.page.get_by_role("button", name=name, exact=True))
        self.page.keyboard.press("Enter")

    def choose(self, group, name: str) -> None:
        """Go to the group of radio buttons and down to the one of this name."""
        wanted = group.get_by_role("radio", name=name)
        checked = group.locator("input:checked")
        self.to(checked if checked.count() else group.get_by_role("radio").first)
        for _ in range(40):
            if wanted.is_checked():
                return
            nothing_yet = group.locator("input:checked").count() == 0
            self.page.keyboard.press("Space" if nothing_yet else "ArrowDown")
        raise AssertionError(f"{name} is not reached with the arrows")


def test_the_whole_way_with_the_keyboard(journey, page):
    keyboard, main = Keyboard(page), page.get_by_role("main")
    # Heard from the start: asked for only when it is about to open, a busy machine misses it.
    page.on("filechooser", lambda chooser: chooser.set_files(PHOTO))
    journey.open()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    keyboard.choose(main, "Continue without signing in")
    keyboard.to(page.get_by_role("checkbox"))
    page.keyboard.press("Space")
    keyboard.press("Start")
    for question, answer in (
        ("What is your appointment about?", "Information – documents"),
        ("How would you like to meet us?", "At an agency"),
        ("Where would you like to come?", "Wiltz"),
    ):
        journey.heading(question)
        keyboard.choose(main, answer)
        keyboard.press("Continue")
    journey.heading("When would you like to come?")
    days = page.get_by_role("navigation", name="Days with free times")
    keyboard.to(days.get_by_role("link").nth(1))
    page.keyboard.press("Enter")
    page.wait_for_url("**day=**")
    keyboard.choose(page.get_by_role("group", name="Morning"), "9:30")
    keyboard.press("Continue")

    journey.heading("Your details")
    keyboard.press("Continue")
    expect(page.get_by_role("alert")).to_be_focused()
    keyboard.to(page.get_by_role("alert").get_by_role("link", name="First name"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("First name")).to_be_focused()
    for label, value in VISITOR.items():
        keyboard.to(page.get_by_label(label))
        page.keyboard.type(value)
    copy = page.get_by_label("Copy of your identity card")
    keyboard.to(copy)
    page.keyboard.press("Enter")
    expect(copy).not_to_have_value("")
    keyboard.to(page.get_by_label("Last name"), most=120)
    page.keyboard.press("Enter")  # in a field, Enter goes on: it neither leaves nor waits

    journey.heading("Check your answers before sending")
    keyboard.to(page.get_by_role("link", name="the time"))
    page.keyboard.press("Enter")
    journey.heading("When would you like to come?")
    keyboard.choose(page.get_by_role("group", name="Morning"), "9:45")
    keyboard.press("Continue")
    journey.heading("Check your answers before sending")
    keyboard.press("Send the request")
    journey.heading("Your appointment is confirmed")
    assert Appointment.objects.filter(status="confirmed").count() == 1
