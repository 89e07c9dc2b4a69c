"""Moving one's own appointment: signed in, by the link, without scripts, with the keyboard."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from appointments.choices import Status
from appointments.models import Appointment
from cns_portal import clock
from cns_portal.kernel import civil_time
from tests.appointments.doors import Door
from tests.factories import AppointmentFactory, at, working_day
from tests.journeys.looking import looks_right
from tests.journeys.paper import Paper
from tests.journeys.test_every_page import take_over
from tests.journeys.test_keyboard import Keyboard

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def day():
    return working_day(after=clock.today(), count=5)


def words_of(start) -> str:
    wall = civil_time.wall(start)
    return f"{wall:%A} {wall.day} {wall:%B %Y}, {wall.hour}:{wall:%M}"


def open_move(page, portal, door) -> None:
    """From the appointment's own page, by its button."""
    page.goto(portal.url + door.url("detail"))
    page.get_by_role("link", name="Move to another time").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Which time suits you better?")


def choose_day(page, day) -> None:
    days = page.get_by_role("navigation", name="Days with free times")
    days.locator(f'a[href*="day={day.isoformat()}"]').click()
    expect(
        page.get_by_role("heading", level=2, name=f"{day:%A} {day.day} {day:%B}")
    ).to_be_visible()


def choose_time(page, words: str) -> None:
    page.get_by_role("radio", name=words, exact=True).check(force=True)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Move the appointment to this time?")


def confirm(page) -> None:
    page.get_by_role("button", name="Move the appointment").click()
    expect(page.get_by_text("Your appointment has been moved")).to_be_visible()


