"""Asking the CNS in a browser, with and without signing in, scripts and all; and the agents."""

import re

import pytest
from django.test import Client
from playwright.sync_api import expect

from cns_portal.contact.models import Question
from cns_portal.content.models import PageOpinion
from cns_portal.content.services.staff import ensure_editor_group
from insured.models import ReplyTemplate
from tests.contact.asking import EMAIL, an_agent, answered, of_a_person, of_a_visitor
from tests.content.test_opinions_about_pages import kept
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.insured.agents import window_of
from tests.journeys.looking import looks_right
from tests.journeys.test_every_page import take_over

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nobody_was_here_before(monkeypatch):
    monkeypatch.setattr("cns_portal.web.throttle.allows", lambda key, **limits: True)


def fill_in(page, *, text: str) -> None:
    page.get_by_label("What is it about?").select_option("reimbursement")
    page.get_by_label("Your question").fill(text)
    page.get_by_label("Your name").fill("Vera Visitor")
    page.get_by_label("Your e-mail address").fill(EMAIL)


@pytest.mark.parametrize("with_scripts", [True, False])
def test_a_visitor_asks_reads_the_answer_writes_again_and_closes(
    open_page, live_portal, worker, mailbox, with_scripts
):
    options = {} if with_scripts else {"java_script_enabled": False}
    page = open_page(viewport={"width": 360, "height": 740}, **options)
    page.goto(f"{live_portal.url}/en/contact/")
    page.get_by_role("link", name="Ask a question").click()
    expect(page.get_by_label("Leave this field empty")).not_to_be_in_viewport()
    fill_in(page, text="I am 1985 04 12 031 76. Is the examination covered?")
    page.get_by_role("button", name="Send the question").click()
    expect(page.get_by_text("Is this number needed?")).to_be_visible()
    page.get_by_label("Your question").fill("Is the examination covered?")
    page.get_by_role("button", name="Send the changed question").click()
    expect(page.get_by_role("heading", name="Your question has been sent")).to_be_visible()
    question = Question.objects.select_related("procedure").get()
    expect(page.get_by_text(question.procedure.reference)).to_be_visible()
    answered(question, text="Yes, with your card.")
    page.get_by_role("link", name="See my question").click()
    page.get_by_label("Reference").fill(question.procedure.reference.lower())
    page.get_by_label("E-mail address").fill("other@visitors.example")
    page.get_by_role("button", name="Show my question").click()
    expect(page.get_by_text("There is no question with this reference").first).to_be_visible()
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_role("button", name="Show my question").click()
    expect(page.get_by_text("Yes, with your card.")).to_be_visible()
    page.get_by_label("Your message").fill("And without it?")
    page.get_by_role("button", name="Send the message").click()
    expect(page.get_by_text("Your message has been sent.")).to_be_visible()
    expect(page.get_by_role("article").filter(has_text="And without it?")).to_be_visible()
    page.get_by_role("button", name="Take the question back").click()
    expect(page.get_by_text("Your question is closed.")).to_be_visible()
    page.get_by_role("button", name="Leave my question").click()
    expect(page).to_have_url(re.compile("/en/contact/$"))
    page.goto(f"{live_portal.url}/en/contact/status/question/")
    expect(page).to_have_url(re.compile("/en/contact/status/$"))


def test_a_click_too_many_asks_once(page, live_portal, worker):
    page.goto(f"{live_portal.url}/en/contact/write/")
    fill_in(page, text="Once?")
    page.get_by_role("button", name="Send the question").dblclick()
    expect(page.get_by_role("heading", name="Your question has been sent")).to_be_visible()
    assert Question.objects.count() == 1


def test_somebody_signed_in_asks_and_finds_it_among_their_procedures(page, live_portal, worker):
    person = InsuredPersonFactory(signs_in=True, first_name="Marie", last_name="Beispill")
    client = Client()
    client.force_login(person.account)
    take_over(page, live_portal, client)
    page.goto(f"{live_portal.url}/en/contact/write/")
    looks_right(page)
    page.get_by_label("What is it about?").select_option("insurance")
    page.get_by_label("Your question").fill("Who is insured with me?")
    page.get_by_role("button", name="Send the question").click()
    expect(page.get_by_role("heading", name="Question to the CNS")).to_be_visible()
    question = Question.objects.get()
    assert question.person == person


