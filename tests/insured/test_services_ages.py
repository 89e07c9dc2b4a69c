"""The nightly look: each birthday found once, also when nights were missed."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from cns_portal.accounts.models import Dossier
from cns_portal.inbox.models import Email, Message
from cns_portal.kernel import civil_time
from insured import tasks
from insured.choices import LifeNoteKind, Relation, TieEnd
from insured.models import FamilyTie, InsuredPerson, LifeNote
from insured.services import ages
from insured.services.ages import Looked
from tests.factories import InsuredPersonFactory, some_matricule
from tests.insured.factories import GuardianshipFactory
from tests.insured.families import child_of, co_insured, worker

pytestmark = pytest.mark.django_db
NIGHT = date(2026, 11, 22)
DAY = timedelta(days=1)


@pytest.fixture
def on(monkeypatch):
    """`on(day)`: the task runs in the night of that day."""

    def set_day(day: date) -> Looked:
        moment = civil_time.at(day, datetime.min.time().replace(hour=3, minute=40))
        monkeypatch.setattr("cns_portal.clock.now", lambda: moment)
        return ages.look_at_ages()

    return set_day


@pytest.fixture
def marie():
    return worker(first_name="Marie", last_name="Beispill")


def born(day: date, number: int = 1) -> dict:
    return {"birth_date": day, "matricule": some_matricule(number, born=f"{day:%Y%m%d}")}


# -- 18 ----------------------------------------------------------------------------------------


def test_the_18th_birthday_is_told_to_child_and_parents_once(on, marie):
    lena = child_of(marie, born=date(2008, 11, 22))
    assert on(date(2008 + 18, 11, 21)) == Looked()
    assert on(NIGHT) == Looked(eighteen=1)
    assert on(NIGHT) == on(NIGHT + DAY) == Looked()
    assert LifeNote.objects.get().day == NIGHT
    told = dict(Message.objects.values_list("dossier", "body"))
    assert set(told) == {lena.dossier_id, marie.dossier_id}
    assert "your parents cannot open your file" in told[lena.dossier_id]
    assert "you cannot open this file any more" in told[marie.dossier_id]


def test_three_missed_nights_are_made_up_for(on, marie):
    child_of(marie, born=date(2008, 11, 19))
    assert on(NIGHT) == Looked(eighteen=1)


def test_whoever_turned_18_long_ago_is_left_alone(on, marie):
    child_of(marie, born=date(2008, 5, 1))
    assert on(NIGHT) == Looked()


def test_the_parent_one_is_insured_through_and_the_other_one_are_told_once_each(on, marie):
    tie = co_insured(marie, **born(date(2008, 11, 22)))
    GuardianshipFactory(holder=marie, child=tie.member, first_day=date(2008, 11, 22))
    tom = worker()
    GuardianshipFactory(holder=tom, child=tie.member, first_day=date(2008, 11, 22))
    on(NIGHT)
    assert set(Message.objects.values_list("dossier", flat=True)) == {
        marie.dossier_id,
        tom.dossier_id,
        tie.member.dossier_id,
    }


def test_whoever_has_no_family_here_gets_no_note(on):
    InsuredPersonFactory(**born(date(2008, 11, 22)))
    assert on(NIGHT) == Looked()


def test_born_on_29_february_18_on_1_march(on, marie):
    child_of(marie, born=date(2008, 2, 29))
    assert on(date(2026, 2, 28)) == Looked()
    assert on(date(2026, 3, 1)) == Looked(eighteen=1)


# -- 30 ----------------------------------------------------------------------------------------


def test_the_notice_before_30_has_the_way_to_the_request(on, marie, settings):
    tie = co_insured(marie, **born(date(1996, 12, 20)))
    assert on(date(2026, 9, 20)) == Looked()
    assert on(date(2026, 9, 21)) == Looked(before_thirty=1)
    assert on(date(2026, 9, 22)) == on(NIGHT) == Looked()
    told = dict(Message.objects.values_list("dossier", "body"))
    assert set(told) == {marie.dossier_id, tie.member.dossier_id}
    for body in told.values():
        assert "http://testserver/en/espace/family/remain/" in body
        assert "20 December 2026" in body
        assert "19 December 2026" in body
    for email in Email.objects.all():
        assert email.subject == "You have a new message"
        assert "30" not in email.text_body


def test_the_time_before_30_can_be_set(on, marie, settings):
    settings.NOTICE_BEFORE_THIRTY_DAYS = 10
    co_insured(marie, **born(date(1996, 12, 20)))
    assert on(date(2026, 12, 9)) == Looked()
    assert on(date(2026, 12, 10)) == Looked(before_thirty=1)


def test_a_notice_still_comes_on_the_eve_but_not_afterwards(on, marie):
    co_insured(marie, **born(date(1996, 12, 20)))
    assert on(date(2026, 12, 19)) == Looked(before_thirty=1)
    assert on(date(2026, 12, 20)) == Looked(ended=1)
    assert LifeNote.objects.filter(kind=LifeNoteKind.THIRTY).count() == 1


def test_at_30_it_ends_the_day_before(on, marie):
    tie = co_insured(marie, **born(date(1996, 12, 20)))
    assert on(date(2026, 12, 23)) == Looked(ended=1)  # nights were missed, the day is the same
    tie.refresh_from_db()
    assert (tie.last_day, tie.end_reason) == (date(2026, 12, 19), TieEnd.THIRTY)
    assert on(date(2026, 12, 24)) == Looked()
    body = Message.objects.filter(dossier=tie.member.dossier).latest("pk").body
    assert "/espace/family/remain/" in body


def test_born_on_29_february_30_on_1_march(on, marie):
    tie = co_insured(marie, **born(date(1996, 2, 29)))
    assert on(date(2026, 2, 28)).ended == 0
    assert on(date(2026, 3, 1)).ended == 1
    tie.refresh_from_db()
    assert tie.last_day == date(2026, 2, 28)


def test_whoever_may_remain_is_not_ended_until_the_authorisation_is_over(on, marie):
    tie = co_insured(marie, **born(date(1996, 12, 20)))
    FamilyTie.objects.filter(pk=tie.pk).update(beyond_thirty_until=date(2027, 9, 30))
    for day in (date(2026, 12, 1), date(2026, 12, 21), date(2027, 9, 30)):
        assert on(day) == Looked()
    assert on(date(2027, 10, 1)) == Looked(ended=1)
    tie.refresh_from_db()
    assert tie.last_day == date(2027, 9, 30)


@pytest.mark.parametrize("relation", [Relation.SPOUSE, Relation.HOUSEHOLD_RELATIVE])
def test_only_children_have_an_age_limit(on, marie, relation):
    FamilyTie.objects.all().delete()
    tie = co_insured(marie, **born(date(1996, 12, 20)))
    FamilyTie.objects.filter(pk=tie.pk).update(relation=relation, basis="decision")
    assert on(date(2026, 12, 1)) == on(date(2026, 12, 21)) == Looked()


# -- many, and trouble -------------------------------------------------------------------------


def test_more_than_a_batch_is_found_in_one_night(on, marie, monkeypatch):
    monkeypatch.setattr("insured.services.nightly.BATCH", 2)
    for number in range(5):
        co_insured(marie, **born(date(1996, 12, 20), number))
    assert on(NIGHT) == Looked(before_thirty=5)
    assert on(NIGHT) == Looked()


def test_somebody_who_cannot_be_told_does_not_hold_up_the_others(on, marie, monkeypatch):
    first = co_insured(marie, **born(date(1996, 12, 20), 1))
    co_insured(marie, **born(date(1996, 12, 20), 2))
    told = ages.tell

    def breaks(person, *args, **options):
        if person.pk == first.member_id:
            raise RuntimeError("The disk is full.")
        return told(person, *args, **options)

    monkeypatch.setattr(ages, "tell", breaks)
    assert on(NIGHT) == Looked(before_thirty=1)
    monkeypatch.setattr(ages, "tell", told)
    assert on(NIGHT + DAY) == Looked(before_thirty=1)


def test_when_time_runs_out_the_rest_is_asked_for_again(on, marie, monkeypatch):
    asked = []
    monkeypatch.setattr("cns_portal.queue.nudge", asked.append)
    monkeypatch.setattr(ages, "look_at_ages", lambda: Looked(unfinished=True))
    tasks.look_at_ages()
    assert asked == ["insured.look_at_ages"]
    co_insured(marie, **born(date(1996, 12, 20)))
    monkeypatch.undo()
    assert ages.look_at_ages(patience=-1.0).unfinished is True
    assert not LifeNote.objects.exists()


def test_birthdays_are_found_by_their_index(marie):
    """Nobody has to read all files every night: the date of birth has an index."""
    co_insured(marie, **born(date(1996, 12, 20)))
    dossiers = Dossier.objects.bulk_create(Dossier() for _ in range(1000))
    InsuredPerson.objects.bulk_create(
        InsuredPersonFactory.build(dossier=dossier, matricule=None, person_identifier=f"X/{number}")
        for number, dossier in enumerate(dossiers)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE insured_insuredperson, insured_familytie, insured_lifenote")
        cursor.execute("SET LOCAL enable_seqscan = off")  # too few rows to be worth an index
    for found in (ages.turned_eighteen(NIGHT), ages.soon_thirty(NIGHT)):
        assert "insured_by_birth_date" in found.explain()
