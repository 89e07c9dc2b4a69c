"""Being told once that nothing insures any more."""

from datetime import date, timedelta

import pytest

from cns_portal.inbox.models import Message
from insured import tasks
from insured.choices import Cover, LifeNoteKind, Relation
from insured.models import AffiliationPeriod, LifeNote
from insured.services import ended_cover
from insured.services.ended_cover import Told
from tests.factories import InsuredPersonFactory, at
from tests.insured.covered import child_of, co_insured, insured

pytestmark = pytest.mark.django_db

LAST = date(2026, 10, 31)
DAY = timedelta(days=1)


@pytest.fixture
def on(monkeypatch):
    """`on(day)`: the task runs in the night of that day."""

    def set_day(day: date) -> Told:
        monkeypatch.setattr("cns_portal.clock.now", lambda: at(day, 3, 40))
        return ended_cover.tell_of_ends()

    return set_day


@pytest.fixture
def me():
    person = InsuredPersonFactory()
    insured(person, date(2020, 3, 1), LAST)
    return person


def told(person) -> list[str]:
    return list(Message.objects.filter(dossier=person.dossier).values_list("body", flat=True))


def test_it_is_told_once_from_the_eighth_day_on(on, me):
    assert on(LAST + 7 * DAY) == Told()
    assert on(LAST + 8 * DAY) == Told(people=1)
    assert on(LAST + 8 * DAY) == on(LAST + 9 * DAY) == Told()
    (text,) = told(me)
    assert "ended on 31 October 2026" in text
    assert "until 31 January 2027; for an illness that was under treatment" in text
    assert "until 30 April 2027" in text
    assert "has to be asked for by 31 January 2027" in text
    note = LifeNote.objects.get()
    assert (note.kind, note.day) == (LifeNoteKind.RIGHTS_END, date(2027, 1, 31))


def test_missed_nights_are_made_up_for_until_the_deadline(on, me):
    assert on(date(2027, 2, 1)) == Told()
    assert on(date(2027, 1, 31)) == Told(people=1)


def test_nothing_is_kept_after_a_short_time(on):
    person = InsuredPersonFactory()
    insured(person, date(2026, 9, 1), LAST)
    on(LAST + 8 * DAY)
    assert "no right to health care is kept" in told(person)[0]


def test_whoever_has_another_insurance_reads_nothing(on, me):
    insured(me, LAST + 5 * DAY, cover=Cover.VOLUNTARY_CONTINUED)
    assert on(LAST + 8 * DAY) == Told()
    other = InsuredPersonFactory()
    insured(other, date(2020, 3, 1), LAST)
    insured(other, LAST + 30 * DAY)  # declared, and begins later
    assert on(LAST + 8 * DAY) == Told()


def test_children_read_nothing_and_adults_who_were_co_insured_do(on, me):
    child = child_of(me, born=date(2015, 3, 1))
    spouse = InsuredPersonFactory()
    co_insured(child, me, date(2020, 3, 1), LAST)
    co_insured(spouse, me, date(2020, 3, 1), LAST, relation=Relation.SPOUSE)
    assert on(LAST + 8 * DAY) == Told(people=2)
    assert told(child) == []
    assert len(told(spouse)) == len(told(me)) == 1


def test_a_second_end_is_told_again(on, me):
    on(LAST + 8 * DAY)
    insured(me, LAST + 20 * DAY, LAST + 40 * DAY)
    assert on(LAST + 47 * DAY) == Told()
    assert on(LAST + 48 * DAY) == Told(people=1)
    assert len(told(me)) == 2


def test_one_who_cannot_be_told_does_not_hold_up_the_others(on, me, monkeypatch):
    other = InsuredPersonFactory()
    insured(other, date(2020, 3, 1), LAST)
    tell = ended_cover.tell

    def fails_for_me(person, *args, **kwargs):
        if person == me:
            raise RuntimeError("no")
        tell(person, *args, **kwargs)

    monkeypatch.setattr(ended_cover, "tell", fails_for_me)
    assert on(LAST + 8 * DAY) == Told(people=1)
    assert LifeNote.objects.get().person == other
    monkeypatch.setattr(ended_cover, "tell", tell)
    assert on(LAST + 9 * DAY) == Told(people=1)


def test_the_task_goes_on_where_time_ran_out(on, me, monkeypatch):
    asked = []
    monkeypatch.setattr("cns_portal.queue.nudge", asked.append)
    monkeypatch.setattr("cns_portal.clock.now", lambda: at(LAST + 8 * DAY, 3, 40))
    assert ended_cover.tell_of_ends(patience=-1.0) == Told(unfinished=True)
    monkeypatch.setattr(ended_cover, "tell_of_ends", lambda: Told(unfinished=True))
    tasks.tell_of_ends()
    assert asked == ["insured.tell_of_ends"]


def test_finding_them_costs_the_same_for_any_number(on, me, django_assert_num_queries):
    for _ in range(5):
        insured(InsuredPersonFactory())
    assert AffiliationPeriod.objects.count() == 6
    with django_assert_num_queries(1):
        assert list(ended_cover.without_insurance(LAST + 8 * DAY)) == [me]
