"""The worker asks the rules; an agent decides what they leave open."""

from datetime import time, timedelta

import pytest

from appointments.choices import Refusal, Status
from appointments.models import Agency, Appointment, BookingPolicy, Desk, OpeningHours, TopicOffer
from appointments.services import deciding
from appointments.services.acting import By
from cns_portal import procedures
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Email
from cns_portal.kernel import public_holidays
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.choices import ActorKind, Phase
from tests.appointments.stories import details, everything, hold, requested, send
from tests.factories import (
    AccountFactory,
    AgencyFactory,
    AppointmentFactory,
    ClosureFactory,
    DocumentFactory,
    at,
    visitor,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers", "in_step")]


def refused(reason):
    return pytest.raises(Refused, match=f"^{reason}$")


@pytest.fixture
def request_(agency, monday):
    return requested(agency, at(monday, 9))


@pytest.fixture
def clara():
    return By.agent(AccountFactory(agent=True))


def last_event(appointment):
    return procedures.history(appointment.procedure).last()


def reason_of(appointment):
    """Why the worker refused it, as the person reads it."""
    assert deciding.check_request(appointment.pk) == Status.REFUSED
    appointment.refresh_from_db()
    assert appointment.status == Status.REFUSED
    assert last_event(appointment).what == "appointment.refused"
    assert last_event(appointment).phase == Phase.DONE
    return last_event(appointment).reason


def test_a_request_that_breaks_no_rule_is_confirmed(request_, stopped_clock):
    stopped_clock.advance(seconds=1)
    assert deciding.undecided_ids() == [request_.pk]
    assert deciding.check_request(request_.pk) == Status.CONFIRMED
    request_.refresh_from_db()
    assert request_.status == Status.CONFIRMED
    assert request_.decided_at == stopped_clock.moment
    event = last_event(request_)
    assert (event.what, event.phase) == ("appointment.confirmed", Phase.DECIDED)
    assert (event.actor, event.actor_kind) == (None, ActorKind.SYSTEM)
    assert AuditEntry.objects.filter(action="appointment.confirmed").count() == 1
    assert deciding.undecided_ids() == []


def test_checking_twice_is_checking_once(request_):
    deciding.check_request(request_.pk)
    after = everything()
    assert deciding.check_request(request_.pk) is None
    assert everything() == after


def test_nobody_is_refused_because_the_worker_slept(request_, stopped_clock):
    stopped_clock.moment = request_.starts_at - timedelta(minutes=1)
    assert deciding.check_request(request_.pk) == Status.CONFIRMED


def test_the_oldest_request_comes_first(agency, monday, stopped_clock):
    first = requested(agency, at(monday, 10), key="1")
    stopped_clock.advance(minutes=1)
    second = requested(agency, at(monday, 9), key="2")
    assert deciding.undecided_ids() == [first.pk, second.pk]


# -- refused by a rule, because something changed after the request was sent ---------------------


def test_closed_meanwhile(request_, agency, monday):
    ClosureFactory(agency=agency, day=monday, morning=True, reason="a burst pipe")
    assert reason_of(request_) == "The agency is closed at this time: a burst pipe."


def test_all_agencies_closed_meanwhile(request_, monday):
    ClosureFactory(agency=None, day=monday, reason="a strike")
    assert reason_of(request_) == "The agency is closed at this time: a strike."


def test_a_closure_for_video_calls_does_not_close_the_agency(request_, agency, monday):
    ClosureFactory(agency=agency, day=monday, channel="video")
    assert deciding.check_request(request_.pk) == Status.CONFIRMED


def test_other_hours_meanwhile(request_, agency):
    OpeningHours.objects.filter(agency=agency, opens_at=time(8, 30)).update(opens_at=time(9, 15))
    assert reason_of(request_) == "The agency is not open at this time."


def test_a_holiday_proclaimed_meanwhile(request_, monkeypatch, monday):
    monkeypatch.setattr(public_holidays, "_of", lambda year, language: {monday: "Victory Day"})
    assert reason_of(request_) == "The CNS is closed on this day: Victory Day."


def test_the_topic_is_no_longer_offered(request_):
    TopicOffer.objects.filter(topic="information", channel="on_site").update(active=False)
    assert reason_of(request_) == "This topic is not offered in this way."


def test_a_copy_that_could_not_be_read(agency, monday):
    hold(agency, starts_at=at(monday, 9))
    copy = DocumentFactory(pending=True)
    sent = send(said=details(identity_copy=copy))
    copy.state, copy.rejection, copy.checked_at = "rejected", "unreadable", sent.requested_at
    copy.save()
    assert reason_of(sent) == "The copy of the identity card could not be read."


def test_too_many_meanwhile(agency, monday):
    vera = visitor()
    hold(agency, starts_at=at(monday, 9))
    sent = send(said=details(applicant=vera))
    AppointmentFactory(agency=agency, applicant=vera)
    BookingPolicy.objects.create(pk=1, open_bookings_per_person=1)
    assert "as can be booked online (1)" in reason_of(sent)


def test_a_longer_slot_meanwhile_does_not_matter(request_):
    """What was agreed stays agreed: length and buffer are the appointment's own."""
    TopicOffer.objects.filter(topic="information").update(slot_minutes=45, buffer_minutes=20)
    assert deciding.check_request(request_.pk) == Status.CONFIRMED


def test_a_longer_notice_meanwhile_counts_from_the_choice(request_):
    TopicOffer.objects.filter(topic="information").update(notice_minutes=6 * 24 * 60)
    assert deciding.check_request(request_.pk) == Status.CONFIRMED


def test_a_notice_that_would_have_forbidden_the_choice_refuses(request_):
    TopicOffer.objects.filter(topic="information").update(notice_minutes=8 * 24 * 60)
    assert reason_of(request_).startswith("This time is too close.")


def test_a_shorter_horizon_meanwhile_refuses(request_):
    TopicOffer.objects.filter(topic="information").update(horizon_days=3)
    assert reason_of(request_).startswith("This day is too far ahead.")


def test_a_refused_request_gives_its_time_back(request_, agency, monday):
    ClosureFactory(agency=agency, day=monday, morning=True)
    reason_of(request_)
    assert not Appointment.objects.occupying().exists()
    assert request_.revision == 1


def test_the_refusal_is_in_the_persons_language_and_offers_other_times(request_, agency, monday):
    ClosureFactory(agency=agency, day=monday, morning=True)
    reason_of(request_)
    email = Email.objects.get()
    assert email.subject == "Your request for an appointment could not be accepted"
    assert "The agency is closed at this time: Staff training." in email.text_body
    assert "Other times that are free now:" in email.text_body


# -- left to an agent ----------------------------------------------------------------------------


def test_some_topics_are_decided_by_an_agent(request_, stopped_clock, clara):
    TopicOffer.objects.filter(topic="information").update(left_to_agent=True)
    assert deciding.check_request(request_.pk) == Status.REQUESTED
    request_.refresh_from_db()
    assert request_.left_to_agent_at == stopped_clock.moment
    assert last_event(request_).what == "appointment.left_to_agent"
    assert deciding.undecided_ids() == []
    assert deciding.check_request(request_.pk) is None
    deciding.accept(request_.pk, by=clara)
    request_.refresh_from_db()
    assert (request_.status, request_.left_to_agent_at) == (Status.CONFIRMED, None)
    assert last_event(request_).actor == clara.actor


def test_a_rule_refuses_also_what_an_agent_would_decide(request_, agency, monday):
    TopicOffer.objects.filter(topic="information").update(left_to_agent=True)
    ClosureFactory(agency=agency, day=monday)
    assert reason_of(request_)


def test_a_request_waits_for_its_copy_and_then_for_an_agent(agency, monday, stopped_clock):
    hold(agency, starts_at=at(monday, 9))
    copy = DocumentFactory(pending=True)
    sent = send(said=details(identity_copy=copy))
    before = everything()
    stopped_clock.advance(minutes=9)
    assert deciding.check_request(sent.pk) is None
    assert everything() == before
    stopped_clock.advance(minutes=1)
    assert deciding.check_request(sent.pk) == Status.REQUESTED
    assert last_event(sent).what == "appointment.left_to_agent"


def test_a_request_is_confirmed_as_soon_as_its_copy_is_checked(agency, monday):
    hold(agency, starts_at=at(monday, 9))
    copy = DocumentFactory(pending=True)
    sent = send(said=details(identity_copy=copy))
    copy.state, copy.page_count, copy.scanned_with = "clean", 1, "none"
    copy.checked_at = sent.requested_at
    copy.save()
    assert deciding.check_request(sent.pk) == Status.CONFIRMED


# -- by hand ---------------------------------------------------------------------------------------


def test_an_agent_accepts(request_, clara):
    deciding.accept(request_.pk, by=clara)
    event = last_event(request_)
    assert (event.what, event.actor, event.actor_kind) == (
        "appointment.confirmed",
        clara.actor,
        ActorKind.AGENT,
    )
    entry = AuditEntry.objects.get(action="appointment.confirmed")
    assert entry.actor == clara.actor


def test_an_agent_refuses_with_a_reason(request_, clara):
    with refused(Refusal.REASON_MISSING):
        deciding.refuse(request_.pk, by=clara, reason="  ")
    deciding.refuse(request_.pk, by=clara, reason=" Please call us first. ")
    request_.refresh_from_db()
    assert request_.status == Status.REFUSED
    assert last_event(request_).reason == "Please call us first."
    assert "Please call us first." in Email.objects.get().text_body


@pytest.mark.parametrize("status", ["confirmed", "refused", "cancelled", "moved", "completed"])
def test_what_is_decided_is_not_decided_again(status, clara):
    appointment = AppointmentFactory(**{status: True})
    before = everything()
    with refused(Refusal.NOT_WAITING):
        deciding.accept(appointment.pk, by=clara)
    with refused(Refusal.NOT_WAITING):
        deciding.refuse(appointment.pk, by=clara, reason="No.")
    assert everything() == before


def test_an_agent_asks_for_something_as_often_as_needed(request_, clara):
    with refused(Refusal.REASON_MISSING):
        deciding.ask(request_.pk, by=clara, question="")
    deciding.ask(request_.pk, by=clara, question="Which card?")
    deciding.ask(request_.pk, by=clara, question="And since when?")
    request_.refresh_from_db()
    assert request_.status == Status.REQUESTED
    assert last_event(request_).reason == "And since when?"
    assert Email.objects.count() == 2
    with refused(Refusal.NOT_OPEN):
        deciding.ask(AppointmentFactory(cancelled=True).pk, by=clara, question="Why?")


def test_one_request_that_breaks_does_not_hold_up_the_others(agency, monday, monkeypatch):
    from appointments import tasks

    broken = requested(agency, at(monday, 9), key="1")
    fine = requested(agency, at(monday, 10), key="2")
    check = deciding.check_request

    def sometimes(pk):
        if pk == broken.pk:
            raise ZeroDivisionError
        return check(pk)

    monkeypatch.setattr(deciding, "check_request", sometimes)
    tasks.check_requests()
    fine.refresh_from_db()
    assert fine.status == Status.CONFIRMED


def test_an_agency_without_an_address_is_told_nothing(monday):
    agency = AgencyFactory(open=True, email="")
    sent = requested(agency, at(monday, 9))
    deciding.check_request(sent.pk)
    assert Email.objects.count() == 1


def test_a_desk_or_agency_out_of_service_does_not_undo_what_was_sent(request_):
    Desk.objects.update(active=False)
    Agency.objects.update(active=False)
    assert deciding.check_request(request_.pk) == Status.CONFIRMED
