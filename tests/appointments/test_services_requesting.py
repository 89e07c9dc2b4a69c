"""From a kept time to a request: once, whole, with everything written down."""

from datetime import date, timedelta

import pytest

from appointments.choices import Refusal, Role, Status
from appointments.models import Appointment, BookingPolicy
from appointments.services import holding
from appointments.services.people import PersonDetails, person_key
from appointments.services.requesting import CHECK_TASK
from cns_portal import procedures
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Email, Message
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind, Phase
from tests.appointments.stories import confirmed, details, everything, hold, requested, send
from tests.factories import (
    AgencyFactory,
    AppointmentFactory,
    DocumentFactory,
    DossierFactory,
    InsuredPersonFactory,
    at,
    visitor,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers", "in_step")]


def refused(reason):
    return pytest.raises(Refused, match=f"^{reason}$")


def test_a_visitor_sends_a_request(
    agency, monday, stopped_clock, woken, django_capture_on_commit_callbacks
):
    held = hold(agency, starts_at=at(monday, 9))
    stopped_clock.advance(minutes=4)
    said = details(question="About my card")
    with django_capture_on_commit_callbacks(execute=True):
        sent = send(said=said)
    assert sent.pk == held.pk
    sent.refresh_from_db()
    assert sent.status == Status.REQUESTED
    assert sent.hold_expires_at is None
    assert (sent.requested_at, sent.consented_at) == (stopped_clock.moment, said.consented_at)
    assert (sent.signed_in, sent.for_another) == (False, False)
    assert sent.question == "About my card"
    assert sent.identity_copy == said.identity_copy
    assert sent.person_key == person_key(said.applicant, claimed_by=said.applicant.email)
    assert sent.procedure.dossier is None
    assert sent.procedure.contact_email == said.applicant.email
    (participant,) = sent.participants.all()
    assert participant.role == Role.APPLICANT
    assert participant.last_name == said.applicant.last_name
    (event,) = procedures.history(sent.procedure)
    assert (event.what, event.phase) == ("appointment.received", Phase.RECEIVED)
    assert (event.actor, event.actor_kind) == (None, ActorKind.PERSON)
    (entry,) = AuditEntry.objects.all()
    assert (entry.action, entry.actor_kind) == ("appointment.requested", "visitor")
    assert CHECK_TASK in woken
    assert not Email.objects.exists()  # nobody is told before it is checked
    assert not Message.objects.exists()


def test_a_signed_in_person_needs_no_copy(agency, monday):
    person = InsuredPersonFactory(signs_in=True)
    hold(agency, starts_at=at(monday, 9))
    sent = send(person=person)
    assert sent.signed_in
    assert sent.identity_copy is None
    assert sent.procedure.dossier == person.dossier
    assert sent.procedure.contact_email == ""
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.dossier) == (person.account, person.dossier)


def test_for_another_person_it_is_theirs_that_counts(agency, monday):
    child = PersonDetails("Lena", "Beispill", birth_date=date(2010, 5, 6))
    hold(agency, starts_at=at(monday, 9))
    said = details(concerned=child)
    sent = send(said=said)
    assert sent.for_another
    assert sent.person_key == person_key(child, claimed_by=said.applicant.email)
    roles = {participant.role: participant.first_name for participant in sent.participants.all()}
    assert roles == {Role.APPLICANT: "Vera", Role.CONCERNED: "Lena"}


def test_a_visitor_without_a_readable_copy_is_refused(agency, monday):
    hold(agency, starts_at=at(monday, 9))
    before = everything()
    with refused(Refusal.IDENTITY_COPY_MISSING):
        send(said=details(identity_copy=None))
    rejected = details(identity_copy=DocumentFactory(rejected=True))
    with refused(Refusal.IDENTITY_COPY_UNREADABLE):
        send(said=rejected)
    assert everything() == before


def test_a_copy_that_is_still_being_checked_is_enough_to_send(agency, monday):
    hold(agency, starts_at=at(monday, 9))
    assert send(said=details(identity_copy=DocumentFactory(pending=True)))


def test_sending_twice_is_sending_once(agency, monday):
    hold(agency, starts_at=at(monday, 9))
    said = details()
    first = send(said=said)
    after = everything()
    assert send(said=said) == first
    assert send(said=details()) == first
    assert everything() == after


def test_sending_again_after_it_was_confirmed_returns_it(agency, monday):
    appointment = confirmed(agency, at(monday, 9))
    after = everything()
    assert send() == appointment
    assert everything() == after


def test_nothing_held_nothing_sent(agency, monday):
    AppointmentFactory()  # booked by phone: no visitor's key
    for key in ("never seen", ""):
        with refused(Refusal.HOLD_EXPIRED):
            send(key)


def test_the_minutes_are_over_but_nobody_else_came(agency, monday, stopped_clock):
    held = hold(agency, starts_at=at(monday, 9))
    stopped_clock.advance(minutes=30)
    assert send().pk == held.pk


def test_the_beat_took_it_and_nobody_else_came(agency, monday, stopped_clock):
    hold(agency, starts_at=at(monday, 9))
    stopped_clock.advance(minutes=30)
    holding.release_expired()
    sent = send()
    assert sent.status == Status.REQUESTED
    assert sent.starts_at == at(monday, 9)
    assert Appointment.objects.occupying().count() == 1


def test_somebody_else_took_it_meanwhile(agency, monday, stopped_clock):
    hold(agency, starts_at=at(monday, 9))
    stopped_clock.advance(minutes=30)
    hold(agency, starts_at=at(monday, 9), key="other")
    before = everything()
    with refused(Refusal.HOLD_EXPIRED):
        send()
    assert everything() == before


