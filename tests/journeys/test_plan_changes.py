"""The plan changes: a supervisor closes an afternoon; a review finds what nobody decided about."""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from appointments.models import Appointment, Closure
from appointments.services import deciding, reviewing
from cns_portal import clock
from tests.appointments.agents import window_of
from tests.factories import (
    AccountFactory,
    AppointmentFactory,
    ClosureFactory,
    DocumentFactory,
    at,
    visitor,
    working_day,
)
from tests.journeys.looking import looks_right
from tests.journeys.test_every_page import take_over

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PICTURES = os.environ.get("PLAN_PICTURES")
DAY = working_day(after=clock.today(), count=4)


@pytest.fixture
def people():
    return [visitor(first_name=name, last_name="Touched") for name in ("Vera", "Paul", "Lena")]


@pytest.fixture
def booked(agency, people):
    """Three appointments on an afternoon, agreed by the worker's own rules."""
    found = [
        AppointmentFactory(
            agency=agency,
            starts_at=at(DAY, 13 + n, 15),
            applicant=person,
            requested=True,
            identity_copy=DocumentFactory(),
        )
        for n, person in enumerate(people)
    ]
    for appointment in found:
        deciding.check_request(appointment.pk)
    return found


@pytest.fixture
def supervisor(page, live_portal):
    take_over(page, live_portal, window_of(AccountFactory(supervisor=True)))
    return page


def picture(page, name):
    if PICTURES:
        for scheme, width in (("light", 1280), ("dark", 360)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)


def letter_picture(open_page, letter, name):
    if PICTURES:
        page = open_page()
        page.set_content(letter.html)
        picture(page, name)


def look(page, name):
    picture(page, name)
    looks_right(page)


def close_the_afternoon(page, live_portal, agency):
    page.goto(f"{live_portal.url}/admin/appointments/closure/add/")
    page.get_by_label("Agency").select_option(label=agency.name)
    page.get_by_label("Day").fill(DAY.isoformat())
    page.get_by_label("From", exact=False).first.fill("12:00")
    page.get_by_label("Until", exact=False).first.fill("17:00")
    page.get_by_label("Reason").fill("Staff training")
    page.get_by_role("button", name="Save", exact=True).click()


def test_a_supervisor_closes_an_afternoon_and_moves_everybody(
    supervisor, agency, booked, people, worker, mailbox, live_portal, open_page
):
    page = supervisor
    close_the_afternoon(page, live_portal, agency)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "3 appointments no longer fit after this change"
    )
    for person in people:
        expect(page.get_by_text(person.full_name)).to_be_visible()
    assert not Closure.objects.exists()
    look(page, "question")
    page.get_by_role("button", name="Save, and do this").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "question-error")
    page.get_by_role("radio", name="Move it to the nearest free time").check()
    page.get_by_role("radio", name="The agency has to close at this time. We apologise.").check()
    page.get_by_label("In your own words").fill("We train on a new machine.")
    page.get_by_label(f"What becomes of it: {booked[2].procedure.reference}").select_option(
        label="Cancel it"
    )
    page.get_by_role("button", name="Save, and do this").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "What became of the touched appointments"
    )
    expect(page.get_by_text("Everything is done.")).to_be_visible()
    expect(page.get_by_text("Moved; the person is being told")).to_have_count(2)
    look(page, "results")

    new = Appointment.objects.get(rescheduled_from=booked[0])
    told = mailbox.wait_for(people[0].email, 2)
    for words in (
        "The agency has to close at this time. We apologise.",
        "We train on a new machine.",
        "Other times that are free now",
    ):
        assert words in told.text
    assert told.event["DTSTART"].dt == new.starts_at
    cancelled = mailbox.wait_for(people[2].email, 2)
    assert cancelled.calendar["METHOD"] == "CANCEL"
    letter_picture(open_page, told, "mail-moved")

    page.goto(f"{live_portal.url}/admin/appointments/appointment/{new.pk}/change/")
    expect(page.get_by_text("The rules allowed it.")).to_be_visible()
    look(page, "appointment")


def test_staff_decide_by_the_links_of_the_review(
    page, agency, booked, people, worker, mailbox, live_portal, open_page
):
    worker.end()
    ClosureFactory(agency=agency, day=DAY, afternoon=True)
    reviewing.review_bookings()
    from cns_portal.inbox.tasks import deliver

    deliver()
    letter = next(one for one in mailbox.letters(agency.email) if "no longer fit" in one.subject)
    for person in people:
        assert person.last_name not in letter.text + letter.html
    letter_picture(open_page, letter, "mail-review")
    links = re.findall(r"http://\S+/a/\S+?/(?=\s|$)", letter.text)
    of_day = links[0]
    one = next(link for link in links[1:])
    page.goto(one)
    look(page, "link-one")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, "link-one-error")
    page.get_by_role("radio", name="Keep it all the same").check()
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("Kept all the same")).to_be_visible()
    look(page, "link-one-decided")
    page.goto(of_day)
    look(page, "link-day")
    page.get_by_role("radio", name="Move it to the nearest free time").check()
    page.get_by_role("radio", name="The opening hours of the agency change.").check()
    page.get_by_role("button", name="Decide about all").click()
    look(page, "link-day-decided")
    deliver()
    told = mailbox.letters(people[0].email) + mailbox.letters(people[1].email)
    assert any("The opening hours of the agency change. We apologise." in one.text for one in told)


def test_the_agenda_and_the_explanation(supervisor, agency, booked, live_portal, worker):
    page = supervisor
    worker.end()
    ClosureFactory(agency=agency, day=DAY, afternoon=True)
    reviewing.review_bookings()
    page.goto(f"{live_portal.url}/admin/appointments/appointment/?outside=open&status=all")
    expect(page.get_by_text("Outside the hours").first).to_be_visible()
    look(page, "agenda")
    page.goto(f"{live_portal.url}/admin/appointments/appointment/{booked[0].pk}/change/")
    expect(page.get_by_text("somebody has to decide")).to_be_visible()
    look(page, "appointment-outside")
    page.get_by_role("link", name="Keep it, although outside the hours").click()
    look(page, "keep")
    asked = f"offered=information:on_site&agency={agency.pk}&day={DAY}"
    for name, rest in (("explain-closed", "13:15"), ("explain-free", "09:00")):
        page.goto(f"{live_portal.url}/admin/appointments/appointment/explain/?{asked}&time={rest}")
        look(page, name)
