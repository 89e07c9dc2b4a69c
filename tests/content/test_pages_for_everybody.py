"""The pages that editors write, as readers get them: without a sign-in, in their language."""

import re
from datetime import timedelta
from html import unescape
from itertools import pairwise

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from cns_portal import audit, clock
from cns_portal.content.choices.entries import Grid, Kind
from cns_portal.content.models import Entry
from cns_portal.content.services import publishing
from tests.content.standing import everything, standing
from tests.content.written import a_draft, an_entry, publish, words
from tests.factories import InsuredPersonFactory

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
PAGES = (
    *("", "procedures/", "news/", "questions/", "who-does-what/", "search/?q=bills", "sitemap/"),
    *("situations/ill/", "procedures/send-bills/", "news/hearing-aids/", "who-does-what/cns/"),
)


@pytest.fixture
def texts():
    return everything()


def text(page) -> str:
    """The page as it reads."""
    assert page.status_code == 200
    html = re.sub(r"<[^>]+>", " ", page.content.decode())
    return " ".join(unescape(html).split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_there_in_every_language_without_a_sign_in(client, texts, path, language):
    page = client.get(f"/{language}/{path}")
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.content.decode()
    assert settings.SESSION_COOKIE_NAME not in page.cookies


def test_a_procedure_says_who_how_what_else_and_whom_to_ask(client, texts):
    shown = text(client.get("/en/procedures/send-bills/"))
    rest = shown.split("Related procedures and links", 1)[1]  # the links to the parts come first
    for words_in_turn in (
        *("Who is concerned", "Everybody with a bill.", "How to proceed", "Photograph."),
        *("Send my bills", "Good to know", "Two years", "Last update", "Who to contact"),
        *("National Health Fund", "(+352) 27 57 1", "Related procedures", "Who pays me?"),
    ):
        assert words_in_turn in rest
        rest = rest.split(words_in_turn, 1)[1]


def test_the_button_of_a_procedure_leads_into_the_portal(client, texts):
    page = client.get("/de/procedures/send-bills/")
    assertContains(page, 'href="/de/espace/reimbursements/new/"')


def test_headings_of_editors_stand_below_those_of_the_page(client, texts):
    html = client.get("/en/procedures/send-bills/").content.decode()
    assert re.search(r'<h2 id="good-to-know">.*?<h3>Two years</h3>', html, re.DOTALL)
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", html)]
    assert levels.count(1) == 1
    assert all(deeper - before <= 1 for before, deeper in pairwise(levels))


def test_a_text_in_the_readers_language_is_shown_without_more_ado(client, texts):
    page = client.get("/fr/procedures/send-bills/")
    assertContains(page, "Envoyer des factures")
    assertNotContains(page, 'class="in-english"')
    assertNotContains(page, 'lang="en"><div')


def test_a_text_that_is_missing_is_shown_in_english_and_says_so_to_eyes_and_ears(client, texts):
    html = client.get("/de/procedures/send-bills/").content.decode()
    assert 'class="in-english"' in html
    assert '<h1 lang="en">Send bills</h1>' in html
    assert re.search(r'<div class="prose" lang="en">\s*<p>Everybody with a bill', html)
    assert '<a href="/de/questions/#who-pays">' in html


@pytest.mark.parametrize("kind", ["situations", "procedures", "news", "who-does-what"])
@pytest.mark.parametrize("slug", ["nowhere", "SEND-BILLS", "send_bills", "a" * 300])
def test_what_is_not_there_is_not_found(client, texts, kind, slug):
    assert client.get(f"/en/{kind}/{slug}/").status_code == 404


def test_an_address_is_of_one_kind_only(client, texts):
    assert client.get("/en/procedures/ill/").status_code == 404
    assert client.get("/en/news/cns/").status_code == 404


def test_a_draft_is_nowhere(client, texts):
    entry = an_entry("secret-plan", Kind.NEWS)
    a_draft(entry, said=words("A secret plan"))
    assert client.get("/en/news/secret-plan/").status_code == 404
    a_draft(texts["send-bills"], said=words("Changed in secret"))
    for path in (*PAGES, "search/?q=secret"):
        shown = text(client.get(f"/en/{path}")).replace("“secret”", "").replace("secret –", "")
        assert "secret plan" not in shown.lower(), path
        assert "Changed in secret" not in shown, path


@pytest.mark.parametrize(("begins", "ends", "is_there"), [(0, None, True), (1, None, False)])
def test_a_page_is_there_from_its_day_on(client, begins, ends, is_there):
    day = clock.today() + timedelta(days=begins)
    standing("of-its-day", Kind.NEWS, publish_on=day)
    status = client.get("/en/news/of-its-day/").status_code
    assert (status == 200) is is_there
    for path in ("", "news/", "sitemap/", "search/?q=day"):
        assert ("Of its day" in text(client.get(f"/en/{path}"))) is is_there, path


def test_what_was_taken_off_is_gone_everywhere_at_once(client, texts):
    assertContains(client.get("/en/"), "Hearing aids")
    entry = Entry.objects.get(slug="hearing-aids")
    publishing.take_off(entry.pk, seen=entry.saves, on=clock.today(), actor=audit.SYSTEM)
    for path in ("", "news/", "sitemap/", "search/?q=hearing"):
        assert "Hearing aids" not in text(client.get(f"/en/{path}")), path
    assert client.get("/en/news/hearing-aids/").status_code == 404


def test_a_body_says_what_is_known_and_only_that(client, texts):
    shown = text(client.get("/en/who-does-what/cns/"))
    for known in (
        *("4, rue Mercier", "L-2980 Luxembourg", "On working days: 8:00 to 16:00"),
        *("Monday to Friday: 8:00 to 11:30 and 13:00 to 16:00", "cns@body.example"),
        *("cns.public.lu", "Long-term care insurance", "Send bills", "22 November 2026"),
    ):
        assert known in shown
    less = text(client.get("/en/who-does-what/cns-care/"))
    assert "A department of: National Health Fund" in less
    for unknown in ("Fax", "E-mail", "Website", "Post "):
        assert unknown not in less.split("Your opinion")[0].split("Address and telephone")[0]


def test_a_number_can_be_dialled(client, texts):
    assertContains(client.get("/en/who-does-what/cns/"), 'href="tel:+35227571"')


def test_the_directory_lists_departments_below_their_body(client, texts):
    html = client.get("/en/who-does-what/").content.decode()
    inside = html.split('class="directory__parts"')[1].split("</ul>")[0]
    assert "Long-term care insurance" in inside
    assert html.count("Long-term care insurance</a>") == 1


def test_news_come_the_newest_first_a_few_on_a_page(client):
    for number in range(12):
        day = clock.today() - timedelta(days=number)
        standing(f"news-{number:02}", Kind.NEWS, publish_on=day)
    first, second = (text(client.get(f"/en/news/?page={page}")) for page in (1, 2))
    assert first.index("News 00") < first.index("News 01") < first.index("News 09")
    assert "News 10" not in first
    assert "News 11" in second
    for nonsense in ("0", "-1", "99", "x", "1e9", ""):
        assert client.get("/en/news/", {"page": nonsense}).status_code == 200


def test_questions_unfold_and_each_answer_has_an_anchor(client, texts):
    page = client.get("/en/questions/")
    assertContains(page, '<div class="question__answer prose" id="who-pays">')
    assertContains(page, "<strong>employer</strong>")


def test_editors_texts_cannot_bring_code_into_a_page(client):
    evil = '<script>alert(1)</script> [x](javascript:alert(1)) <b onclick="x()">b</b>'
    said = words(evil, summary=evil, body=evil, how_to_proceed=evil, good_to_know=evil)
    standing("evil", Kind.PROCEDURE, said={"en": said})
    standing("evil-q", Kind.QUESTION, said={"en": words(evil, summary="", body=evil)})
    standing("evil-s", Kind.SITUATION, said={"en": said}, grid=Grid.LIFE_EVENT)
    for path in ("", "procedures/evil/", "questions/", "search/?q=alert", "sitemap/"):
        html = client.get(f"/en/{path}").content.decode()
        assert "<script>alert" not in html, path
        assert "<b onclick" not in html, path
        assert 'href="javascript' not in html, path


def test_a_page_asks_the_same_questions_however_many_texts_there_are(client, texts):
    few = {path: _questions_of(client, path) for path in PAGES}
    for number in range(4):
        for kind in Kind:
            more = standing(f"bills-{kind}-{number}", kind)
            for entry in texts.values():
                entry.related.add(more)
                if kind == Kind.BODY:
                    entry.contacts.add(more)
                    more.contacts.add(texts["cns"])
    # A change is what draws the front page anew; what stands beside a page is none of it.
    assert {path: _questions_of(client, path) for path in PAGES} == few
    assert max(few.values()) <= 8, few


def _questions_of(client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/en/{path}").status_code == 200
    return len(asked)


def test_only_looking_is_possible(client, texts):
    for path in PAGES:
        assert client.post(f"/en/{path}", {"x": "y"}).status_code == 405, path
        assert client.head(f"/en/{path}").status_code == 200, path


def test_an_answer_that_was_changed_is_on_the_front_page_at_once(client, texts):
    assertContains(client.get("/en/"), "employer")
    a_draft(texts["who-pays"], said=words("Who pays me?", summary="", body="The **fund**."))
    publish(texts["who-pays"])
    assertContains(client.get("/en/"), "<strong>fund</strong>")


def test_what_a_signed_in_person_sees_is_the_same(texts):
    person = Client()
    person.force_login(InsuredPersonFactory(signs_in=True).account)
    page = person.get("/en/procedures/send-bills/")
    assertContains(page, "Everybody with a bill.")
    assert page["X-Robots-Tag"] == "noindex"


def test_the_last_update_is_the_day_on_which_the_text_was_published(client, texts):
    day = clock.today()
    assertContains(client.get("/en/procedures/send-bills/"), f'datetime="{day:%Y-%m-%d}"')


def test_a_page_that_leads_to_an_action_that_is_gone_has_no_button(client, texts):
    entry = texts["send-bills"]
    Entry.objects.filter(pk=entry.pk).update(action="room.that.went")
    page = client.get("/en/procedures/send-bills/")
    assertNotContains(page, "Send my bills")


def test_an_unknown_icon_becomes_that_of_the_kind(client):
    standing("strange", Kind.SITUATION, icon="unicorn")
    assertContains(client.get("/en/"), "icons.svg#info")
    assertNotContains(client.get("/en/"), "unicorn")