def test_another_desk_is_as_good(monday, stopped_clock):
    agency = AgencyFactory(open=True, desks=2)
    held = hold(agency, starts_at=at(monday, 9))
    stopped_clock.advance(minutes=30)
    holding.release_expired()
    AppointmentFactory(desk=held.desk, starts_at=at(monday, 9))
    assert send().desk != held.desk


def test_a_time_that_has_begun_cannot_be_sent(agency, monday, stopped_clock):
    hold(agency, starts_at=at(monday, 9))
    stopped_clock.moment = at(monday, 9)
    with refused(Refusal.PAST):
        send()


def test_a_person_is_in_one_place_at_a_time(agency, monday):
    vera = visitor()
    hold(agency, starts_at=at(monday, 9))
    send(said=details(applicant=vera))
    hold(AgencyFactory(open=True), starts_at=at(monday, 9), key="2", topic="long_term_care")
    before = everything()
    with refused(Refusal.OVERLAPS_OWN) as error:
        send("2", said=details(applicant=vera))
    assert error.value.details["other"].isoformat() == "2026-03-09T09:00:00+01:00"
    assert everything() == before


def test_one_after_the_other_is_no_overlap(agency, monday):
    vera = visitor()
    for key, minute in (("1", 0), ("2", 15)):
        hold(agency, starts_at=at(monday, 9, minute), key=key)
        assert send(key, said=details(applicant=vera))


def test_three_open_appointments_are_the_most(agency, monday):
    vera = visitor()
    for hour in (8, 9, 10):
        hold(agency, starts_at=at(monday, hour, 30), key=str(hour))
        send(str(hour), said=details(applicant=vera))
    hold(agency, starts_at=at(monday, 13), key="4")
    with refused(Refusal.TOO_MANY_OPEN) as error:
        send("4", said=details(applicant=vera))
    assert error.value.details == {"limit": 3}
    BookingPolicy.objects.create(pk=1, open_bookings_per_person=4)
    assert send("4", said=details(applicant=vera))


def test_what_is_over_does_not_count(agency, monday, stopped_clock):
    vera = visitor()
    key = person_key(vera, claimed_by=vera.email)
    for situation in ("cancelled", "refused", "completed", "missed", "moved"):
        AppointmentFactory(agency=agency, applicant=vera, **{situation: True})
    AppointmentFactory(agency=agency, past=True, person_key=key)  # nobody wrote down how it went
    hold(agency, starts_at=at(monday, 13))
    assert send(said=details(applicant=vera))


def test_with_and_without_the_matricule_it_is_the_same_person():
    one = PersonDetails("Claire", "Muster", matricule="1893120105732")
    two = PersonDetails(" claire", "MUSTER", birth_date=date(1893, 12, 1))
    assert person_key(one) == person_key(two)


def test_a_file_is_one_person_whatever_was_typed():
    dossier = DossierFactory()
    one = PersonDetails("Claire", "Muster", matricule="1893120105732")
    two = PersonDetails("Clara", "Weber", birth_date=date(1990, 1, 1))
    assert person_key(one, dossier=dossier) == person_key(two, dossier=dossier)


def test_a_stranger_who_knows_the_matricule_does_not_meet_its_owner(agency, monday):
    """Nobody learns of, or uses up, what somebody else has booked."""
    owner = InsuredPersonFactory(signs_in=True)
    AppointmentFactory(person=owner, starts_at=at(monday, 9))
    hold(agency, starts_at=at(monday, 9))
    stranger = PersonDetails(
        owner.first_name, owner.last_name, matricule=owner.matricule, email="s@stranger.example"
    )
    assert send(said=details(applicant=stranger))


def test_without_a_matricule_name_and_birth_date_are_the_person():
    born = date(1980, 1, 1)
    one = PersonDetails("Claire", "Muster", birth_date=born)
    assert person_key(one) == person_key(PersonDetails(" claire", "MUSTER ", birth_date=born))
    assert person_key(one) != person_key(
        PersonDetails("Claire", "Muster", birth_date=date(1980, 1, 2))
    )
    assert 0 <= person_key(one) < 2**63


def test_a_key_says_nothing_without_the_portals_secret(settings):
    before = person_key(PersonDetails("A", "B", matricule="1893120105732"))
    settings.SECRET_KEY = "another"
    assert person_key(PersonDetails("A", "B", matricule="1893120105732")) != before


def test_after_sending_the_visitor_may_choose_another_time(agency, monday):
    first = requested(agency, at(monday, 9))
    second = hold(agency, starts_at=at(monday, 10))
    assert second.pk != first.pk
    first.refresh_from_db()
    assert first.status == Status.REQUESTED
    assert send().pk == second.pk


def test_an_old_request_is_not_what_a_new_hold_sends(agency, monday, stopped_clock):
    requested(agency, at(monday, 9))
    hold(agency, starts_at=at(monday, 10))
    stopped_clock.advance(minutes=20)
    holding.release_expired()
    assert send().starts_at == at(monday, 10)


def test_the_moment_of_choosing_is_the_moment_of_the_rules(agency, stopped_clock):
    """At the very edge of the notice, nobody is refused for the seconds the form took."""
    stopped_clock.moment = at(stopped_clock.moment.date(), 11)
    hold(agency, starts_at=stopped_clock.moment + timedelta(hours=2))
    stopped_clock.advance(seconds=1)
    sent = send()
    assert sent.created_at == stopped_clock.moment - timedelta(seconds=1)
