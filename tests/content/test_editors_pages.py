"""The editors' window: the list, writing in all languages, previews, publishing, versions."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from cns_portal import audit, clock
from cns_portal.audit.models import AuditEntry
from cns_portal.content.choices.entries import Kind, State
from cns_portal.content.models import Entry, Text
from cns_portal.content.selectors import editing, reading
from cns_portal.content.services import publishing
from cns_portal.content.services.staff import MAY, ensure_editor_group
from tests.accounts.agents import sign_in_agent
from tests.content.written import a_draft, a_page, an_entry, publish, words
from tests.factories import AccountFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/content/entry/"


def an_editor():
    account = AccountFactory(agent=True, first_name="Edith")
    account.groups.add(ensure_editor_group())
    return account


def window_of(account) -> Client:
    client = Client()
    sign_in_agent(client, account)
    return client


@pytest.fixture
def editor():
    return an_editor()


@pytest.fixture
def window(editor):
    return window_of(editor)


def at(page: str, *key) -> str:
    return reverse(f"admin:content_entry_{page}", args=key)


def text_of(response) -> str:
    assert response.status_code == 200, (response.status_code, response.headers.get("Location"))
    return re.sub(r"\s+", " ", response.content.decode())


def as_shown(response) -> dict[str, str]:
    """What the page would send if nothing was touched: the fields of all its forms."""
    sent = {}
    contexts = response.context
    forms = [column["form"] for column in contexts.get("columns", ())] or [contexts["form"]]
    for form in [*forms, *filter(None, [contexts.get("body_form")])]:
        for field in form:
            value = field.value()
            if value not in (None, False, ""):
                sent[field.html_name] = "on" if value is True else value
    return sent


# -- the list --------------------------------------------------------------------------------


def test_the_list_says_how_each_language_stands(window):
    entry = a_page("book", en=words("Book"), fr=words("Réserver"))
    a_draft(entry, "de", words("Buchen"))
    a_draft(entry, said=words("Book now"))
    publish(entry)
    a_page("other", Kind.NEWS)
    found = text_of(window.get(LIST))
    assert "Book now" in found
    for tag in ("English: published", "French: behind", "German: draft", "Luxembourgish: missing"):
        assert tag in found
    assert "Select" not in re.search(r"<h1>.*?</h1>", found)[0]


def test_the_list_costs_the_same_whatever_its_length(window, django_assert_max_num_queries):
    a_page("first")
    window.get(LIST)
    with django_assert_max_num_queries(12):
        window.get(LIST)
    for number in range(8):
        a_page(f"page-{number}", fr=words(f"Page {number}"))
    with django_assert_max_num_queries(12):
        assert window.get(LIST).context["cl"].result_count == 9


def test_editors_find_what_is_to_be_done(window):
    a_page("up-to-date", fr=words("À jour"))
    behind = a_page("behind", fr=words("En retard"))
    a_draft(behind, said=words("Newer"))
    publish(behind)
    a_page("missing")
    waiting = an_entry("waiting")
    a_draft(waiting)

    def listed(what: str) -> list[str]:
        response = window.get(LIST, {"work": what})
        return sorted(entry.slug for entry in response.context["cl"].result_list)

    assert listed("drafts") == ["waiting"]
    assert listed("missing-fr") == ["missing"]
    assert listed("behind-fr") == ["behind"]
    assert listed("missing-xx") == ["behind", "missing", "up-to-date", "waiting"]


def test_a_list_can_be_searched_by_title(window):
    a_page("one", en=words("Glasses"))
    a_page("two", en=words("Teeth"))
    response = window.get(LIST, {"q": "glass"})
    assert [entry.slug for entry in response.context["cl"].result_list] == ["one"]


# -- new pages and what is common ------------------------------------------------------------


def test_an_editor_writes_a_page_and_readers_get_it(window, editor):
    assert "A new page" in text_of(window.get(at("add")))
    page = window.get(at("add"), {"kind": "procedure"})
    sent = {**as_shown(page), "slug": "ask-for-glasses", "action": "appointments.book"}
    answer = window.post(at("add") + "?kind=procedure", sent)
    entry = Entry.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, at("texts", entry.pk))
    assert entry.created_by == entry.changed_by == editor

    sent = as_shown(window.get(at("texts", entry.pk)))
    sent |= {
        "en-title": "Glasses",
        "en-summary": "How to be reimbursed for glasses.",
        "en-how_to_proceed": "Send the bill.",
        "fr-title": "Lunettes",
        "fr-summary": "Se faire rembourser des lunettes.",
        "fr-how_to_proceed": "Envoyez la facture.",
    }
    answer = window.post(at("texts", entry.pk), {**sent, "publish": "1"})
    assert answer["Location"] == at("publish", entry.pk)
    assert Text.objects.drafts().count() == 2

    page = window.get(at("publish", entry.pk))
    assert "Send the bill." in text_of(page)
    answer = window.post(at("publish", entry.pk), as_shown(page), follow=True)
    assert "Published: English, French." in text_of(answer)
    shown = reading.page(Kind.PROCEDURE, "ask-for-glasses", "fr", today=clock.today())
    assert (shown.text.title, shown.text.published_by) == ("Lunettes", editor)
    assert shown.action.url_name == "appointments:new"
    told = AuditEntry.objects.filter(actor=editor).values_list("action", flat=True)
    assert sorted(set(told)) == ["entry.created", "text.published", "text.saved"]


def test_a_page_is_published_on_a_later_day(window):
    entry = an_entry()
    a_draft(entry)
    later = clock.today() + timedelta(days=5)
    sent = as_shown(window.get(at("publish", entry.pk)))
    window.post(at("publish", entry.pk), {**sent, "publish_on": later.isoformat()})
    assert Entry.objects.get().publish_on == later
    assert reading.page(Kind.PROCEDURE, "a-page", "en", today=clock.today()) is None


def test_no_page_is_published_on_a_day_that_is_over(window):
    entry = an_entry()
    a_draft(entry)
    sent = as_shown(window.get(at("publish", entry.pk)))
    before = Entry.objects.get().publish_on
    answer = window.post(at("publish", entry.pk), {**sent, "publish_on": "2020-01-01"})
    assert "Choose today or a later day." in text_of(answer)
    assert Entry.objects.get().publish_on == before
    assert not Text.objects.published().exists()


def test_a_body_is_kept_with_its_source(window):
    a_page("cns", Kind.BODY, en=words("CNS"))
    page = window.get(at("add"), {"kind": "body"})
    sent = {
        **as_shown(page),
        "slug": "long-term-care",
        "body-phones": "(+352) 27 57 44 55 | workdays 08:00-16:30",
        "body-hours": "mon-fri 8-12",
    }
    answer = window.post(at("add") + "?kind=body", sent)
    assert "cannot be read" in text_of(answer)
    assert "Say where this is written" in text_of(answer)
    sent |= {
        "body-hours": "mon-fri 08:00-12:00",
        "body-source": "guichet.lu",
        "body-checked_on": "2026-11-01",
        "body-part_of": str(Entry.objects.get(slug="cns").pk),
    }
    assert window.post(at("add") + "?kind=body", sent).status_code == 302
    entry = Entry.objects.get(slug="long-term-care")
    assert entry.body.part_of.slug == "cns"
    assert "Checked on 1 November 2026" in text_of(window.get(at("change", entry.pk)))
    page = window.get(at("common", entry.pk))
    window.post(at("common", entry.pk), {**as_shown(page), "body-fax": "(+352) 1"})
    assert Entry.objects.get(pk=entry.pk).body.fax == "(+352) 1"


def test_a_refusal_stands_at_its_field(window):
    a_page("taken")
    page = window.get(at("add"), {"kind": "procedure"})
    answer = window.post(at("add") + "?kind=procedure", {**as_shown(page), "slug": "taken"})
    assert "Another page of this kind has this address already." in text_of(answer)
    assert answer.context["form"].errors.keys() == {"slug"}


def test_what_is_common_is_changed_with_its_neighbours(window):
    body, other, entry = a_page("cns", Kind.BODY), a_page("other"), a_page()
    page = window.get(at("common", entry.pk))
    sent = {**as_shown(page), "related": [other.pk, body.pk], "contacts": [body.pk], "icon": "euro"}
    answer = window.post(at("common", entry.pk), sent, follow=True)
    assert "The page is changed." in text_of(answer)
    entry = Entry.objects.get(pk=entry.pk)
    assert set(entry.related.all()) == {other, body}
    assert (list(entry.contacts.all()), entry.icon) == ([body], "euro")
    again = as_shown(window.get(at("common", entry.pk)))
    assert set(again["related"]) == {str(other.pk), str(body.pk)}


# -- two editors -----------------------------------------------------------------------------


def test_the_second_editor_is_told_and_loses_nothing(window):
    entry, second = a_page(en=words("Old")), window_of(an_editor())
    theirs = as_shown(window.get(at("text", entry.pk, "en")))
    mine = as_shown(second.get(at("text", entry.pk, "en")))
    window.post(at("text", entry.pk, "en"), {**theirs, "en-title": "Written first"})
    answer = second.post(at("text", entry.pk, "en"), {**mine, "en-title": "Written second"})
    shown = text_of(answer)
    assert "Somebody else has changed this meanwhile." in shown
    assert "Saved meanwhile by" in shown
    assert "Written first" in shown
    assert 'value="Written second"' in shown
    assert editing.sides(entry)["en"].draft.title == "Written first"
    # Having seen it, the second may go on with their own words.
    second.post(at("text", entry.pk, "en"), as_shown(answer))
    assert editing.sides(entry)["en"].draft.title == "Written second"


def test_languages_are_kept_although_another_was_taken(window):
    entry, second = a_page(), window_of(an_editor())
    mine = as_shown(second.get(at("texts", entry.pk)))
    theirs = as_shown(window.get(at("text", entry.pk, "en")))
    window.post(at("text", entry.pk, "en"), {**theirs, "en-title": "Written first"})
    sent = {**mine, "en-title": "Written second", "fr-title": "Écrit"}
    answer = second.post(at("texts", entry.pk), sent)
    assert 'value="Written second"' in text_of(answer)
    sides = editing.sides(entry)
    assert (sides["en"].draft.title, sides["fr"].draft.title) == ("Written first", "Écrit")
    assert second.post(at("texts", entry.pk), as_shown(answer)).status_code == 302
    assert editing.sides(entry)["en"].draft.title == "Written second"


def test_nobody_publishes_what_they_have_not_read(window):
    entry = an_entry()
    a_draft(entry, said=words("Read"))
    sent = as_shown(window.get(at("publish", entry.pk)))
    a_draft(entry, said=words("Not read"))
    answer = window.post(at("publish", entry.pk), sent, follow=True)
    assert "Somebody else has changed this meanwhile." in text_of(answer)
    assert not Text.objects.published().exists()


def test_the_second_who_changes_what_is_common_keeps_what_they_typed(window):
    entry, second = a_page(), window_of(an_editor())
    mine = as_shown(second.get(at("common", entry.pk)))
    theirs = as_shown(window.get(at("common", entry.pk)))
    window.post(at("common", entry.pk), {**theirs, "position": "7"})
    answer = second.post(at("common", entry.pk), {**mine, "position": "9"})
    assert "Saved meanwhile by" in text_of(answer)
    assert Entry.objects.get().position == 7
    second.post(at("common", entry.pk), as_shown(answer))
    assert Entry.objects.get().position == 9


# -- what a translator sees ------------------------------------------------------------------


def test_a_translator_has_the_english_text_beside_and_says_whether_it_follows(window):
    entry = a_page(en=words("Old", body="What it said."), fr=words("Vieux"))
    a_draft(entry, said=words("New", body="What it says now."))
    publish(entry)
    page = window.get(at("text", entry.pk, "fr"))
    assert "What it says now." in text_of(page)
    assert "The English text is newer" in text_of(page)
    sent = as_shown(page)
    assert "fr-follows" not in sent
    window.post(at("text", entry.pk, "fr"), {**sent, "fr-title": "Nouveau"})
    assert editing.sides(entry)["fr"].draft.based_on == 1
    sent = as_shown(window.get(at("text", entry.pk, "fr")))
    window.post(at("text", entry.pk, "fr"), {**sent, "fr-follows": "on"})
    assert editing.sides(entry)["fr"].draft.based_on == 2


def test_saving_without_a_change_makes_no_draft(window):
    entry = a_page(fr=words("Page"))
    answer = window.post(at("texts", entry.pk), as_shown(window.get(at("texts", entry.pk))))
    assert answer.status_code == 302
    assert not Text.objects.drafts().exists()


def test_what_a_kind_has_no_field_for_stays(window):
    entry = a_page("why", Kind.QUESTION, en=words("Why?", summary="Kept"))
    sent = as_shown(window.get(at("text", entry.pk, "en")))
    window.post(at("text", entry.pk, "en"), {**sent, "en-title": "Why so?"})
    assert editing.sides(entry)["en"].draft.summary == "Kept"


# -- previews --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(Kind))
def test_a_draft_is_shown_to_editors_as_readers_would_get_it(window, kind):
    entry = a_page("page", kind, en=words("Former title", body="Former words."))
    a_draft(entry, said=words("Latest title", body="*Latest* words."))
    shown = text_of(window.get(f"/en/preview/{kind}/page/"))
    assert "This is a draft." in shown
    assert "<em>Latest</em> words." in shown
    assert "Former" not in re.search(r"<main.*</main>", shown, re.DOTALL)[0]
    name, key = PAGES[kind]
    assert "Latest" not in text_of(Client().get(reverse(f"content:{name}", args=key)))


PAGES = {
    Kind.SITUATION: ("situation", ["page"]),
    Kind.PROCEDURE: ("procedure", ["page"]),
    Kind.NEWS: ("news_item", ["page"]),
    Kind.QUESTION: ("questions", []),
    Kind.BODY: ("body", ["page"]),
}


def test_a_preview_of_a_missing_translation_is_in_english_and_says_so(window):
    a_page(en=words("Only English"))
    response = window.get("/fr/preview/procedure/a-page/")
    assert 'lang="en"' in text_of(response)
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex"


def test_nobody_else_has_previews(window, client):
    entry = an_entry()
    a_draft(entry)
    address = "/en/preview/procedure/a-page/"
    assert window.get(address).status_code == 200
    assert client.get(address).status_code == 404
    another = AccountFactory(agent=True)
    assert window_of(another).get(address).status_code == 404
    client.force_login(an_editor())  # without the second factor
    assert client.get(address).status_code == 404
    assert window.get("/en/preview/procedure/other/").status_code == 404
    an_entry("empty")
    assert window.get("/en/preview/procedure/empty/").status_code == 404
    assert window.post(address).status_code == 405


# -- taking off ------------------------------------------------------------------------------


def test_a_page_is_taken_off_and_put_back_at_the_window(window):
    entry = a_page()
    page = window.get(at("off", entry.pk))
    answer = window.post(at("off", entry.pk), {**as_shown(page), "on": "2020-01-01"})
    assert "taken off before it is published" in text_of(answer)
    window.post(at("off", entry.pk), as_shown(page))
    assert Entry.objects.get().unpublish_on == clock.today()
    mark = window.get(at("back", entry.pk)).context["mark"]
    answer = window.post(at("back", entry.pk), {"mark": "nonsense"}, follow=True)
    assert "Somebody else has changed this meanwhile." in text_of(answer)
    window.post(at("back", entry.pk), {"mark": mark})
    assert Entry.objects.get().unpublish_on is None
    assert window.get(at("back", entry.pk)).status_code == 404


def test_a_draft_is_thrown_away_at_the_window(window):
    entry = a_page(en=words("Old"))
    a_draft(entry, said=words("New"))
    page = window.get(at("discard", entry.pk, "en"))
    answer = window.post(at("discard", entry.pk, "en"), {"mark": page.context["mark"]}, follow=True)
    assert "The draft is thrown away." in text_of(answer)
    assert not Text.objects.drafts().exists()
    assert window.get(at("discard", entry.pk, "en")).status_code == 404
    assert window.get(at("discard", entry.pk, "xx")).status_code == 404


def test_a_translation_is_taken_off_at_the_window(window):
    entry = a_page(fr=words("Faux"))
    mark = window.get(at("text_off", entry.pk, "fr")).context["mark"]
    window.post(at("text_off", entry.pk, "fr"), {"mark": mark})
    assert not Text.objects.published().filter(language="fr").exists()
    assert window.get(at("text_off", entry.pk, "en")).status_code == 404


# -- versions --------------------------------------------------------------------------------


def test_versions_tell_who_wrote_what_and_can_be_gone_on_from(window, editor):
    entry = a_page(en=words("First", body="One\nSame"))
    a_draft(entry, said=words("Second", body="Two\nSame"), actor=editor)
    publish(entry, actor=editor)
    assert text_of(window.get(at("history", entry.pk))).count("Edith") == 3  # and who is signed in
    first, second = Text.objects.order_by("version")
    shown = text_of(window.get(at("version", entry.pk, second.pk)))
    assert "<del>One</del>" in shown
    assert "<ins>Two</ins>" in shown
    page = window.get(at("version", entry.pk, first.pk))
    answer = window.post(at("version", entry.pk, first.pk), {"mark": page.context["mark"]})
    assert answer["Location"] == at("text", entry.pk, "en")
    assert editing.sides(entry)["en"].draft.title == "First"
    assert editing.sides(entry)["en"].published.title == "Second"
    answer = window.post(at("version", entry.pk, first.pk), {"mark": "old"}, follow=True)
    assert "Somebody else has changed this meanwhile." in text_of(answer)
    assert window.post(at("version", entry.pk, second.pk), {"mark": "x"}).status_code == 404
    assert window.get(at("version", a_page("other").pk, first.pk)).status_code == 404


# -- who may what ----------------------------------------------------------------------------

EVERY_PAGE = {
    "change": "view_entry",
    "history": "view_entry",
    "version": "view_entry",
    "common": "change_entry",
    "texts": "change_entry",
    "text": "change_entry",
    "discard": "change_entry",
    "publish": "publish_text",
    "later": "publish_text",
    "off": "publish_text",
    "back": "publish_text",
    "text_off": "publish_text",
    "add": "add_entry",
}


@pytest.mark.parametrize("page", sorted(EVERY_PAGE))
def test_each_page_asks_for_its_permission(page):
    entry = a_page(fr=words("Page"))
    a_draft(entry, "fr", words("Plus tard"))
    publish(entry, "fr", publish_on=clock.today() + timedelta(days=1))
    a_draft(entry, said=words("Draft"))
    publishing.take_off(
        entry.pk, seen=Entry.objects.get().saves, on=clock.today(), actor=audit.SYSTEM
    )
    language = "fr" if page == "text_off" else "en"
    keys = {
        "add": [],
        "version": [entry.pk, Text.objects.get(state=State.DRAFT).pk],
        **{name: [entry.pk, language] for name in ("text", "discard", "text_off")},
    }
    address = at(page, *keys.get(page, [entry.pk]))
    account = AccountFactory(agent=True)
    others = [name for name in MAY if name != EVERY_PAGE[page]]
    account.user_permissions.set(Permission.objects.filter(codename__in=others))
    assert window_of(account).get(address).status_code == 404
    account.user_permissions.set(Permission.objects.filter(codename=EVERY_PAGE[page]))
    assert window_of(account).get(address).status_code == 200
    assert Client().get(address).status_code == 302


def test_strangers_have_no_list():
    assert window_of(AccountFactory(agent=True)).get(LIST).status_code == 403
    assert Client().get(LIST).status_code == 302


def test_nothing_can_be_deleted(window):
    entry = a_page()
    assert window.get(f"{LIST}{entry.pk}/delete/").status_code == 404


def test_the_day_of_a_page_is_shown_with_it(window):
    entry = an_entry(publish_on=date(2030, 1, 2))
    assert "2 January 2030" in text_of(window.get(at("change", entry.pk)))
