"""Two editors, or an editor and a worker, at the same moment."""

from datetime import timedelta
from functools import partial

import pytest

from cns_portal import clock
from cns_portal.content.choices.entries import Kind, Refusal, State
from cns_portal.content.models import Entry, SearchEntry, Text
from cns_portal.content.selectors import editing
from cns_portal.content.selectors.searching import search
from cns_portal.content.services import publishing, scheduling, writing
from tests.content.written import a_draft, a_page, an_entry, common, publish, words
from tests.factories import AccountFactory
from tests.racing import done_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

AT_ONCE = 4


def at_once(call) -> list:
    """What each of several threads got that begin together: the answer, or the refusal."""
    return done_at_once(*(partial(call, number) for number in range(AT_ONCE)))


def reasons(answers: list) -> list:
    return [answer for answer in answers if isinstance(answer, Refusal)]


def test_of_several_who_save_the_same_draft_one_wins_and_the_others_are_told():
    entry, editor = an_entry(), AccountFactory(agent=True)
    mark = editing.mark_of(a_draft(entry))
    answers = at_once(
        lambda number: writing.save_draft(
            entry.pk, "en", words=words(f"By {number}"), seen=mark, actor=editor
        )
    )
    assert reasons(answers) == [Refusal.CHANGED_MEANWHILE] * (AT_ONCE - 1)
    (saved,) = [answer for answer in answers if isinstance(answer, Text)]
    assert Text.objects.get().title == saved.title


def test_of_several_who_begin_a_draft_one_wins():
    entry, editor = a_page(), AccountFactory(agent=True)
    mark = editing.sides(entry)["en"].mark
    answers = at_once(
        lambda number: writing.save_draft(
            entry.pk, "en", words=words(f"By {number}"), seen=mark, actor=editor
        )
    )
    assert reasons(answers) == [Refusal.CHANGED_MEANWHILE] * (AT_ONCE - 1)
    assert Text.objects.drafts().count() == 1


def test_a_draft_is_published_once():
    entry, editor = an_entry(), AccountFactory(agent=True)
    mark = editing.mark_of(a_draft(entry))
    answers = at_once(lambda number: publishing.publish(entry.pk, {"en": mark}, actor=editor))
    assert len(reasons(answers)) == AT_ONCE - 1
    assert Text.objects.get().state == State.PUBLISHED
    assert SearchEntry.objects.count() == 4


def test_languages_published_at_once_are_all_found():
    entry, editor = a_page(en=words("Glasses")), AccountFactory(agent=True)
    told = {"fr": "Lunettes", "de": "Brille", "lb": "Brëll", "en": "Spectacles"}
    marks = {
        code: editing.mark_of(a_draft(entry, code, words(title))) for code, title in told.items()
    }
    codes = list(told)
    answers = at_once(
        lambda number: publishing.publish(
            entry.pk, {codes[number]: marks[codes[number]]}, actor=editor
        )
    )
    assert reasons(answers) == []
    for code, title in told.items():
        assert search(title, code, today=clock.today()).total == 1, code


def test_an_address_is_given_once():
    editor = AccountFactory(agent=True)
    answers = at_once(
        lambda number: writing.create_entry(
            kind=Kind.NEWS, common=common("same", Kind.NEWS), actor=editor
        )
    )
    assert reasons(answers) == [Refusal.SLUG_TAKEN] * (AT_ONCE - 1)
    assert Entry.objects.count() == 1


def test_a_version_that_waits_is_moved_or_withdrawn_once():
    entry, editor = a_page(en=words("Old")), AccountFactory(agent=True)
    day = clock.today() + timedelta(days=3)
    a_draft(entry, said=words("New"))
    publish(entry, publish_on=day)
    seen = {"en": editing.mark_of(editing.sides(entry)["en"].scheduled)}
    answers = at_once(
        lambda number: (
            scheduling.withdraw(entry.pk, seen, actor=editor)
            if number % 2
            else scheduling.move(entry.pk, seen, on=day + timedelta(days=number), actor=editor)
        )
    )
    assert reasons(answers) == [Refusal.CHANGED_MEANWHILE] * (AT_ONCE - 1)
    assert Text.objects.published().get().title == "Old"
    assert Text.objects.exclude(state=State.PUBLISHED).get().title == "New"


def test_two_who_publish_a_draft_for_different_days_do_it_once():
    entry, editor = a_page(en=words("Old")), AccountFactory(agent=True)
    mark, today = editing.mark_of(a_draft(entry, said=words("New"))), clock.today()
    answers = at_once(
        lambda number: publishing.publish(
            entry.pk, {"en": mark}, actor=editor, publish_on=today + timedelta(days=number + 1)
        )
    )
    assert reasons(answers) == [Refusal.CHANGED_MEANWHILE] * (AT_ONCE - 1)
    assert Text.objects.scheduled().count() == 1
    assert SearchEntry.objects.count() == 8


def test_several_workers_write_down_once_that_a_version_has_begun():
    entry = a_page(en=words("Old"))
    a_draft(entry, said=words("New"))
    publish(entry, publish_on=clock.today() + timedelta(days=3))
    Text.objects.scheduled().update(starts_on=clock.today())
    answers = at_once(lambda number: scheduling.begin_due())
    assert sorted(answers) == [0] * (AT_ONCE - 1) + [1]
    assert Text.objects.published().get().title == "New"
    assert search("old", "en", today=clock.today()).total == 0
