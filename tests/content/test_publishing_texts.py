"""Writing, publishing and taking off."""

from datetime import date, timedelta

import pytest

from cns_portal import audit, clock
from cns_portal.audit.models import AuditEntry
from cns_portal.content.choices.entries import Kind, Refusal, State, Translation
from cns_portal.content.models import Entry, SearchEntry, Text
from cns_portal.content.rules.publishing import Words
from cns_portal.content.selectors import editing, reading
from cns_portal.content.services import publishing, writing
from cns_portal.kernel.refusal import Refused
from tests.content.written import a_draft, a_page, an_entry, common, details, publish, words
from tests.factories import AccountFactory

pytestmark = pytest.mark.django_db


def refusal(excinfo) -> Refusal:
    return excinfo.value.reason


def test_a_draft_is_for_editors_only():
    entry = an_entry()
    a_draft(entry)
    assert reading.page(Kind.PROCEDURE, "a-page", "en", today=clock.today()) is None
    publish(entry)
    shown = reading.page(Kind.PROCEDURE, "a-page", "en", today=clock.today())
    assert (shown.text.title, shown.lang) == ("A page", "")


def test_who_published_what_when_stays():
    editor, entry = AccountFactory(agent=True), an_entry()
    for number in (1, 2, 3):
        a_draft(entry, said=words(f"Title {number}"), actor=editor)
        publish(entry, actor=editor)
    versions = editing.history(entry, "en")
    assert [(v.version, v.state, v.title) for v in versions] == [
        (3, State.PUBLISHED, "Title 3"),
        (2, State.REPLACED, "Title 2"),
        (1, State.REPLACED, "Title 1"),
    ]
    assert {v.published_by for v in versions} == {editor}
    assert all(v.published_at for v in versions)
    told = AuditEntry.objects.filter(action="text.published", actor=editor)
    assert [row.details["version"] for row in told.order_by("pk")] == [1, 2, 3]


def test_saving_the_same_again_makes_no_draft():
    entry = a_page(en=words("Once"))
    assert a_draft(entry, said=words("Once")) is None
    assert a_draft(entry, said=words("Once", body="  Words.\r\n")) is None
    assert a_draft(entry, "fr", Words()) is None
    assert not Text.objects.drafts().exists()


def test_a_draft_beside_what_is_published_changes_nothing_for_readers():
    entry = a_page(en=words("Old"))
    draft = a_draft(entry, said=words("New"))
    assert draft.version == 2
    assert reading.page(Kind.PROCEDURE, "a-page", "en", today=clock.today()).text.title == "Old"
    writing.discard_draft(
        entry.pk, "en", seen=editing.mark_of(draft), actor=AccountFactory(agent=True)
    )
    assert editing.sides(entry)["en"].draft is None


@pytest.mark.parametrize(
    ("kind", "said", "expected"),
    [
        (Kind.NEWS, words(""), Refusal.NO_TITLE),
        (Kind.NEWS, words("T", summary=""), Refusal.NO_SUMMARY),
        (Kind.NEWS, words("T", body=""), Refusal.NO_BODY),
        (Kind.PROCEDURE, words("T", how_to_proceed=""), Refusal.NO_BODY),
    ],
)
def test_half_a_text_is_not_published(kind, said, expected):
    entry = an_entry(kind=kind)
    a_draft(entry, said=said)
    with pytest.raises(Refused) as refused:
        publish(entry)
    assert refusal(refused) == expected
    assert not SearchEntry.objects.exists()


def test_english_is_published_first_or_with_the_others():
    entry = an_entry()
    a_draft(entry, "fr", words("Page"))
    with pytest.raises(Refused) as refused:
        publish(entry, "fr")
    assert refusal(refused) == Refusal.SOURCE_FIRST
    a_draft(entry)
    assert [text.language for text in publish(entry, "fr", "en")] == ["en", "fr"]


def test_all_languages_are_published_or_none():
    entry = an_entry()
    a_draft(entry)
    a_draft(entry, "fr", words(""))
    with pytest.raises(Refused) as refused:
        publish(entry, "en", "fr")
    assert refusal(refused) == Refusal.NO_TITLE
    assert not Text.objects.published().exists()


