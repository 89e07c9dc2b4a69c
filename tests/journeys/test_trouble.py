"""What goes wrong on the way: a lost race, a time that is no longer kept, wrong answers, Back."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from appointments.models import Appointment
from cns_portal import clock
from tests.factories import AppointmentFactory
from tests.journeys.looking import looks_right
from tests.journeys.steps import PHOTO, VISITOR, Journey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def fill_the_agency(agency, starts_at) -> None:
    """Everybody else takes this time."""
    for desk in agency.desks.filter(channel="on_site"):
        AppointmentFactory(agency=agency, desk=desk, starts_at=starts_at)


def test_losing_the_time_twice_keeps_every_answer(journey, page, agency):
    """Once between looking and choosing, once between typing and sending."""
    journey.start()
    journey.choose_what_and_where()
    first = journey.choose_time()
    journey.heading("Your details")
    held = Appointment.objects.get(status="held")
    page.go_back()
    Appointment.objects.update(status="expired", hold_expires_at=None)
    fill_the_agency(agency, held.starts_at)
    page.locator(".chip", has_text=first).first.click()
    journey.press()
    expect(page.get_by_role("alert")).to_contain_text("Somebody else has just taken this time.")
    expect(page.get_by_role("heading", name="The nearest free times")).to_be_visible()
    looks_right(page)
    page.locator("section", has_text="The nearest free times").get_by_role("button").first.click()
    journey.give_details()

    journey.heading("Check your answers before sending")
    second = Appointment.objects.get(status="held")
    Appointment.objects.filter(pk=second.pk).update(status="expired", hold_expires_at=None)
    fill_the_agency(agency, second.starts_at)
    journey.send()
    journey.heading("When would you like to come?")
    expect(page.get_by_role("alert")).to_contain_text("somebody else has taken it since")
    looks_right(page)
    page.locator("section", has_text="The nearest free times").get_by_role("button").first.click()
    journey.heading("Check your answers before sending")
    expect(page.get_by_text(VISITOR["E-mail address"])).to_be_visible()
    journey.send()
    journey.heading("Your appointment is confirmed")


def test_the_time_runs_out_while_typing_and_nothing_is_lost(journey, page):
    journey.start()
    journey.choose_what_and_where()
    journey.choose_time()
    journey.heading("Your details")
    soon = clock.now() + timedelta(seconds=3)
    Appointment.objects.update(hold_expires_at=soon)
    page.reload()
    journey.fill(VISITOR)
    page.get_by_label("Copy of your identity card").set_input_files(PHOTO)
    told = page.locator("[data-countdown]")
    expect(told.locator("[data-text]")).to_contain_text("This time is no longer kept for you.")
    expect(told.get_by_role("status")).to_contain_text("What you typed is not lost")
    looks_right(page)
    expect(page.get_by_label("Last name")).to_have_value(VISITOR["Last name"])
    journey.press("Keep it longer")
    journey.heading("Your details")
    expect(page.get_by_text("The time is kept for you until")).to_be_visible()
    for label, value in VISITOR.items():
        expect(page.get_by_label(label)).to_have_value(value)
    expect(page.get_by_text("A copy of your identity card is attached")).to_be_visible()
    kept = Appointment.objects.get(status="held")  # its end may have been written down before
    assert kept.hold_expires_at > clock.now() + timedelta(minutes=8)
    journey.press()
    journey.heading("Check your answers before sending")


def test_back_shows_every_answer_again(journey, page):
    time = journey.to_the_check_page()
    for question in (
        "Your details",
        "When would you like to come?",
        "Where would you like to come?",
        "How would you like to meet us?",
        "What is your appointment about?",
    ):
        page.get_by_role("link", name="Back").click()
        journey.heading(question)
        if question == "Your details":
            for label, value in VISITOR.items():
                expect(page.get_by_label(label)).to_have_value(value)
            expect(page.get_by_text("A copy of your identity card is attached")).to_be_visible()
        elif question == "When would you like to come?":
            expect(page.locator(".chip", has=page.locator("input:checked"))).to_have_text(time)
        else:
            expect(page.get_by_role("radio", checked=True)).to_have_count(1)
    for _ in range(5):
        page.go_back()
    journey.heading("Check your answers before sending")
    journey.send()
    journey.heading("Your appointment is confirmed")
    page.go_back()
    page.wait_for_load_state()
    assert Appointment.objects.count() == 1


def test_wrong_answers_get_their_sentences_and_the_cursor(journey, page):
    journey.start()
    journey.press()
    expect(page.get_by_role("alert")).to_be_focused()
    looks_right(page)
    journey.choose_what_and_where(topic="Reimbursement of medical bills")
    journey.choose_time()
    journey.heading("Your details")
    journey.choose("For me")
    journey.fill({**VISITOR, "E-mail address": "vera", "Matricule": "1980011500122"})
    page.get_by_label("Copy of your identity card").set_input_files(
        {"name": "card.jpg", "mimeType": "image/jpeg", "buffer": b"<html><script>alert(1)</script>"}
    )
    journey.press()
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(page).to_have_title("Error: Your details – CNS portal")
    expect(alert).to_contain_text("This is not a valid matricule")
    expect(alert).to_contain_text("Enter an e-mail address such as")
    expect(alert).to_contain_text("The chosen file is not what its name says")
    looks_right(page)
    alert.get_by_role("link", name="Enter an e-mail address").click()
    expect(page.get_by_label("E-mail address")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("vera@people.example")
    page.get_by_label("Matricule").fill("")
    page.get_by_label("Copy of your identity card").set_input_files(PHOTO)
    journey.press()
    journey.heading("Check your answers before sending")


def test_a_file_of_forty_megabytes_is_refused_before_and_after_it_is_sent(
    journey, page, open_page, live_portal, tmp_path
):
    """A script says so at once; without scripts the server does, and keeps what was typed."""
    big = tmp_path / "card.jpg"
    big.write_bytes(bytes(40 * 1024 * 1024))
    journey.start()
    journey.choose_what_and_where()
    journey.choose_time()
    page.wait_for_load_state()  # until then no script looks at what is chosen
    page.get_by_label("Copy of your identity card").set_input_files(big)
    expect(page.get_by_text("This file is bigger than 10 MB.")).to_be_visible()
    plain = Journey(open_page(java_script_enabled=False), live_portal.url)
    plain.start()
    plain.choose_what_and_where()
    plain.choose_time(1)
    plain.give_details(photo=big)
    expect(plain.page.get_by_role("alert")).to_contain_text("This file is bigger than 10 MB.")
    expect(plain.page.get_by_label("Last name")).to_have_value(VISITOR["Last name"])


def test_a_double_click_sends_once(journey, page):
    journey.to_the_check_page()
    page.get_by_role("button", name="Send the request").dblclick()
    journey.heading("Your appointment is confirmed")
    assert Appointment.objects.filter(procedure__isnull=False).count() == 1
