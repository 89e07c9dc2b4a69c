"""What an agent does with an appointment: effect, history, trail, who is told, and why not."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from appointments.admin.forms import Slot
from appointments.admin.reasons import OWN_WORDS
from appointments.choices import Refusal, Status
from appointments.models import Appointment
from appointments.privacy.holdings import IdentityCopies
from cns_portal import clock
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox import selectors as posted
from cns_portal.inbox.models import Email
from cns_portal.kernel import civil_time
from cns_portal.procedures import history
from tests.appointments.agents import LIST, agent_of, page, window_of
from tests.factories import (
    AgencyFactory,
    AppointmentFactory,
    ClosureFactory,
    DeskFactory,
    DocumentFactory,
    InsuredPersonFactory,
    at,
    visitor,
    working_day,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("offers")]

REASON = "The agent is ill."
DAY = working_day(after=clock.today(), count=3)


def last_event(appointment):
    return history(appointment.procedure).last()


def told(appointment):
    """Who got which e-mail about the case, the newest first."""
    return [
        (email.recipient, email.subject)
        for email in posted.emails_about(appointment.procedure.reference)
    ]


def person_of(appointment):
    return appointment.participants.get().email


# -- effect, history, trail, notices --------------------------------------------------------


@pytest.mark.parametrize(
    ("situation", "action", "typed", "state", "what", "subject"),
    [
        (
            "left_to_agent", "accept", {}, "confirmed", "appointment.confirmed",
            "Your appointment with the CNS is confirmed",
        ),
        (
            "left_to_agent", "refuse", {"reason": REASON}, "refused", "appointment.refused",
            "Your request for an appointment could not be accepted",
        ),
        (
            "confirmed", "cancel", {"reason": REASON}, "cancelled", "appointment.cancelled",
            "The CNS had to cancel your appointment",
        ),
        (
            "confirmed", "ask", {"reason": REASON}, "confirmed", "appointment.question",
            "The CNS has a question about your appointment",
        ),
    ],
)  # fmt: skip
def test_an_action_changes_the_state_writes_history_and_tells_the_person(
    window, agent, agency, situation, action, typed, state, what, subject
):
    appointment = AppointmentFactory(agency=agency, **{situation: True})
    response = window.post(page(appointment, action), typed)
    assertRedirects(response, page(appointment))
    appointment.refresh_from_db()
    assert appointment.status == state
    event = last_event(appointment)
    assert (event.what, event.actor, event.actor_kind) == (what, agent, "agent")
    assert event.reason == typed.get("reason", "")
    assert AuditEntry.objects.filter(action=what, actor=agent).count() == 1
    assert (person_of(appointment), subject) in told(appointment)


@pytest.mark.parametrize(
    ("action", "before", "after", "letters"),
    [
        ("arrived", "confirmed", Status.CHECKED_IN, 0),
        ("completed", "checked_in", Status.COMPLETED, 0),
        ("missed", "checked_in", Status.MISSED, 0),
        ("missed", "confirmed", Status.MISSED, 1),
    ],
)
def test_the_outcome_is_noted_and_only_who_never_came_is_written_to(
    window, agent, agency, action, before, after, letters, monkeypatch
):
    appointment = AppointmentFactory(agency=agency, **{before: True})
    monkeypatch.setattr("cns_portal.clock.now", lambda: appointment.starts_at)
    window.post(page(appointment, action))
    appointment.refresh_from_db()
    assert appointment.status == after
    assert last_event(appointment).actor == agent
    assert len(told(appointment)) == letters


def test_a_get_only_shows(window, agency):
    appointment = AppointmentFactory(agency=agency, left_to_agent=True)
    for action in ("accept", "refuse", "cancel", "ask", "move"):
        assert window.get(page(appointment, action)).status_code == 200
    appointment.refresh_from_db()
    assert appointment.status == Status.REQUESTED
    assert history(appointment.procedure).count() == 1


def test_a_ready_sentence_is_in_the_persons_language_and_goes_with_the_agents_words(window, agency):
    appointment = AppointmentFactory(agency=agency)
    ready = "You asked us to cancel the appointment."
    assertContains(window.get(page(appointment, "cancel")), ready)
    window.post(page(appointment, "cancel"), {"ready": ready, "reason": "See you in May."})
    assert last_event(appointment).reason == f"{ready}\nSee you in May."


# -- refusals -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "situation", "refusal"),
    [
        ("accept", "confirmed", Refusal.NOT_WAITING),
        ("refuse", "confirmed", Refusal.NOT_WAITING),
        ("cancel", "cancelled", Refusal.NOT_OPEN),
        ("ask", "cancelled", Refusal.NOT_OPEN),
        ("move", "cancelled", Refusal.NOT_OPEN),
        ("arrived", "cancelled", Refusal.NOT_POSSIBLE),
        ("completed", "refused", Refusal.NOT_POSSIBLE),
        ("missed", "completed", Refusal.NOT_POSSIBLE),
        ("arrived", "confirmed", Refusal.NOT_THE_DAY),
        ("completed", "confirmed", Refusal.NOT_BEGUN),
        ("missed", "confirmed", Refusal.NOT_BEGUN),
        ("print", "cancelled", Refusal.NOT_POSSIBLE),
    ],
)
def test_what_the_rules_forbid_is_not_offered_and_says_why(
    window, agency, action, situation, refusal
):
    appointment = AppointmentFactory(agency=agency, **{situation: True})
    addresses = [deed["address"] for deed in window.get(page(appointment)).context["deeds"]]
    assert page(appointment, action) not in addresses
    typed = {"reason": "Typed all the same", "slot": Slot.write(agency.pk, at(DAY, 9))}
    typed |= {"agency": agency.pk, "from_day": DAY.isoformat()}
    assertContains(window.get(page(appointment, action)), escape(refusal.label))
    response = window.post(page(appointment, action), typed)
    assertContains(response, escape(refusal.label))
    if action in {"refuse", "cancel", "ask", "move"}:
        assertContains(response, "Typed all the same")
    before = appointment.status
    appointment.refresh_from_db()
    assert appointment.status == before


@pytest.mark.parametrize(
    ("action", "situation"),
    [("refuse", "left_to_agent"), ("cancel", "confirmed"), ("ask", "confirmed")],
)
def test_without_a_reason_nothing_happens(window, agency, action, situation):
    appointment = AppointmentFactory(agency=agency, **{situation: True})
    asked = window.get(page(appointment, action))
    assertContains(asked, "Choose a ready sentence or write one.")
    assertNotContains(asked, "(optional)")
    assertNotContains(asked, "checked")
    for typed, field, sentence in (
        ({"reason": "  "}, "ready", "Choose a ready sentence, or write a reason below"),
        ({"ready": OWN_WORDS}, "reason", "Write a reason: the person reads it."),
    ):
        response = window.post(page(appointment, action), typed)
        assertContains(response, sentence)
        assert list(response.context["form"].errors) == [field]
    assert history(appointment.procedure).last().what != f"appointment.{action}"


def test_the_agents_own_words_alone_are_the_reason(window, agency):
    appointment = AppointmentFactory(agency=agency)
    window.post(page(appointment, "cancel"), {"ready": OWN_WORDS, "reason": REASON})
    assert last_event(appointment).reason == REASON


def test_cancelling_comes_last_and_looks_like_what_it_is(window, agency):
    appointment = AppointmentFactory(agency=agency)
    response = window.get(page(appointment))
    assert [deed["danger"] for deed in response.context["deeds"]] == [False, False, False, True]
    assert response.context["deeds"][-1]["address"] == page(appointment, "cancel")
    assertContains(response, 'class="button danger"', count=1)
    assertContains(window.get(page(appointment, "cancel")), 'class="default danger"')


def test_two_agents_deciding_at_once_the_second_reads_that_it_is_decided(window, agency):
    appointment = AppointmentFactory(agency=agency, left_to_agent=True)
    other = window_of(agent_of(agency))
    window.post(page(appointment, "accept"))
    response = other.post(page(appointment, "refuse"), {"reason": "Too late, this one"})
    assertContains(response, Refusal.NOT_WAITING.label)
    assertContains(response, "Too late, this one")


# -- moving ---------------------------------------------------------------------------------


def move(window, appointment, agency, starts_at, **typed):
    return window.post(
        page(appointment, "move"),
        {
            "agency": agency.pk,
            "from_day": civil_time.day_of(starts_at).isoformat(),
            "slot": Slot.write(agency.pk, starts_at),
            "reason": REASON,
            **typed,
        },
    )


def test_moving_frees_the_old_time_and_keeps_the_reference(window, agent, agency):
    old = AppointmentFactory(agency=agency, starts_at=at(DAY, 9))
    response = move(window, old, agency, at(DAY, 10))
    new = Appointment.objects.get(rescheduled_from=old)
    assertRedirects(response, page(new))
    old.refresh_from_db()
    assert (old.status, new.status) == (Status.MOVED, Status.CONFIRMED)
    assert new.procedure == old.procedure
    assert new.starts_at == at(DAY, 10)
    assert (last_event(new).what, last_event(new).actor) == ("appointment.moved", agent)
    assert (person_of(new), "Your appointment with the CNS has a new time") in told(new)
    again = AppointmentFactory(agency=agency, starts_at=at(DAY, 9))
    assert again.desk == old.desk
    assertContains(window.get(page(old)), page(new))
    assertContains(window.get(page(new)), page(old))


def test_moving_needs_no_reason(window, agency):
    old = AppointmentFactory(agency=agency, starts_at=at(DAY, 9))
    assertContains(window.get(page(old, "move")), "(optional)", count=2)
    move(window, old, agency, at(DAY, 10), reason="")
    new = Appointment.objects.get(rescheduled_from=old)
    assert last_event(new).reason == ""


def test_the_time_it_has_is_not_offered_once_more(window, agency):
    DeskFactory(agency=agency)  # at another desk, the time would be free
    old = AppointmentFactory(agency=agency, starts_at=at(DAY, 9))
    response = window.get(page(old, "move"))
    assertNotContains(response, Slot.write(agency.pk, at(DAY, 9)))
    assertContains(response, Slot.write(agency.pk, at(DAY, 9, 15)))
    assertContains(move(window, old, agency, at(DAY, 9)), "Choose another one.")
    assert not Appointment.objects.filter(rescheduled_from=old).exists()


def test_a_time_taken_meanwhile_is_refused_and_everything_typed_stays(window, agency):
    old = AppointmentFactory(agency=agency, starts_at=at(DAY, 9))
    AppointmentFactory(agency=agency, starts_at=at(DAY, 10))
    response = move(window, old, agency, at(DAY, 10))
    assertContains(response, Refusal.TAKEN.label)
    assertContains(response, REASON)
    assert not Appointment.objects.filter(rescheduled_from=old).exists()
    old.refresh_from_db()
    assert old.status == Status.CONFIRMED


def test_looking_at_another_day_keeps_what_was_typed_and_moves_nothing(window, agency):
    old = AppointmentFactory(agency=agency, starts_at=at(DAY, 9))
    other_day = working_day(after=DAY)
    response = move(window, old, agency, at(other_day, 9), _times="Show")
    assertContains(response, REASON)
    assertContains(response, Slot.write(agency.pk, at(other_day, 9)))
    assertNotContains(response, Slot.write(agency.pk, at(DAY, 10)))
    old.refresh_from_db()
    assert old.status == Status.CONFIRMED


def test_moving_to_another_agency_is_possible_among_the_agents_own(window, agent, agency):
    mine, foreign = AgencyFactory(open=True), AgencyFactory(open=True)
    mine.agents.add(agent)
    old = AppointmentFactory(agency=agency, starts_at=at(DAY, 9))
    assertContains(move(window, old, foreign, at(DAY, 10)), Refusal.AGENCY_UNKNOWN.label)
    move(window, old, mine, at(DAY, 10))
    assert Appointment.objects.get(rescheduled_from=old).agency == mine


@pytest.mark.parametrize("slot", ["", "nonsense", "1@yesterday", "@", "x@2026-01-01T09:00"])
def test_a_time_that_is_none_is_asked_for_again(window, agency, slot):
    old = AppointmentFactory(agency=agency, starts_at=at(DAY, 9))
    assertContains(move(window, old, agency, at(DAY, 10), slot=slot), "Choose a time.")


def test_a_time_too_close_for_the_public_is_offered_to_agents(window, agency, monkeypatch):
    old = AppointmentFactory(agency=agency, starts_at=at(DAY, 15))
    monkeypatch.setattr("cns_portal.clock.now", lambda: at(DAY, 9, 10))
    response = window.get(page(old, "move"))
    assertContains(response, Slot.write(agency.pk, at(DAY, 9, 15)))
    assertNotContains(response, Slot.write(agency.pk, at(DAY, 9)))


# -- printing -------------------------------------------------------------------------------


def test_the_confirmation_is_printed_to_be_posted_and_that_is_recorded(window, agent, agency):
    appointment = AppointmentFactory(agency=agency)
    assertContains(window.get(page(appointment, "print")), "This is recorded")
    response = window.post(page(appointment, "print"))
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    event = last_event(appointment)
    assert (event.what, event.actor, event.public) == ("appointment.printed", agent, False)
    assert AuditEntry.objects.filter(action="appointment.printed", actor=agent).exists()


# -- the page -------------------------------------------------------------------------------


def test_the_page_shows_who_what_why_and_how_far_the_mail_got(window, agency):
    appointment = AppointmentFactory(agency=agency, question="About my card")
    window.post(page(appointment, "ask"), {"reason": "Which card do you mean?"})
    response = window.get(page(appointment))
    participant = appointment.participants.get()
    for text in (
        str(participant),
        participant.email,
        "About my card",
        appointment.procedure.reference,
        "Question from the CNS",
        "Which card do you mean?",
        "The CNS has a question about your appointment",
        "Waiting",
    ):
        assertContains(response, text)


def test_a_name_is_kept_apart_from_the_line_around_it(window, agency):
    name = "Anna \u202eGnitrow"
    appointment = AppointmentFactory(agency=agency, applicant=visitor(last_name=name))
    shown = f"{appointment.participants.get()}</bdi>"
    assert name in shown
    for address in (LIST + "?day=all", page(appointment), page(appointment, "cancel")):
        assertContains(window.get(address), shown)


def test_the_text_of_an_email_is_not_shown(window, agency):
    appointment = AppointmentFactory(agency=agency, left_to_agent=True)
    window.post(page(appointment, "accept"))
    assertNotContains(window.get(page(appointment)), "/a/")


def test_looking_at_a_person_is_recorded_once_a_page(window, agent, agency):
    person = InsuredPersonFactory(signs_in=True)
    appointment = AppointmentFactory(agency=agency, person=person)
    for address, purpose in (
        (page(appointment), "appointments.page"),
        (page(appointment, "cancel"), "appointments.cancel"),
    ):
        window.get(address)
        entry = AuditEntry.objects.get(kind="view", purpose=purpose)
        assert (entry.actor, entry.subject_id) == (agent, str(appointment.pk))
        assert entry.dossier == person.dossier


def test_without_a_trace_there_is_no_page(window, agency, monkeypatch):
    appointment = AppointmentFactory(agency=agency)

    def broken(*args, **kwargs):
        raise RuntimeError("The trail cannot be written.")

    monkeypatch.setattr("cns_portal.audit.services._write", broken)
    with pytest.raises(RuntimeError):
        window.get(page(appointment))


@pytest.mark.parametrize(
    ("situation", "text"),
    [
        ({}, "Open the copy"),
        ({"pending": True}, "Being checked."),
        ({"rejected": True}, "The file could not be read."),
        ({"deleted_at": clock.now()}, "Deleted."),
    ],
)
def test_the_identity_copy_is_linked_only_when_it_was_checked(window, agency, situation, text):
    copy = DocumentFactory(**situation)
    appointment = AppointmentFactory(agency=agency, identity_copy=copy)
    response = window.get(page(appointment))
    assertContains(response, text)
    assert (str(copy.public_id) in response.content.decode()) == (text == "Open the copy")


@pytest.mark.parametrize(
    ("situation", "text"),
    [
        ({"past": True}, "Deleted after the appointment."),
        ({"cancelled": True}, "Deleted after the appointment."),
        ({"moved": True}, "It went with the new time."),
        ({}, "No document is attached."),
        ({"past": True, "signed_in": True}, "No document is attached."),
    ],
)
def test_what_became_of_a_copy_that_was_taken_away_is_said(window, agency, situation, text):
    appointment = AppointmentFactory(agency=agency, **situation)
    assertContains(window.get(page(appointment)), text)


def test_a_copy_that_the_sweep_deleted_is_said_to_be_deleted(window, agency):
    appointment = AppointmentFactory(agency=agency, cancelled=True, identity_copy=DocumentFactory())
    IdentityCopies().forget(now=clock.now())
    assertContains(window.get(page(appointment)), "Deleted after the appointment.")


def test_the_page_costs_the_same_with_a_long_history(window, agency):
    appointment = AppointmentFactory(agency=agency)
    window.get(page(appointment))
    costs = []
    for count in (1, 8):
        for _ in range(count):
            window.post(page(appointment, "ask"), {"reason": REASON})
        window.get(page(appointment))
        with CaptureQueriesContext(connection) as captured:
            window.get(page(appointment))
        costs.append(len(captured))
    assert costs[0] == costs[1]


# -- sending again --------------------------------------------------------------------------


@pytest.fixture
def sent(window, agency):
    """An appointment with an e-mail that was sent."""
    appointment = AppointmentFactory(agency=agency)
    window.post(page(appointment, "ask"), {"reason": REASON})
    email = posted.emails_about(appointment.procedure.reference).get()
    Email.objects.filter(pk=email.pk).update(status="sent", sent_at=clock.now())
    return appointment, email


def resend_address(appointment, email):
    return f"/admin/appointments/appointment/{appointment.pk}/emails/{email.pk}/resend/"


def test_an_email_is_sent_again_and_the_second_wish_is_answered(window, agent, sent):
    appointment, email = sent
    address = resend_address(appointment, email)
    assertContains(window.get(page(appointment)), address)
    response = window.post(address, follow=True)
    assertContains(response, "The e-mail will be sent again.")
    assert Email.objects.get(resend_of=email).recipient == email.recipient
    assertContains(window.post(address, follow=True), "already waiting")
    assert AuditEntry.objects.filter(action="email.sent_again", actor=agent).count() == 1


def test_an_email_about_something_else_is_not_found(window, agency, sent):
    _appointment, email = sent
    other = AppointmentFactory(agency=agency)
    assert window.post(resend_address(other, email)).status_code == 404


def test_resending_needs_its_permission_and_the_right_agency(sent, agency):
    appointment, email = sent
    stranger = window_of(agent_of(AgencyFactory()))
    assert stranger.post(resend_address(appointment, email)).status_code == 404
    reader = agent_of(agency)
    reader.groups.clear()
    assert window_of(reader).post(resend_address(appointment, email)).status_code == 404
    assert not Email.objects.filter(resend_of=email).exists()


# -- explaining -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hour", "text"),
    [(9, "This time can be booked."), (12, Refusal.OUTSIDE_HOURS.label)],
)
def test_why_a_time_cannot_be_booked_is_explained(window, agency, hour, text):
    asked = {
        "offered": "information:on_site",
        "agency": agency.pk,
        "day": DAY.isoformat(),
        "time": f"{hour:02d}:00",
    }
    assertContains(window.get("/admin/appointments/appointment/explain/", asked), text)


def test_a_closure_explains_itself_with_its_reason(window, agency):
    ClosureFactory(agency=agency, day=DAY, reason="Staff training")
    asked = {"offered": "information:on_site", "agency": agency.pk, "day": DAY.isoformat()}
    response = window.get("/admin/appointments/appointment/explain/", {**asked, "time": "09:00"})
    assertContains(response, "Staff training")


def test_a_foreign_agency_cannot_be_asked_about(window):
    asked = {
        "offered": "information:on_site",
        "agency": AgencyFactory().pk,
        "day": DAY.isoformat(),
        "time": "09:00",
    }
    response = window.get("/admin/appointments/appointment/explain/", asked)
    assert "answer" not in response.context
    assert response.context["form"].errors["agency"]


def test_for_another_person_both_are_named(window, agency):
    appointment = AppointmentFactory(
        agency=agency,
        applicant=visitor(last_name="Mother"),
        concerned=visitor(last_name="Child"),
        starts_at=at(DAY, 9) + timedelta(minutes=15),
    )
    response = window.get(page(appointment))
    assertContains(response, "Mother")
    assertContains(response, "Child")