def test_nothing_is_published_without_a_draft():
    entry = a_page()
    with pytest.raises(Refused) as refused:
        publish(entry, "en")
    assert refusal(refused) == Refusal.NO_DRAFT
    with pytest.raises(Refused) as refused:
        publishing.publish(entry.pk, {}, actor=audit.SYSTEM)
    assert refusal(refused) == Refusal.NO_DRAFT


def test_a_draft_that_says_the_same_as_before_is_not_published_again():
    entry = a_page(en=words("One"))
    a_draft(entry, said=words("Two"))
    a_draft(entry, said=words("One"))
    with pytest.raises(Refused) as refused:
        publish(entry)
    assert refusal(refused) == Refusal.NOTHING_NEW


def test_a_page_can_begin_on_a_later_day():
    today = clock.today()
    entry = an_entry()
    a_draft(entry)
    publish(entry, publish_on=today + timedelta(days=3))
    assert reading.page(Kind.PROCEDURE, "a-page", "en", today=today) is None
    assert reading.page(Kind.PROCEDURE, "a-page", "en", today=today + timedelta(days=3))


def test_a_page_that_readers_have_keeps_its_day():
    entry = a_page()
    a_draft(entry, said=words("Other"))
    publish(entry, publish_on=clock.today() + timedelta(days=3))
    assert Entry.objects.get().publish_on == date(2024, 1, 1)


def test_a_page_is_taken_off_and_put_back():
    editor, today, entry = AccountFactory(agent=True), clock.today(), a_page()
    entry = publishing.take_off(entry.pk, seen=entry.saves, on=today, actor=editor)
    assert reading.page(Kind.PROCEDURE, "a-page", "en", today=today - timedelta(days=1))
    assert reading.page(Kind.PROCEDURE, "a-page", "en", today=today) is None
    with pytest.raises(Refused) as refused:
        publishing.put_back(entry.pk, seen=entry.saves - 1, actor=editor)
    assert refusal(refused) == Refusal.CHANGED_MEANWHILE
    publishing.put_back(entry.pk, seen=entry.saves, actor=editor)
    assert reading.page(Kind.PROCEDURE, "a-page", "en", today=today)
    assert AuditEntry.objects.filter(actor=editor).count() == 2


def test_nothing_is_taken_off_before_it_begins():
    entry = a_page()
    with pytest.raises(Refused) as refused:
        publishing.take_off(entry.pk, seen=entry.saves, on=date(2023, 1, 1), actor=audit.SYSTEM)
    assert refusal(refused) == Refusal.ENDS_BEFORE_IT_BEGINS


def test_a_wrong_translation_is_taken_off_and_readers_get_english():
    entry = a_page(fr=words("Faux"))
    side = editing.sides(entry)["fr"]
    publishing.take_text_off(entry.pk, "fr", seen=side.mark, actor=audit.SYSTEM)
    shown = reading.page(Kind.PROCEDURE, "a-page", "fr", today=clock.today())
    assert (shown.text.title, shown.lang, shown.is_translated) == ("A page", "en", False)
    assert editing.sides(entry)["fr"].state == Translation.MISSING
    for language, expected in (("en", Refusal.SOURCE_STAYS), ("de", Refusal.NOT_PUBLISHED)):
        mark = editing.sides(entry)[language].mark
        with pytest.raises(Refused) as refused:
            publishing.take_text_off(entry.pk, language, seen=mark, actor=audit.SYSTEM)
        assert refusal(refused) == expected


# -- how a translation stands ----------------------------------------------------------------


def states(entry) -> dict[str, str]:
    return {code: side.state.value for code, side in editing.sides(entry).items()}


def test_a_translation_is_behind_once_the_english_text_is_newer():
    entry = a_page(fr=words("Page"))
    a_draft(entry, "de", words("Seite"), based_on=1)
    assert states(entry) == {"en": "up_to_date", "fr": "up_to_date", "de": "draft", "lb": "missing"}
    a_draft(entry, said=words("Newer"))
    assert states(entry)["fr"] == "up_to_date"
    publish(entry)
    assert states(entry)["fr"] == "behind"
    a_draft(entry, "fr", words("Page"), based_on=2)
    publish(entry, "fr")
    assert states(entry)["fr"] == "up_to_date"
    assert Text.objects.get(language="fr", state=State.PUBLISHED).version == 2


