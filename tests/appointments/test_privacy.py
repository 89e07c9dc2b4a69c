"""What this room keeps about people goes when its time is over, and nothing else does."""

from datetime import timedelta

import pytest

from appointments.choices import Status
from appointments.models import Appointment, Participant
from appointments.privacy import HOLDINGS
from appointments.privacy.holdings import IdentityCopies, PastAppointments, UnsentTimes
from appointments.rules.states import OVERRUN
from appointments.selectors.access import agent_may_open_copy
from appointments.services import cancelling, moving
from appointments.services.acting import By
from cns_portal import clock
from cns_portal.documents.models import Document
from cns_portal.inbox.models import Attachment, Email, Message
from cns_portal.privacy import registry
from cns_portal.privacy.forgetting import forget
from cns_portal.procedures.models import Procedure, ProcedureEvent
from tests.appointments.stories import confirmed, details, everything, hold, send
from tests.factories import (
    AccountFactory,
    AgencyFactory,
    AppointmentFactory,
    DocumentFactory,
    InsuredPersonFactory,
    at,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers")]

YEAR = timedelta(days=365)


@pytest.fixture
def clara():
    return By.agent(AccountFactory(agent=True))


def test_the_room_says_what_it_keeps():
    assert {holding.code for holding in HOLDINGS} <= {h.code for h in registry.holdings()}
    for holding in HOLDINGS:
        for words in (holding.label, holding.what, holding.why, holding.legal_basis):
            assert str(words)
        assert str(holding.keep_for).endswith(".")


def test_nothing_is_due_without_a_reason(agency, monday):
    confirmed(agency, at(monday, 9))
    hold(agency, starts_at=at(monday, 10), key="other")
    before = everything()
    for holding in HOLDINGS:
        assert holding.due(now=clock.now()) == 0
        assert holding.forget(now=clock.now()) == 0
    assert everything() == before


# -- copies of identity cards --------------------------------------------------------------------


@pytest.mark.parametrize("over", ["completed", "missed", "cancelled", "refused", "expired"])
def test_a_copy_goes_when_its_appointment_is_over(over):
    copy = DocumentFactory()
    appointment = AppointmentFactory(**{over: True}, identity_copy=copy)
    assert IdentityCopies().due(now=clock.now()) == 1
    assert IdentityCopies().forget(now=clock.now()) == 1
    appointment.refresh_from_db()
    assert appointment.identity_copy is None
    copy.refresh_from_db()
    assert copy.deleted_at == clock.now()
    assert IdentityCopies().due(now=clock.now()) == 0


@pytest.mark.parametrize("waiting", ["requested", "confirmed"])
def test_a_copy_stays_until_the_end_of_the_appointment(waiting, stopped_clock):
    appointment = AppointmentFactory(**{waiting: True}, identity_copy=DocumentFactory())
    stopped_clock.moment = appointment.ends_at - timedelta(seconds=1)
    assert IdentityCopies().forget(now=clock.now()) == 0
    stopped_clock.moment = appointment.ends_at  # also when nobody wrote down how it went
    assert IdentityCopies().forget(now=clock.now()) == 1


@pytest.mark.parametrize("there", ["checked_in", "called", "started"])
def test_a_copy_is_not_taken_away_from_a_meeting_that_takes_longer(there, stopped_clock):
    appointment = AppointmentFactory(**{there: True}, identity_copy=DocumentFactory())
    stopped_clock.moment = appointment.ends_at + OVERRUN - timedelta(seconds=1)
    assert IdentityCopies().forget(now=clock.now()) == 0
    stopped_clock.moment += timedelta(seconds=1)  # nobody wrote down how it went
    assert IdentityCopies().forget(now=clock.now()) == 1


def test_the_copy_of_a_moved_appointment_is_needed_at_its_new_time(agency, monday, clara):
    hold(agency, starts_at=at(monday, 9))
    said = details()
    old = send(said=said)
    new = moving.move(old.pk, agency_ids=[agency.pk], starts_at=at(monday, 10), by=clara)
    IdentityCopies().forget(now=clock.now())
    new.refresh_from_db()
    assert new.identity_copy == said.identity_copy
    assert Document.objects.present().filter(pk=said.identity_copy.pk).exists()
    cancelling.cancel(new.pk, by=By.link())
    IdentityCopies().forget(now=clock.now())
    assert not Document.objects.present().filter(pk=said.identity_copy.pk).exists()


# -- times that were never sent ------------------------------------------------------------------


def test_a_time_that_was_not_sent_goes_after_a_day(agency, monday, stopped_clock):
    hold(agency, starts_at=at(monday, 9))
    hold(agency, starts_at=at(monday, 10))
    stopped_clock.advance(hours=24)
    assert UnsentTimes().forget(now=clock.now()) == 0
    stopped_clock.advance(seconds=1)
    assert UnsentTimes().due(now=clock.now()) == 1
    assert UnsentTimes().forget(now=clock.now()) == 1
    assert list(Appointment.objects.values_list("status", flat=True)) == [Status.HELD]


# -- appointments --------------------------------------------------------------------------------


def long_ago(appointment, *, years=3):
    """The same appointment, some years earlier."""
    earlier = years * YEAR
    Appointment.objects.filter(pk=appointment.pk).update(
        starts_at=appointment.starts_at - earlier,
        ends_at=appointment.ends_at - earlier,
        occupied_until=appointment.occupied_until - earlier,
    )
    return appointment


def test_an_appointment_goes_with_everything_about_it_after_two_years(agency, monday):
    person = InsuredPersonFactory(signs_in=True)
    for key, who in (("1", None), ("2", person)):
        minute = 0 if key == "1" else 15
        long_ago(confirmed(agency, at(monday, 9, minute), key=key, person=who))
    kept = confirmed(agency, at(monday, 11), key="3")
    assert PastAppointments().due(now=clock.now()) == 2
    assert PastAppointments().forget(now=clock.now()) == 2
    assert list(Appointment.objects.all()) == [kept]
    assert list(Procedure.objects.all()) == [kept.procedure]
    assert ProcedureEvent.objects.exclude(procedure=kept.procedure).count() == 0
    assert Participant.objects.exclude(appointment=kept).count() == 0
    reference = kept.procedure.reference
    assert set(Email.objects.values_list("reference", flat=True)) == {reference}
    assert not Message.objects.exists()
    assert set(Attachment.objects.values_list("email__reference", flat=True)) == {reference}


def test_the_last_day_of_two_years_still_counts(agency, monday):
    appointment = long_ago(confirmed(agency, at(monday, 9)), years=2)
    end = appointment.ends_at - 2 * YEAR
    assert PastAppointments().due(now=end + 2 * YEAR) == 0
    assert PastAppointments().due(now=end + 2 * YEAR + timedelta(seconds=1)) == 1


def test_a_moved_case_goes_as_a_whole(agency, monday, clara):
    first = confirmed(agency, at(monday, 9))
    second = moving.move(first.pk, agency_ids=[agency.pk], starts_at=at(monday, 10), by=clara)
    third = moving.move(second.pk, agency_ids=[agency.pk], starts_at=at(monday, 13), by=clara)
    long_ago(first)
    long_ago(second)
    assert PastAppointments().forget(now=clock.now()) == 0
    assert Appointment.objects.count() == 3
    long_ago(third)
    assert PastAppointments().forget(now=clock.now()) == 3
    assert not Procedure.objects.exists()


def test_a_case_moved_to_an_earlier_day_goes_with_its_later_one(agency, monday, clara):
    first = confirmed(agency, at(monday, 13))
    second = moving.move(first.pk, agency_ids=[agency.pk], starts_at=at(monday, 9), by=clara)
    long_ago(second)
    assert PastAppointments().forget(now=clock.now()) == 0
    long_ago(first)
    assert PastAppointments().forget(now=clock.now()) == 2


def test_an_old_copy_that_is_still_there_stops_nothing(agency, monday):
    """Copies go first; whatever the order, no key is left pointing at a deleted row."""
    hold(agency, starts_at=at(monday, 9))
    long_ago(send())
    outcomes = {outcome.holding.code: outcome for outcome in forget(now=clock.now())}
    assert {outcome.error for outcome in outcomes.values()} == {None}
    assert outcomes["appointments.appointments"].count == 1
    forget(now=clock.now())
    assert not Appointment.objects.exists()


def test_many_are_forgotten_in_several_turns(agency, monday, monkeypatch):
    monkeypatch.setattr(PastAppointments, "at_once", 2)
    for hour in (9, 10, 11):
        long_ago(confirmed(agency, at(monday, hour), key=str(hour)))
    assert PastAppointments().forget(now=clock.now()) == 2
    assert PastAppointments().forget(now=clock.now()) == 1


# -- who may open a copy -------------------------------------------------------------------------


def test_a_copy_is_for_the_agents_of_its_agency():
    copy = DocumentFactory()
    appointment = AppointmentFactory(identity_copy=copy)
    mine = AccountFactory(agent=True, agencies=[appointment.agency])
    other = AccountFactory(agent=True, agencies=[AgencyFactory()])
    assert agent_may_open_copy(mine, copy)
    assert agent_may_open_copy(AccountFactory(supervisor=True), copy)
    assert not agent_may_open_copy(other, copy)
    assert not agent_may_open_copy(AccountFactory(agent=True), copy)
    assert not agent_may_open_copy(mine, DocumentFactory())
