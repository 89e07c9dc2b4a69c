"""Every page, also with errors: axe finds nothing by day and by night, nothing is cut off."""

import time
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from appointments.notices import links
from cns_portal import clock
from cns_portal.inbox.models import Message
from tests.appointments.agents import window_of
from tests.architecture.addresses import Belongings
from tests.factories import (
    AccountFactory,
    AppointmentFactory,
    InsuredPersonFactory,
    at,
    visitor,
    working_day,
)
from tests.journeys.looking import looks_right
from tests.journeys.steps import OTHER_PERSON

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WITHOUT_A_PAGE = {"pageopinion": "opinions are counted, not opened"}
ERROR_PAGES = ("400", "403", "403_csrf", "404", "410", "429", "500", "503")


@pytest.fixture
def me():
    return InsuredPersonFactory(signs_in=True, first_name="Marie", last_name="Beispill")


@pytest.fixture
def signed_in(me, page, live_portal):
    client = Client()
    client.force_login(me.account)
    take_over(page, live_portal, client)
    return page


def take_over(page, portal, client: Client) -> None:
    """The browser goes on with the session of a test client."""
    name = django_settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": portal.url}
    page.context.add_cookies([cookie])


def test_the_public_pages_and_the_error_pages(page, live_portal, agency, settings):
    settings.ROOT_URLCONF = "tests.journeys.urls_for_tests"
    about = ("accessibility/", "cookies/", "data-protection/", "data-protection/record/")
    for path in ("", *about, "legal-notice/"):
        page.goto(f"{live_portal.url}/en/{path}")
        looks_right(page)
    for name in ERROR_PAGES:
        page.goto(f"{live_portal.url}/error-pages/{name}/")
        looks_right(page)
    page.goto(f"{live_portal.url}/en/nothing-is-here/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    looks_right(page)


def test_the_style_guide(page, live_portal, agency):
    page.goto(f"{live_portal.url}/en/styleguide/")
    looks_right(page)


def test_the_pages_where_one_chooses_with_and_without_answers(journey, page):
    journey.open()
    looks_right(page)
    journey.press("Start")
    expect(page.get_by_role("alert")).to_be_visible()
    looks_right(page)
    journey.start()
    for question, words in (
        ("What is your appointment about?", "Reimbursement of medical bills"),
        ("How would you like to meet us?", "At an agency"),
        ("Where would you like to come?", "Any agency"),
    ):
        journey.heading(question)
        looks_right(page)
        journey.press()
        expect(page.get_by_role("alert")).to_be_visible()
        looks_right(page)
        journey.choose(words)
        journey.press()
    journey.heading("When would you like to come?")
    looks_right(page)
    journey.press()
    expect(page.get_by_role("alert")).to_be_visible()
    looks_right(page)


def test_the_pages_of_people_with_and_without_answers(journey, page, worker):
    journey.start()
    journey.choose_what_and_where()
    journey.choose_time()
    journey.heading("Your details")
    looks_right(page)
    journey.press()
    expect(page.get_by_role("alert")).to_be_visible()
    looks_right(page)
    journey.give_details(for_whom="For another person")
    journey.heading("Who is the appointment for?")
    looks_right(page)
    journey.press()
    expect(page.get_by_role("alert")).to_be_visible()
    looks_right(page)
    journey.fill(OTHER_PERSON)
    journey.press()
    journey.heading("Check your answers before sending")
    looks_right(page)
    worker.end()
    journey.send()
    journey.heading("Your request has been sent")
    looks_right(page)


def test_the_answers(page, agency, live_portal, signed_in, me):
    """Confirmed, refused, left to an agent: what the page after sending can say."""
    for number, situation in enumerate(("confirmed", "refused", "left_to_agent", "cancelled")):
        appointment = AppointmentFactory(
            agency=agency,
            person=me,
            starts_at=at(working_day(after=clock.today(), count=3 + number), 9, 30),
            **{situation: True},
        )
        page.goto(f"{live_portal.url}/en/appointments/sent/{appointment.public_id}/")
        looks_right(page)


def test_my_space_and_my_appointments(signed_in, me, agency, live_portal):
    page, day = signed_in, working_day(after=clock.today(), count=3)
    look_at(page, live_portal, "", "appointments/")
    on_site = AppointmentFactory(
        agency=agency, person=me, question="A question " * 20, topic="reimbursement"
    )
    video = AppointmentFactory(agency=agency, person=me, video=True, starts_at=at(day, 13))
    gone = AppointmentFactory(agency=agency, person=me, cancelled=True, starts_at=at(day, 14))
    AppointmentFactory(agency=agency, person=me, past=True, completed=True)
    look_at(
        page,
        live_portal,
        "",
        "appointments/",
        f"appointments/{on_site.public_id}/",
        f"appointments/{on_site.public_id}/cancel/",
        f"appointments/{on_site.public_id}/move/",
        f"appointments/{on_site.public_id}/move/?agency=any&check=yes",
        f"appointments/{on_site.public_id}/move/?slot=wiltz@{day.isoformat()}T13:00Z",
        f"appointments/{on_site.public_id}/phone/",
        f"appointments/{on_site.public_id}/bills/",
        f"appointments/{gone.public_id}/",
        f"appointments/{gone.public_id}/cancel/",
        f"appointments/{gone.public_id}/move/",
        f"appointments/{gone.public_id}/phone/",
        f"appointments/{video.public_id}/",
        f"appointments/{video.public_id}/waiting-room/",
    )


def test_my_messages_and_my_procedures(signed_in, me, agency, worker, live_portal):
    page = signed_in
    look_at(page, live_portal, "messages/", "procedures/")
    appointment = AppointmentFactory(agency=agency, person=me, requested=True)
    worker.wake()
    until = time.monotonic() + 60
    while not (message := Message.objects.filter(status="delivered").first()):
        assert time.monotonic() < until, "no message came"
        time.sleep(0.05)
    case = f"procedures/{appointment.procedure.reference}/"
    look_at(
        page,
        live_portal,
        "messages/",
        f"messages/{message.public_id}/",
        "procedures/",
        *(
            f"{case}?tab={tab}"
            for tab in ("overview", "messages", "appointments", "documents", "history")
        ),
        f"{case}withdraw/",
    )


def look_at(page, portal, *paths: str) -> None:
    for path in paths:
        page.goto(f"{portal.url}/en/espace/{path}")
        looks_right(page)


def test_the_linked_pages(page, agency, live_portal):
    soon = clock.now() + timedelta(minutes=10)
    start = soon.replace(second=0, microsecond=0)
    for purpose, end, situation in (
        (links.Purpose.PERSON, "", {"confirmed": True}),
        (links.Purpose.PERSON, "", {"cancelled": True}),
        (links.Purpose.PERSON, "", {"completed": True, "past": True}),
        (links.Purpose.PERSON, "", {"video": True}),
        (links.Purpose.PERSON, "move/", {"confirmed": True}),
        (links.Purpose.PERSON, "phone/", {"confirmed": True}),
        (links.Purpose.PERSON, "bills/", {"topic": "reimbursement"}),
        (links.Purpose.PERSON, "video/", {"video": True}),
        (links.Purpose.PERSON, "video/", {"video": True, "starts_at": start}),
        (links.Purpose.STAFF, "", {"cancelled": True}),
        (links.Purpose.STAFF, "", {"refused": True}),
    ):
        appointment = AppointmentFactory(agency=agency, applicant=visitor(), **situation)
        page.goto(f"{live_portal.url}/a/{links.token(appointment, purpose)}/{end}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        looks_right(page)


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_the_chosen_theme_stays(page, agency, live_portal, theme):
    page.goto(f"{live_portal.url}/en/")
    page.get_by_role("button", name=theme).click()
    page.goto(f"{live_portal.url}/en/appointments/new/")
    assert page.evaluate("document.documentElement.dataset.theme") == theme.lower()
    expect(page.get_by_role("button", name=theme)).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("kind", ["changelist", "change"])
def test_the_tables_of_the_ground_floor_in_the_admin(page, live_portal, worker, kind):
    """Those of the appointments are looked at where they are tested."""
    worker.end()
    belongings = Belongings()
    take_over(page, live_portal, window_of(AccountFactory(supervisor=True)))
    for model in admin.site._registry:
        if kind == "change" and model._meta.model_name in WITHOUT_A_PAGE:
            continue
        if model._meta.app_label != "appointments":
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}"
            row = [belongings.row_of(name)] if kind == "change" else []
            page.goto(live_portal.url + reverse(name, args=row))
            looks_right(page)
