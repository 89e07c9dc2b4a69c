"""The appointment as a case: asked about, written about, taken back, and in the feed."""

import uuid
from datetime import timedelta

import pytest
from django.utils import translation

from appointments.presenters import feed
from appointments.presenters.case import WHAT_NEXT, sent_copy, withdraw_url
from appointments.rules import states
from appointments.services import case as services
from appointments.services import deciding
from appointments.services.acting import By
from cns_portal import clock, procedures
from cns_portal.inbox.models import Email
from cns_portal.inbox.tasks import deliver
from cns_portal.kernel import civil_time
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures import selectors
from tests.factories import (
    AccountFactory,
    AgencyFactory,
    AppointmentFactory,
    InsuredPersonFactory,
    visitor,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def person(db):
    return InsuredPersonFactory(signs_in=True)


@pytest.fixture
def appointment(person):
    return AppointmentFactory(person=person)


def test_a_question_of_the_agency_stays_open_until_the_person_writes(appointment, person):
    agent = AccountFactory(agent=True)
    deciding.ask(appointment.pk, by=By.agent(agent), question="Which letter?")
    deliver()
    waiting = selectors.all_of(person.dossier).needing_the_person()
    assert list(waiting) == [appointment.procedure]
    procedures.reply(
        appointment.procedure, text="This one.", by=person.account, sent_key=uuid.uuid4()
    )
    assert not waiting.all().exists()


def test_a_question_to_somebody_without_a_sign_in_is_an_email_alone(db):
    booked = AppointmentFactory(applicant=visitor())
    agent = AccountFactory(agent=True)
    deciding.ask(booked.pk, by=By.agent(agent), question="Which letter?")
    assert not booked.procedure.answers.exists()


def test_the_agency_hears_that_somebody_wrote_and_not_what(appointment, person):
    procedures.reply(
        appointment.procedure, text="My knee hurts.", by=person.account, sent_key=uuid.uuid4()
    )
    told = Email.objects.filter(recipient=appointment.agency.email).latest("pk")
    assert "has written" in told.subject
    assert "knee" not in told.subject + told.text_body + told.html_body


def test_agents_see_the_cases_of_their_agencies(appointment):
    from tests.appointments.agents import agent_of

    mine = procedures.needs_answer().model.objects.visible_to(agent_of(appointment.agency))
    assert list(mine) == [appointment.procedure]
    other = agent_of(AgencyFactory(open=True))
    assert not mine.model.objects.visible_to(other).exists()


def test_every_state_that_is_sent_says_what_happens_next():
    assert {*states.NOT_GIVEN_UP, "cancelled", "refused", "moved"} <= {str(s) for s in WHAT_NEXT}


@pytest.mark.parametrize("situation", ["cancelled", "refused", "completed"])
def test_what_is_over_cannot_be_taken_back(person, situation):
    over = AppointmentFactory(person=person, past=True, **{situation: True})
    assert services.why_not_withdraw(over.procedure, clock.now())
    assert withdraw_url(over.procedure) == ""
    with pytest.raises(Refused):
        services.withdraw(over.procedure, actor=person.account)


def test_the_next_step_comes_on_the_day_of_the_appointment(appointment):
    day = civil_time.day_of(appointment.starts_at)
    assert services.answer_by(appointment.procedure, clock.now()) == day


def test_the_copy_holds_what_was_typed(person):
    sent = AppointmentFactory(person=person, question="About my <letter>")
    template, context = sent_copy(sent.procedure)
    assert template == "appointments/print/request.html"
    told = {str(value) for _label, value in context["lines"]}
    assert "About my <letter>" in told
    assert any(person.email in pair for entry in context["people"] for pair in entry["lines"])


def items_on(appointment, person, *, days_before):
    return feed.items(person, now=appointment.starts_at - timedelta(days=days_before, hours=2))


def test_an_appointment_is_in_the_feed_from_the_day_before_on(appointment, person):
    assert items_on(appointment, person, days_before=3) == []
    [tomorrow] = items_on(appointment, person, days_before=1)
    assert (tomorrow.title, tomorrow.until) == (
        "Your appointment is tomorrow",
        civil_time.day_of(appointment.starts_at),
    )
    [today] = items_on(appointment, person, days_before=0)
    assert today.title == "Your appointment is today"


def test_the_feed_holds_ones_own_appointments_only(appointment):
    stranger = InsuredPersonFactory()
    assert items_on(appointment, stranger, days_before=0) == []
