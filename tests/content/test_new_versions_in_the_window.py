"""The editors' window: publishing for a later day, looking ahead, changing one's mind."""

from datetime import timedelta

import pytest
from django.utils.formats import date_format

from cns_portal import clock
from cns_portal.content.models import Text
from cns_portal.content.selectors import editing
from tests.content.test_editors_pages import LIST, as_shown, at, editor, text_of, window
from tests.content.written import a_draft, a_page, publish, words

__all__ = ["editor", "window"]
pytestmark = pytest.mark.django_db


def in_days(days: int):
    return clock.today() + timedelta(days=days)


def long(day) -> str:
    return date_format(day, "DATE_FORMAT")


@pytest.fixture
def entry(window):
    """A page with an English and a French version that wait for the same day."""
    entry = a_page(en=words("Old"), fr=words("Vieux"))
    a_draft(entry, said=words("New"))
    a_draft(entry, "fr", words("Nouveau"), based_on=2)
    sent = as_shown(window.get(at("publish", entry.pk)))
    sent["publish_on"] = in_days(10).isoformat()
    said = text_of(window.post(at("publish", entry.pk), sent, follow=True))
    assert f"New version from {long(in_days(10))}: English, French." in said
    return entry


def test_the_page_says_until_when_and_from_when(window, entry):
    said = text_of(window.get(at("change", entry.pk)))
    until = f"Published until {long(in_days(9))}, new version from {long(in_days(10))}."
    assert said.count(until) == 2
    assert "New versions: change the day or withdraw" in said
    listed = window.get(LIST, {"work": "later"})
    assert [row.slug for row in listed.context["cl"].result_list] == ["a-page"]
    assert "French: published, new version from" in text_of(listed)
    assert "To be published on a later day" in text_of(window.get(at("history", entry.pk)))


def test_without_a_later_day_it_is_published_at_once(window):
    entry = a_page(en=words("Old"))
    a_draft(entry, said=words("New"))
    sent = as_shown(window.get(at("publish", entry.pk)))
    assert str(sent["publish_on"]) == clock.today().isoformat()
    window.post(at("publish", entry.pk), sent)
    assert Text.objects.published().get().title == "New"


def test_the_preview_looks_ahead(window, entry):
    page = "/en/preview/procedure/a-page/"
    assert f"{page}?on={in_days(10).isoformat()}" in text_of(window.get(at("change", entry.pk)))
    assert "<h1>Old</h1>" in text_of(window.get(page, {"on": in_days(9).isoformat()}))
    ahead = text_of(window.get(page, {"on": in_days(10).isoformat()}))
    assert "<h1>New</h1>" in ahead
    assert f"This is what readers get on {long(in_days(10))}." in ahead
    for day in ("", "tomorrow", "2020-01-01", "0000-00-00", "9" * 400):
        assert "<h1>Old</h1>" in text_of(window.get(page, {"on": day})), day


def test_the_first_text_of_a_language_is_shown_before_its_day(window):
    entry = a_page(en=words("Old"))
    a_draft(entry, "fr", words("Nouveau"), based_on=1)
    publish(entry, "fr", publish_on=in_days(10))
    shown = text_of(window.get("/en/preview/procedure/a-page/"))
    assert "<h1>Old</h1>" in shown
    assert "<h1>Nouveau</h1>" in text_of(window.get("/fr/preview/procedure/a-page/"))
    said = text_of(window.get(at("change", entry.pk)))
    assert f"Published for the first time on {long(in_days(10))}." in said


def test_the_day_of_one_language_is_changed(window, entry):
    page = window.get(at("later", entry.pk))
    sent = {**as_shown(page), "on": in_days(20).isoformat(), "move": "1"}
    sent.pop("fr")
    said = text_of(window.post(at("later", entry.pk), sent, follow=True))
    assert f"Readers see the new version from {long(in_days(20))}." in said
    days = {text.language: text.starts_on for text in Text.objects.scheduled()}
    assert days == {"en": in_days(20), "fr": in_days(10)}
    again = window.post(at("later", entry.pk), sent, follow=True)
    assert "Somebody else has changed this meanwhile" in text_of(again)


def test_new_versions_are_withdrawn_whatever_stands_in_the_field_of_the_day(window, entry):
    sent = {**as_shown(window.get(at("later", entry.pk))), "on": "", "withdraw": "1"}
    said = text_of(window.post(at("later", entry.pk), sent, follow=True))
    assert "The new version is withdrawn: it is a draft again." in said
    assert {side.draft.title for side in editing.sides(entry).values() if side.draft} == {
        "New",
        "Nouveau",
    }
    assert window.get(at("later", entry.pk)).status_code == 404


def test_what_is_wrong_is_said_at_the_form(window, entry):
    sent = as_shown(window.get(at("later", entry.pk)))
    nothing = {name: sent[name] for name in sent if name not in {"en", "fr"}}
    for wrong, sentence in (
        ({**nothing, "move": "1"}, "Choose at least one language."),
        ({**sent, "on": "soon", "move": "1"}, "Enter a valid date."),
    ):
        assert sentence in text_of(window.post(at("later", entry.pk), wrong))
    a_draft(entry, said=words("Newer"))
    said = text_of(window.post(at("later", entry.pk), {**sent, "withdraw": "1"}))
    assert "There is a newer draft" in said
    said = text_of(window.get(at("publish", entry.pk)))
    assert "the new version still takes its place on that day" in said
