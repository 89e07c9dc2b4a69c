"""Ticking off sheets, and the one reminder of the employer's sheet."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cns_portal import inbox
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.checks import is_still_wanted
from cns_portal.inbox.models import Email, Message
from cns_portal.kernel.refusal import Refused
from incapacity.choices.certificates import Cause, CertificateState, Sequel
from incapacity.choices.sheets import Tick, TickRefusal
from incapacity.services import sheets
from incapacity.tasks import remind_of_sheets
from insured.choices import Cover
from tests.factories import InsuredPersonFactory
from tests.incapacity.factories import CertificateFactory
from tests.insured.covered import insured

pytestmark = pytest.mark.django_db

LUXEMBOURG = ZoneInfo("Europe/Luxembourg")
A_DAY = timedelta(days=1)
MONDAY, WEDNESDAY = date(2026, 11, 16), date(2026, 11, 18)


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=LUXEMBOURG)


@pytest.fixture
def clock(monkeypatch):
    def sets(day: date) -> None:
        monkeypatch.setattr("cns_portal.clock.now", lambda: at(day))

    sets(WEDNESDAY)
    return sets


def a_certificate(*, cover=Cover.COMPULSORY, **facts):
    """Of somebody with an employer, from Monday on, sent on that day."""
    person = InsuredPersonFactory(signs_in=True, language="en", email="me@example.org")
    if cover:
        insured(person, cover=cover)
    return CertificateFactory(**{"person": person, "created_at": at(MONDAY), **facts})


def titles(certificate) -> list[str]:
    found = Message.objects.filter(dossier=certificate.person.dossier)
    return list(found.values_list("title", flat=True))


# -- ticking off ----------------------------------------------------------------------------------


@pytest.mark.parametrize("what", sorted(Tick))
def test_a_tick_remembers_the_day_and_can_be_taken_away(what, clock):
    row = a_certificate()
    actor = row.person.account
    ticked = sheets.tick(row, what, done=True, actor=actor)
    assert getattr(ticked, sheets.COLUMNS[what]) == WEDNESDAY
    clock(WEDNESDAY + A_DAY)
    again = sheets.tick(row, what, done=True, actor=actor)
    assert getattr(again, sheets.COLUMNS[what]) == WEDNESDAY
    gone = sheets.tick(row, what, done=False, actor=actor)
    assert getattr(gone, sheets.COLUMNS[what]) is None
    entries = AuditEntry.objects.filter(action="certificate.ticked").order_by("pk")
    assert [entry.details for entry in entries] == [
        {"what": what, "done": True},
        {"what": what, "done": False},
    ]


def test_each_tick_is_a_column_of_its_own(clock):
    row = a_certificate()
    sheets.tick(row, Tick.SHEET_2, done=True, actor=row.person.account)
    row.refresh_from_db()
    assert row.employer_given_on == WEDNESDAY
    assert row.employer_told_on is None
    assert row.own_sheet_kept_on is None


def test_what_was_taken_back_is_not_ticked_off(clock):
    row = a_certificate(state=CertificateState.WITHDRAWN)
    with pytest.raises(Refused) as refused:
        sheets.tick(row, Tick.SHEET_2, done=True, actor=row.person.account)
    assert refused.value.reason == TickRefusal.NOTHING_TO_TICK


# -- the reminder ---------------------------------------------------------------------------------


@pytest.mark.parametrize("day", [WEDNESDAY - A_DAY, WEDNESDAY])
def test_whoever_has_not_ticked_is_reminded_once_near_the_deadline(clock, day):
    clock(day)
    row = a_certificate()
    assert sheets.remind_all() == 1
    assert sheets.remind_all() == 0
    clock(WEDNESDAY)
    remind_of_sheets()
    assert titles(row) == ["Has your employer got their sheet?"]
    row.refresh_from_db()
    assert row.nudged_at == at(day)
    assert AuditEntry.objects.filter(action="certificate.reminded").count() == 1


def test_the_reminders_email_says_only_that_there_is_a_message(clock):
    row = a_certificate()
    sheets.remind_all()
    email = Email.objects.get()
    assert "sheet" not in email.subject.lower()
    assert "employer" not in email.subject.lower() + email.text_body.lower()
    assert "by the end of 18 November 2026" in Message.objects.get().body
    assert str(row.public_id) in Message.objects.get().body


@pytest.mark.parametrize(
    ("facts", "day"),
    [
        ({}, MONDAY),
        ({}, WEDNESDAY + A_DAY),
        ({"employer_given_on": MONDAY}, WEDNESDAY),
        ({"last_day": MONDAY + A_DAY}, WEDNESDAY),
        ({"cause": Cause.MATERNITY, "expected_on": date(2027, 1, 11)}, WEDNESDAY),
        ({"refused": True}, WEDNESDAY),
        ({"state": CertificateState.WITHDRAWN}, WEDNESDAY),
        ({"draft": True}, WEDNESDAY),
        ({"cover": Cover.PENSION}, WEDNESDAY),
        ({"cover": Cover.VOLUNTARY_CONTINUED}, WEDNESDAY),
        ({"cover": None}, WEDNESDAY),
        ({"created_at": at(WEDNESDAY, 8)}, WEDNESDAY),
    ],
)
def test_nobody_else_is_reminded(clock, facts, day):
    clock(day)
    row = a_certificate(**facts)
    assert sheets.remind_all() == 0
    assert titles(row) == []


def test_a_stay_in_hospital_and_a_prolongation_have_days_of_their_own(clock):
    hospital = a_certificate(in_hospital=True)
    earlier = a_certificate(employer_given_on=MONDAY)
    later = a_certificate(
        person=earlier.person,
        cover=None,
        sequel=Sequel.PROLONGATION,
        earlier=earlier,
        first_day=date(2026, 11, 21),
    )
    assert sheets.remind_all() == 0
    clock(date(2026, 11, 23))  # the third day of the prolongation, the eighth of the other one
    assert sheets.remind_all() == 2
    assert titles(hospital) == titles(later) == ["Has your employer got their sheet?"]


def test_one_that_fails_holds_up_no_other(clock, monkeypatch, caplog):
    first, second = a_certificate(), a_certificate()
    post = inbox.post_message

    def fails_once(**kwargs):
        if kwargs["dossier"] == first.person.dossier:
            raise RuntimeError("the disk is full")
        return post(**kwargs)

    monkeypatch.setattr("cns_portal.inbox.post_message", fails_once)
    assert sheets.remind_all() == 1
    assert titles(second) != []
    first.refresh_from_db()
    assert first.nudged_at is None  # it comes again in the next round
    monkeypatch.setattr("cns_portal.inbox.post_message", post)
    assert sheets.remind_all() == 1
    assert titles(first) != []


def test_a_long_list_is_read_to_its_end(clock, monkeypatch):
    rows = [a_certificate() for _ in range(3)]
    several = sheets.selectors.perhaps_to_remind
    monkeypatch.setattr(
        sheets.selectors, "perhaps_to_remind", lambda **how: several(**{**how, "limit": 1})
    )
    assert sheets.remind_all() == len(rows)


def test_no_email_goes_out_for_what_is_ticked_meanwhile(clock):
    row = a_certificate()
    payload = {"certificate": str(row.public_id)}
    assert is_still_wanted(sheets.STILL_WANTED, payload)
    sheets.tick(row, Tick.SHEET_2, done=True, actor=row.person.account)
    assert not is_still_wanted(sheets.STILL_WANTED, payload)


def test_no_email_goes_out_for_what_is_refused_meanwhile(clock):
    row = a_certificate(refused=True)
    assert not is_still_wanted(sheets.STILL_WANTED, {"certificate": str(row.public_id)})