def test_every_page_of_questions_looks_right(page, live_portal, worker, settings):
    page.goto(f"{live_portal.url}/en/contact/")
    looks_right(page)
    page.goto(f"{live_portal.url}/en/contact/write/")
    looks_right(page)
    page.get_by_role("button", name="Send the question").click()
    expect(page.get_by_text("Write your question.").first).to_be_visible()
    looks_right(page)
    fill_in(page, text="LU28 0019 4006 4475 0000 and more " * 20)
    page.get_by_role("button", name="Send the question").click()
    expect(page.get_by_text("Is this number needed?")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Send it as it is").click()
    expect(page.get_by_role("heading", name="Your question has been sent")).to_be_visible()
    looks_right(page)
    question = answered(Question.objects.get(), text="A long answer. " * 60 + "x" * 300)
    page.goto(f"{live_portal.url}/en/contact/status/")
    looks_right(page)
    page.get_by_label("Reference").fill(question.procedure.reference)
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_role("button", name="Show my question").click()
    expect(page.get_by_text("A long answer.").first).to_be_visible()
    looks_right(page)
    settings.CONTACT_VISITORS_AN_HOUR = 0
    page.goto(f"{live_portal.url}/en/contact/write/")
    fill_in(page, text="x" * 200)
    page.get_by_role("button", name="Send the question").click()
    expect(page.get_by_role("heading", name="Not now")).to_be_visible()
    looks_right(page)


def test_the_trap_catches_who_fills_in_everything_and_says_so(page, live_portal, worker, heard):
    page.goto(f"{live_portal.url}/en/contact/write/")
    fill_in(page, text="Buy!")
    page.get_by_label("Leave this field empty").fill("https://buy.example", force=True)
    page.get_by_role("button", name="Send the question").click()
    expect(page.get_by_text("This field must stay empty").first).to_be_visible()
    expect(page.get_by_label("Leave this field empty")).to_be_visible()
    looks_right(page)
    assert not Question.objects.exists()


def test_an_agent_answers_in_the_admin(page, live_portal, worker):
    agent = an_agent()
    ReplyTemplate.objects.create(
        code="q", kind="question", use="accept", title_fr="Oui", title_en="Yes", text_fr="Oui.",
        text_en="Yes, as long as it is not certain.",
    )  # fmt: skip
    take_over(page, live_portal, window_of(agent))
    question, other = of_a_visitor(), of_a_person()
    page.goto(f"{live_portal.url}/admin/contact/question/")
    looks_right(page)
    page.goto(f"{live_portal.url}/admin/contact/question/{question.pk}/change/")
    looks_right(page)
    page.get_by_role("button", name="Take this question").click()
    page.get_by_role("link", name="Answer the question").click()
    looks_right(page)
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Show what the person will read").click()
    expect(page.get_by_role("status").get_by_text("as long as it is not certain")).to_be_visible()
    page.get_by_role("button", name="Answer the question").click()
    expect(page.get_by_text("Your answer is on its way.")).to_be_visible()
    looks_right(page)
    question.refresh_from_db()
    assert question.state == "answered"
    page.goto(f"{live_portal.url}/admin/contact/question/{other.pk}/change/")
    looks_right(page)


@pytest.mark.parametrize("with_scripts", [True, False])
def test_a_reader_says_what_they_think_of_a_page(open_page, live_portal, agency, with_scripts):
    options = {} if with_scripts else {"java_script_enabled": False}
    page = open_page(viewport={"width": 360, "height": 740}, **options)
    page.goto(f"{live_portal.url}/en/contact/")
    page.get_by_text("Rate this page", exact=True).click()
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("Very good").check()
    page.get_by_label("Leave a comment").fill("Ask me: 621 123 456")
    if with_scripts:
        expect(page.get_by_text("19/1000")).to_be_visible()
        looks_right(page)
    page.get_by_role("button", name="Send my opinion").click()
    expect(page.get_by_text("A telephone number: 621 123 456").first).to_be_visible()
    if with_scripts:
        looks_right(page)
    assert not PageOpinion.objects.exists()
    page.get_by_label("Leave a comment").fill("All there.")
    page.get_by_role("button", name="Send my opinion").click()
    expect(page.get_by_role("heading", name="Your opinion has been submitted")).to_be_visible()
    if with_scripts:
        looks_right(page)
    assert PageOpinion.objects.get().rating == 5
    assert [one["name"] for one in page.context.cookies()] in ([], ["csrftoken"])


def test_editors_see_what_readers_think(page, live_portal, agency):
    for rating in (1, 3, 5, 5, 4, 5):
        kept(rating=rating, comment="Where is the form? " * rating)
    kept(rating=4, comment="x" * 1000)
    kept(page="/who-does-what/caisse-nationale-de-sante/", rating=2)
    editor = AccountFactory(agent=True)
    editor.groups.add(ensure_editor_group())
    take_over(page, live_portal, window_of(editor))
    page.goto(f"{live_portal.url}/admin/content/pageopinion/")
    looks_right(page)
    page.get_by_role("link", name="/contact/").click()
    expect(page.get_by_role("heading", name="How the page was rated")).to_be_visible()
    page.get_by_text("The numbers as a table").click()
    looks_right(page)
