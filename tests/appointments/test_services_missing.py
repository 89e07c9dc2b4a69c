"""Nobody came: who is noted, who is told what."""

from datetime import timedelta

import pytest
from django.core import mail

from appointments import tasks
from appointments.choices import Status
from appointments.models import Appointment, BookingPolicy
from appointments.services import missing
from cns_portal.inbox.models import Email, Message
from cns_portal.procedures.choices import ActorKind
from tests.appointments.days import somebody, today_at
from tests.factories import InsuredPersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "in_step", "offers")]
S = Status


@pytest.mark.parametrize(("minutes", "status"), [(19, S.CONFIRMED), (20, S.MISSED)])
def test_after_the_grace_and_not_before(agency, stopped_clock, minutes, status):
    appointment = somebody(agency, at=today_at(10))
    stopped_clock.moment = appointment.starts_at + timedelta(minutes=minutes)
    tasks.mark_missed()
    appointment.refresh_from_db()
    assert appointment.status == status


def test_the_grace_is_what_staff_have_set(agency, stopped_clock):
    BookingPolicy.objects.create(pk=1, grace_minutes=5)
    appointment = somebody(agency, at=today_at(10))
    stopped_clock.moment = appointment.starts_at + timedelta(minutes=5)
    assert missing.unattended_ids() == [appointment.pk]


@pytest.mark.parametrize("status", sorted(set(S) - {S.HELD, S.EXPIRED, S.CONFIRMED}))
def test_nobody_else_is_noted(agency, stopped_clock, status):
    appointment = somebody(agency, status, today_at(10))
    stopped_clock.advance(hours=2)
    assert missing.unattended_ids() == []
    assert missing.mark_missed(appointment.pk) is False
    appointment.refresh_from_db()
    assert appointment.status == status


def test_twice_is_noted_and_told_once_without_the_topic(agency, stopped_clock):
    appointment = somebody(agency, at=today_at(10))
    stopped_clock.advance(hours=1)
    tasks.mark_missed()
    tasks.mark_missed()
    last = appointment.procedure.events.latest("pk")
    assert (last.what, last.actor_kind) == ("appointment.missed", ActorKind.SYSTEM)
    told = Email.objects.get(subject="We waited for you at your appointment")
    assert "Were you with us all the same?" in told.text_body
    assert str(appointment.get_topic_display()) not in told.text_body + told.html_body
    assert not mail.outbox


def test_somebody_signed_in_finds_it_in_their_messages(agency, stopped_clock):
    person = InsuredPersonFactory(signs_in=True)
    somebody(agency, at=today_at(10), person=person)
    stopped_clock.advance(hours=1)
    tasks.mark_missed()
    assert Message.objects.get(dossier=person.dossier).title.startswith("We waited for you")


def test_a_call_nobody_came_to_is_missed_as_well(agency, stopped_clock):
    video = agency.desks.get(channel="video")
    appointment = somebody(agency, at=today_at(10), desk=video, channel="video")
    stopped_clock.advance(hours=1)
    tasks.mark_missed()
    appointment.refresh_from_db()
    assert appointment.status == S.MISSED


def test_what_nobody_noted_weeks_ago_is_left_alone(agency, stopped_clock):
    somebody(agency, at=today_at(10))
    stopped_clock.advance(days=1, hours=2)
    assert missing.unattended_ids() == []


def test_one_that_breaks_does_not_hold_up_the_others(agency, stopped_clock, monkeypatch, caplog):
    first, second = somebody(agency, at=today_at(10)), somebody(agency, at=today_at(10, 15))
    stopped_clock.advance(hours=1)
    real = missing.mark_missed
    monkeypatch.setattr(missing, "mark_missed", lambda pk: real(pk) if pk != first.pk else 1 / 0)
    tasks.mark_missed()
    assert Appointment.objects.get(status=S.MISSED) == second
    assert "could not be noted as missed" in caplog.text