def test_translated_from_a_draft_it_is_up_to_date_when_both_are_published():
    entry = a_page(fr=words("Page"))
    english = a_draft(entry, said=words("Newer"))
    a_draft(entry, "fr", words("Plus récent"), based_on=english.version)
    publish(entry, "en", "fr")
    assert states(entry)["fr"] == "up_to_date"


def test_translated_from_a_draft_that_changed_it_is_behind():
    entry = a_page(fr=words("Page"))
    english = a_draft(entry, said=words("Newer"))
    a_draft(entry, "fr", words("Plus récent"), based_on=english.version)
    a_draft(entry, said=words("Something else"))
    publish(entry, "en", "fr")
    assert states(entry)["fr"] == "behind"


def test_translated_from_a_draft_that_went_it_follows_what_is_published():
    entry = a_page(fr=words("Page"))
    english = a_draft(entry, said=words("Newer"))
    french = a_draft(entry, "fr", words("Plus récent"), based_on=english.version)
    mark = editing.mark_of(english)
    writing.discard_draft(entry.pk, "en", seen=mark, actor=audit.SYSTEM)
    french.refresh_from_db()
    assert french.based_on == 1


# -- what is the same in every language ------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "others", "expected"),
    [
        (Kind.PROCEDURE, {"slug": "Not an address"}, Refusal.NOT_AN_ADDRESS),
        (Kind.PROCEDURE, {"grid": "need"}, Refusal.GRID_FOR_SITUATIONS),
        (Kind.SITUATION, {"grid": ""}, Refusal.GRID_FOR_SITUATIONS),
        (Kind.NEWS, {"unpublish_on": date(2023, 1, 1)}, Refusal.ENDS_BEFORE_IT_BEGINS),
        (Kind.PROCEDURE, {"action": "nobody.knows"}, Refusal.UNKNOWN_ACTION),
    ],
)
def test_an_entry_that_makes_no_sense_is_refused(kind, others, expected):
    others = {"slug": "x", **others}
    with pytest.raises(Refused) as refused:
        an_entry(others.pop("slug"), kind, **others)
    assert refusal(refused) == expected
    assert not Entry.objects.exists()


def test_an_address_is_given_once_in_its_kind():
    an_entry("same")
    an_entry("same", Kind.NEWS)
    with pytest.raises(Refused) as refused:
        an_entry("same")
    assert refusal(refused) == Refusal.SLUG_TAKEN
    other = an_entry("other")
    with pytest.raises(Refused) as refused:
        writing.change_entry(other.pk, seen=other.saves, common=common("same"), actor=audit.SYSTEM)
    assert refusal(refused) == Refusal.SLUG_TAKEN


def test_only_bodies_are_contacts():
    other, body = an_entry("other"), an_entry("cns", Kind.BODY)
    with pytest.raises(Refused) as refused:
        an_entry("x", contacts=[other])
    assert refusal(refused) == Refusal.NOT_A_BODY
    assert list(an_entry("x", contacts=[body]).contacts.all()) == [body]


def test_the_details_of_a_body_come_and_go():
    body = an_entry("cns", Kind.BODY)
    saved = writing.change_entry(
        body.pk,
        seen=body.saves,
        common=common("cns", Kind.BODY),
        details=details(phones="(+352) 27 57 1", website="https://cns.lu"),
        actor=audit.SYSTEM,
    )
    assert saved.body.phones == "(+352) 27 57 1"
    writing.change_entry(
        body.pk, seen=saved.saves, common=common("cns", Kind.BODY), actor=audit.SYSTEM
    )
    assert not hasattr(Entry.objects.get(pk=body.pk), "body")


def test_an_action_that_no_room_declares_any_more_may_stay():
    entry = an_entry()
    Entry.objects.update(action="gone.away")
    writing.change_entry(
        entry.pk, seen=1, common=common("a-page", action="gone.away"), actor=audit.SYSTEM
    )
    a_draft(entry)
    publish(entry)
    assert reading.page(Kind.PROCEDURE, "a-page", "en", today=clock.today()).action is None
