"""A new version of a page that readers have: theirs from midnight of its day, in Luxembourg."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from time_machine import travel

from cns_portal import audit, clock
from cns_portal.audit.models import AuditEntry
from cns_portal.content.choices.entries import Kind, Refusal, State, Translation
from cns_portal.content.models import Entry, SearchEntry, Text
from cns_portal.content.selectors import editing, reading
from cns_portal.content.selectors.searching import search
from cns_portal.content.services import publishing, scheduling, writing
from cns_portal.content.tasks import begin_due
from cns_portal.kernel.refusal import Refused
from tests.content.written import a_draft, a_page, common, publish, words

pytestmark = pytest.mark.django_db

WINTER, SUMMER = date(2026, 12, 1), date(2027, 6, 1)
BEFORE = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def november():
    with travel(BEFORE, tick=False) as journey:
        yield journey


def a_new_version(entry, day=WINTER, language="en", said=None, **others) -> Text:
    """Published for that day."""
    a_draft(entry, language, said or words("New"), **others)
    return publish(entry, language, publish_on=day)[0]


def marks(entry, *languages) -> dict[str, str]:
    sides = editing.sides(entry)
    return {code: editing.mark_of(sides[code].scheduled) for code in languages or ("en",)}


def title(language="en", today=None) -> str:
    shown = reading.page(Kind.PROCEDURE, "a-page", language, today=today or clock.today())
    return shown.text.title


def found(text, language="en") -> list[str]:
    return [hit.text.title for hit in search(text, language, today=clock.today()).hits]


# -- for readers -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "last_moment"),
    [
        (WINTER, datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC)),
        (SUMMER, datetime(2027, 5, 31, 21, 59, 59, tzinfo=UTC)),
    ],
)
def test_readers_keep_the_present_version_until_midnight_in_luxembourg(
    client, november, day, last_moment
):
    a_new_version(a_page(en=words("Old glasses")), day, said=words("New teeth"))
    address = "/en/procedures/a-page/"
    november.move_to(last_moment)
    assert title() == "Old glasses"
    assert "Old glasses" in client.get(address).content.decode()
    assert (found("glasses"), found("teeth")) == (["Old glasses"], [])
    november.move_to(last_moment + timedelta(seconds=1))
    assert title() == "New teeth"
    assert "New teeth" in client.get(address).content.decode()
    assert (found("glasses"), found("teeth")) == ([], ["New teeth"])


def test_the_front_page_that_was_kept_changes_with_the_day(client, november):
    entry = a_page("a-page", Kind.NEWS, en=words("Old glasses"))
    a_new_version(entry, said=words("New teeth"))
    november.move_to(datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC))
    assert "Old glasses" in client.get("/en/").content.decode()
    november.move_to(datetime(2026, 11, 30, 23, 0, 0, tzinfo=UTC))
    page = client.get("/en/").content.decode()
    assert "New teeth" in page
    assert "Old glasses" not in page


def test_writing_it_down_changes_nothing_for_readers_and_is_told_in_the_history(november):
    entry = a_page(en=words("Old"))
    a_new_version(entry)
    assert scheduling.begin_due() == 0
    november.move_to(datetime(2026, 12, 1, 8, tzinfo=UTC))
    mark = editing.sides(entry)["en"].mark
    before = (title(), found("new"), mark)
    begin_due()
    assert before == (title(), found("new"), editing.sides(entry)["en"].mark)
    new, old = editing.history(entry, "en")
    midnight = datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert (new.state, new.published_at, new.starts_on) == (State.PUBLISHED, midnight, None)
    assert (old.state, old.replaced_at) == (State.REPLACED, midnight)
    assert set(SearchEntry.objects.values_list("shown_from", "shown_until")) == {(None, None)}
    told = AuditEntry.objects.filter(action="text.published").order_by("-pk")[0]
    assert told.details == {"language": "en", "version": 2}
    assert scheduling.begin_due() == 0


def test_each_language_has_its_day(november):
    entry = a_page(en=words("Old"), fr=words("Vieux"))
    a_new_version(entry)
    a_new_version(entry, date(2026, 12, 5), "fr", words("Nouveau"))
    a_new_version(entry, date(2026, 12, 9), "de", words("Neu"))
    seen = {
        day: [(title(code, date(2026, 12, day))) for code in ("en", "fr", "de", "lb")]
        for day in (1, 4, 5, 8, 9)
    }
    assert seen == {
        1: ["New", "Vieux", "New", "New"],
        4: ["New", "Vieux", "New", "New"],
        5: ["New", "Nouveau", "New", "New"],
        8: ["New", "Nouveau", "New", "New"],
        9: ["New", "Nouveau", "Neu", "New"],
    }
    for day, titles in seen.items():
        for code, expected in zip(("en", "fr", "de", "lb"), titles, strict=True):
            answer = search("words", code, today=date(2026, 12, day))
            assert [hit.text.title for hit in answer.hits] == [expected], (day, code)
    languages = reading.languages_of([entry], today=date(2026, 12, 8))[entry.pk]
    assert languages == ["en", "fr"]
    november.move_to(datetime(2026, 12, 9, 8, tzinfo=UTC))
    scheduling.begin_due()
    assert Text.objects.published().count() == 3
    assert editing.sides(entry)["fr"].state == Translation.BEHIND


def test_a_page_of_the_map_says_when_the_new_version_began(client, november):
    a_new_version(a_page())
    november.move_to(datetime(2026, 12, 1, 8, tzinfo=UTC))
    said = client.get(reverse("sitemap_xml")).content.decode()
    assert set(re.findall("<lastmod>(.*?)</lastmod>", said)) == {"2026-12-01"}


# -- for editors -----------------------------------------------------------------------------


def test_one_new_version_waits_at_a_time():
    entry = a_page(en=words("Old"))
    a_new_version(entry)
    a_draft(entry, said=words("Newer"))
    with pytest.raises(Refused) as refused:
        publish(entry, publish_on=WINTER)
    assert refused.value.reason == Refusal.SCHEDULED_ALREADY
    assert Text.objects.drafts().count() == 1


def test_a_correction_is_published_while_a_new_version_waits(november):
    entry = a_page(en=words("Old"), fr=words("Vieux"))
    waiting = a_new_version(entry)
    a_new_version(entry, WINTER, "fr", words("Nouveau"), based_on=waiting.version)
    assert editing.sides(entry)["en"].current.title == "Old"
    a_draft(entry, said=words("Corrected"))
    publish(entry)
    assert (title(), found("corrected")) == ("Corrected", ["Corrected"])
    november.move_to(datetime(2026, 12, 1, 8, tzinfo=UTC))
    assert (title(), title("fr")) == ("New", "Nouveau")
    scheduling.begin_due()
    assert [text.title for text in editing.history(entry, "en")] == ["New", "Corrected", "Old"]
    assert (title(), title("fr")) == ("New", "Nouveau")
    assert editing.sides(entry)["fr"].state == Translation.UP_TO_DATE


def test_it_is_withdrawn_and_is_a_draft_again():
    entry = a_page(en=words("Old"))
    a_new_version(entry)
    old = marks(entry)
    scheduling.withdraw(entry.pk, old, actor=audit.SYSTEM)
    side = editing.sides(entry)["en"]
    assert (side.draft.title, side.scheduled, side.published.title) == ("New", None, "Old")
    assert title(today=WINTER) == "Old"
    assert search("new", "en", today=WINTER).total == 0
    for withdrawn in (old, {}):
        with pytest.raises(Refused) as refused:
            scheduling.withdraw(entry.pk, withdrawn, actor=audit.SYSTEM)
        assert refused.value.reason == Refusal.CHANGED_MEANWHILE


def test_it_is_not_withdrawn_over_a_draft():
    entry = a_page(en=words("Old"))
    a_new_version(entry)
    a_draft(entry, said=words("Newer"))
    with pytest.raises(Refused) as refused:
        scheduling.withdraw(entry.pk, marks(entry), actor=audit.SYSTEM)
    assert refused.value.reason == Refusal.DRAFT_IN_THE_WAY
    assert Text.objects.scheduled().get().title == "New"


def test_its_day_is_changed():
    entry = a_page(en=words("Old"))
    a_new_version(entry)
    seen = marks(entry)
    scheduling.move(entry.pk, seen, on=SUMMER, actor=audit.SYSTEM)
    assert (title(today=WINTER), title(today=SUMMER)) == ("Old", "New")
    assert search("old", "en", today=WINTER).total == 1
    with pytest.raises(Refused) as refused:
        scheduling.move(entry.pk, seen, on=WINTER, actor=audit.SYSTEM)
    assert refused.value.reason == Refusal.CHANGED_MEANWHILE
    scheduling.move(entry.pk, marks(entry), on=date(2020, 1, 1), actor=audit.SYSTEM)
    assert title() == "New"
    assert Text.objects.published().get().published_at == BEFORE
    assert found("old") == []


def test_what_has_begun_is_neither_moved_nor_withdrawn(november):
    entry = a_page(en=words("Old"))
    a_new_version(entry)
    seen = marks(entry)
    november.move_to(datetime(2026, 11, 30, 23, tzinfo=UTC))
    for deed in (
        lambda: scheduling.withdraw(entry.pk, seen, actor=audit.SYSTEM),
        lambda: scheduling.move(entry.pk, seen, on=SUMMER, actor=audit.SYSTEM),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.reason == Refusal.CHANGED_MEANWHILE
    assert title() == "New"


def test_whoever_wrote_before_midnight_is_told_that_the_text_is_another(november):
    entry = a_page(en=words("Old"))
    a_new_version(entry)
    mark = editing.sides(entry)["en"].mark
    november.move_to(datetime(2026, 11, 30, 23, tzinfo=UTC))
    with pytest.raises(Refused) as refused:
        writing.save_draft(entry.pk, "en", words=words("X"), seen=mark, actor=audit.SYSTEM)
    assert refused.value.reason == Refusal.CHANGED_MEANWHILE


def test_nothing_waits_for_a_day_on_which_the_page_is_gone():
    entry = a_page(en=words("Old"))
    saves = Entry.objects.get().saves
    publishing.take_off(entry.pk, seen=saves, on=WINTER, actor=audit.SYSTEM)
    a_draft(entry, said=words("New"))
    with pytest.raises(Refused) as refused:
        publish(entry, publish_on=WINTER)
    assert refused.value.reason == Refusal.ENDS_BEFORE_THAT_DAY
    publish(entry, publish_on=WINTER - timedelta(days=1))
    with pytest.raises(Refused) as refused:
        scheduling.move(entry.pk, marks(entry), on=WINTER, actor=audit.SYSTEM)
    assert refused.value.reason == Refusal.ENDS_BEFORE_THAT_DAY


def test_changing_the_page_keeps_what_waits():
    entry = a_page(en=words("Old"))
    a_new_version(entry)
    saves = Entry.objects.get().saves
    writing.change_entry(entry.pk, seen=saves, common=common("a-page"), actor=audit.SYSTEM)
    assert (title(), title(today=WINTER)) == ("Old", "New")
    assert search("new", "en", today=WINTER).total == 1