def test_signed_in_to_another_agency_and_back(page, live_portal, worker, mailbox, agency, day):
    door = Door("signed in", agency, starts_at=at(day, 9, 30))
    take_over(page, live_portal, door.client)
    old = door.appointment
    open_move(page, live_portal, door)
    page.get_by_label("Agency").select_option("Any agency: the earliest time")
    page.get_by_role("button", name="Show its times").click()
    hollerich = (
        page.get_by_label("Agency").locator("option", has_text="Hollerich").get_attribute("value")
    )
    page.get_by_label("Agency").select_option(hollerich)
    page.get_by_role("button", name="Show its times").click()
    choose_day(page, day)
    choose_time(page, "9:45")
    expect(page.get_by_text(words_of(old.starts_at))).to_be_visible()
    expect(page.get_by_text(words_of(at(day, 9, 45)))).to_be_visible()
    looks_right(page)
    page.get_by_role("link", name="Choose another time").click()
    choose_time(page, "10:00")
    confirm(page)
    looks_right(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(words_of(at(day, 10)))
    new = door.present
    assert (new.agency.slug, new.starts_at) == (hollerich, at(day, 10))
    assert new.check_in_code == old.check_in_code
    note = mailbox.wait_for(door.person.email)
    assert "10:00" not in note.text + note.subject
    # The time that was given back can be had again.
    AppointmentFactory(desk=old.desk, starts_at=old.starts_at)


def test_by_the_link_the_new_papers_come_and_the_old_ones_stay_good(
    page, live_portal, worker, mailbox, agency, day
):
    door = Door("by link", agency, starts_at=at(day, 9, 30))
    address = door.appointment.participants.get().email
    page.goto(live_portal.url + door.url("detail"))
    with page.expect_download() as before:
        page.get_by_role("link", name="Add to your calendar").click()
    first = before.value.path().read_text()
    open_move(page, live_portal, door)
    choose_day(page, day)
    looks_right(page)
    choose_time(page, "11:00")
    looks_right(page)
    confirm(page)
    looks_right(page)

    letter = mailbox.wait_for(address)
    assert "You have moved your appointment." in letter.text
    assert letter.event.start == civil_time.wall(at(day, 11))
    assert f"UID:{letter.event['UID']}" in first.replace("\r\n ", "")
    assert (letter.event["SEQUENCE"], "SEQUENCE:0" in first) == (1, True)
    paper = Paper(letter.file(".pdf"))
    assert paper.scanned == [door.appointment.check_in_code]
    assert letter.link in paper.links

    page.goto(live_portal.url + door.url("detail"))  # the link of the first mail
    expect(page.get_by_text(words_of(at(day, 11)))).to_be_visible()
    expect(page.get_by_text("Your appointment has been moved")).to_have_count(0)


def test_a_time_that_somebody_takes_meanwhile_keeps_the_appointment(
    page, live_portal, worker, agency, day
):
    door = Door("by link", agency, starts_at=at(day, 9, 30))
    open_move(page, live_portal, door)
    choose_day(page, day)
    choose_time(page, "10:00")
    for desk in (door.appointment.desk, _other_desk(door.appointment)):
        AppointmentFactory(desk=desk, starts_at=at(day, 10))
    page.get_by_role("button", name="Move the appointment").click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody else has just taken this time")
    expect(page.get_by_role("alert")).to_contain_text("you keep your appointment")
    looks_right(page)
    assert door.present == door.appointment
    page.get_by_role("button", name="10:15").first.click()
    confirm(page)
    assert door.present.starts_at == at(day, 10, 15)


def _other_desk(appointment):
    desks = type(appointment.desk).objects.filter(agency=appointment.agency, channel="on_site")
    return desks.exclude(pk=appointment.desk_id).get()


@pytest.mark.parametrize("kind", ["signed in", "by link"])
def test_without_scripts(open_page, live_portal, worker, agency, day, kind):
    page = open_page(java_script_enabled=False)
    door = Door(kind, agency, starts_at=at(day, 9, 30))
    if kind == "signed in":
        take_over(page, live_portal, door.client)
    open_move(page, live_portal, door)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    choose_day(page, day)
    choose_time(page, "14:00")
    confirm(page)
    assert door.present.starts_at == at(day, 14)
    page.reload()
    assert Appointment.objects.filter(status=Status.MOVED).count() == 1


def test_with_the_keyboard_alone(page, live_portal, worker, agency, day):
    door = Door("signed in", agency, starts_at=at(day, 9, 30))
    take_over(page, live_portal, door.client)
    keyboard = Keyboard(page)
    page.goto(live_portal.url + door.url("detail"))
    keyboard.to(page.get_by_role("link", name="Move to another time"))
    page.keyboard.press("Enter")
    days = page.get_by_role("navigation", name="Days with free times")
    keyboard.to(days.get_by_role("link").nth(2))
    page.keyboard.press("Enter")
    page.wait_for_url("**day=**")
    keyboard.choose(page.get_by_role("group", name="Morning"), "10:30")
    keyboard.press("Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Move the appointment to this time?")
    keyboard.press("Move the appointment")
    expect(page.get_by_text("Your appointment has been moved")).to_be_visible()
    assert f"{civil_time.wall(door.present.starts_at):%H:%M}" == "10:30"


def test_which_bills_to_bring_without_scripts(open_page, live_portal, worker, agency, day):
    page = open_page(java_script_enabled=False)
    door = Door("by link", agency, topic="reimbursement", starts_at=at(day, 9, 30))
    page.goto(live_portal.url + door.url("detail"))
    page.get_by_role("link", name="Which bills should I bring?").click()
    page.get_by_role("button", name="Add a row").click()
    for number, (kind, amount, age) in enumerate(
        (("Medicines", "60,50", 2), ("Physiotherapy", "200", 2), ("Doctor or dentist", "39.50", 14))
    ):
        row = page.get_by_role("group", name=f"Bill {number + 1}")
        row.get_by_label("What the bill is for").select_option(kind)
        row.get_by_label("Amount in euros").fill(amount)
        row.get_by_label("Day of payment").fill(f"{day - timedelta(days=age):%d/%m/%Y}")
    address = page.url
    page.get_by_role("button", name="Check the bills").click()
    expect(page.get_by_text("Your bills are enough")).to_be_visible()
    expect(page.get_by_text("EUR 100.00").first).to_be_visible()
    expect(page.get_by_text("Do not bring this bill.")).to_have_count(1)
    assert page.url == address


def test_the_page_of_bills_looks_right_with_errors_and_with_an_answer(
    page, live_portal, worker, agency, day
):
    door = Door("signed in", agency, topic="reimbursement", starts_at=at(day, 9, 30))
    take_over(page, live_portal, door.client)
    page.goto(live_portal.url + door.url("bills"))
    looks_right(page)
    row = page.get_by_role("group", name="Bill 1")
    row.get_by_label("Amount in euros").fill("sixty")
    page.get_by_role("button", name="Check the bills").click()
    expect(page.get_by_role("alert")).to_be_focused()
    looks_right(page)
    row.get_by_label("What the bill is for").select_option("Dietician")
    row.get_by_label("Amount in euros").fill("60")
    row.get_by_label("Day of payment").fill(f"{day:%d/%m/%Y}")
    page.get_by_role("button", name="Check the bills").click()
    expect(page.get_by_role("heading", name="The answer")).to_be_focused()
    looks_right(page)
