"""A whole conversation, both ways, as its two sides live it in their browsers."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from cns_portal import clock
from cns_portal.inbox.models import Email
from cns_portal.procedures.models import Answer, Reply
from tests.appointments.agents import agent_of, window_of
from tests.documents import samples
from tests.factories import AppointmentFactory, InsuredPersonFactory
from tests.journeys.looking import looks_right
from tests.journeys.test_every_page import signed_in, take_over  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHOTO = {"name": "letter.jpg", "mimeType": "image/jpeg", "buffer": samples.JPEG}
SECOND = {"name": "page-2.png", "mimeType": "image/png", "buffer": samples.PNG}
PROGRAM = {"name": "tool.exe", "mimeType": "application/octet-stream", "buffer": b"MZ" * 99}


@pytest.fixture
def me():
    return InsuredPersonFactory(signs_in=True, first_name="Marie", last_name="Beispill")


@pytest.fixture
def case(me, agency):
    return AppointmentFactory(agency=agency, person=me).procedure


@pytest.fixture
def anne(open_page, live_portal, agency):
    """The window of an agent of the agency."""
    page = open_page()
    take_over(page, live_portal, window_of(agent_of(agency)))
    return page


def thread(portal, case) -> str:
    return f"{portal.url}/en/espace/procedures/{case.reference}/?tab=messages"


def agents_page(portal, case) -> str:
    return f"{portal.url}/admin/procedures/procedure/{case.pk}/change/"


def reload_until(page, locator) -> None:
    """What a worker does a moment later shows when the page is opened again."""
    for _ in range(40):
        if locator.count():
            return
        page.wait_for_timeout(250)
        page.reload()
    expect(locator).to_be_visible()


def test_a_question_is_asked_answered_with_a_photo_and_answered_again(
    signed_in,  # noqa: F811
    anne,
    worker,
    live_portal,
    case,
    me,
):
    page = signed_in
    day = clock.today() + timedelta(days=6)
    anne.goto(agents_page(live_portal, case))
    anne.get_by_label("Your words to the person").fill("Please send us a photo of the letter.")
    anne.get_by_label("If you ask something").fill(day.strftime("%d/%m/%Y"))
    anne.get_by_role("button", name="Send as a question").click()
    expect(anne.get_by_text("Your message is on its way")).to_be_visible()
    looks_right(anne)

    page.goto(f"{live_portal.url}/en/espace/")
    reload_until(page, page.get_by_role("link", name="Answer the question of the CNS"))
    expect(page.get_by_text("in 6 days")).to_be_visible()
    looks_right(page)
    page.get_by_role("link", name="Answer the question of the CNS").click()
    expect(page.get_by_text("Please send us a photo of the letter.")).to_be_visible()
    page.get_by_label("Your message").fill("Here it is.")
    page.get_by_label("Add files").set_input_files([PHOTO, PROGRAM, SECOND])
    expect(page.get_by_role("button", name="Remove page-2.png")).to_be_visible()
    expect(page.get_by_text("tool.exe: The chosen file is not a PDF")).to_be_visible()
    expect(page.get_by_label("Your message")).to_have_value("Here it is.")
    looks_right(page)
    page.get_by_role("button", name="Remove page-2.png").click()
    expect(page.get_by_role("button", name="Remove page-2.png")).to_have_count(0)
    expect(page.get_by_label("Your message")).to_have_value("Here it is.")
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_text("Your message has been sent to the CNS.")).to_be_visible()
    reload_until(page, page.get_by_role("link", name="letter.jpg"))
    looks_right(page)

    anne.goto(f"{live_portal.url}/admin/procedures/procedure/")
    expect(anne.get_by_text("Marie Beispill")).to_be_visible()
    looks_right(anne)
    anne.get_by_role("link", name=case.reference).click()
    expect(anne.get_by_text("Here it is.")).to_be_visible()
    expect(anne.get_by_role("link", name="letter.jpg")).to_be_visible()
    anne.get_by_label("Your words to the person").fill("Thank you, that is all.")
    anne.get_by_label("Files that go with it").set_input_files([SECOND])
    anne.get_by_role("button", name="Send as an answer").click()
    expect(anne.get_by_text("Your message is on its way")).to_be_visible()
    anne.goto(f"{live_portal.url}/admin/procedures/procedure/")
    expect(anne.get_by_text("Marie Beispill")).to_have_count(0)

    page.goto(thread(live_portal, case))
    reload_until(page, page.get_by_text("Thank you, that is all."))
    expect(page.get_by_text("Read by the CNS")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="page-2.png").click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    looks_right(page)
    for email in Email.objects.filter(recipient=me.email):
        assert "letter" not in email.text_body.lower()


def test_a_message_waits_for_a_file_that_is_still_on_its_way(
    signed_in,  # noqa: F811
    worker,
    live_portal,
    case,
):
    page, on_their_way = signed_in, []
    page.route("**/reply/files/", lambda route: on_their_way.append(route))
    page.goto(thread(live_portal, case))
    page.get_by_label("Your message").fill("Here is the letter.")
    page.get_by_label("Add files").set_input_files([PHOTO])
    expect(page.get_by_text("Sending: letter.jpg")).to_be_visible()

    page.get_by_role("button", name="Send the message").press("Enter")
    expect(page.get_by_text("Your message has been sent")).to_have_count(0)
    on_their_way.pop().continue_()

    expect(page.get_by_text("Your message has been sent")).to_be_visible()
    reply = Reply.objects.get(procedure=case)
    assert [enclosure.document.original_name for enclosure in reply.enclosures.all()] == [
        "letter.jpg"
    ]


def test_without_a_script_and_with_the_keyboard_alone(open_page, worker, live_portal, case, me):
    from django.test import Client

    page = open_page(java_script_enabled=False)
    client = Client()
    client.force_login(me.account)
    take_over(page, live_portal, client)
    page.goto(thread(live_portal, case))
    page.get_by_label("Your message").focus()
    page.keyboard.type("One page now, one later.")
    page.get_by_label("Add files").set_input_files([PHOTO])
    page.get_by_role("button", name="Add the chosen files").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Remove letter.jpg")).to_be_visible()
    expect(page.get_by_label("Your message")).to_have_value("One page now, one later.")
    page.get_by_label("Add files").set_input_files([SECOND])
    page.get_by_role("button", name="Send the message").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your message has been sent to the CNS.")).to_be_visible()
    assert Reply.objects.get().enclosures.count() == 2
    assert not Answer.objects.exists()


def test_a_long_address_in_a_message_stays_in_its_box(signed_in, worker, live_portal, case):  # noqa: F811
    page = signed_in
    page.goto(thread(live_portal, case))
    page.get_by_label("Your message").fill("See https://fund.example/" + "letter" * 20)
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_text("Your message has been sent to the CNS.")).to_be_visible()
    looks_right(page)


def test_finding_a_case_and_taking_it_back(signed_in, worker, live_portal, case):  # noqa: F811
    page = signed_in
    page.goto(f"{live_portal.url}/en/espace/procedures/")
    page.get_by_label("Search in references and kinds").fill("no such thing")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing was found")).to_be_visible()
    assert "such" not in page.url
    looks_right(page)
    page.get_by_label("Search in references and kinds").fill(case.reference.lower())
    page.keyboard.press("Enter")
    page.get_by_role("link", name=case.reference).click()
    page.goto(f"{live_portal.url}/en/espace/procedures/{case.reference}/withdraw/")
    looks_right(page)
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("You have taken this procedure back.")).to_be_visible()
    looks_right(page)
