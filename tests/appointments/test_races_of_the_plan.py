"""At the same moment: two reviewers, two hands on one decision, keep against cancel, two links."""

import pytest

from appointments.choices import ConflictState, Refusal, Status, StepResult, Treatment
from appointments.models import Appointment, Conflict, Desk, Replanning
from appointments.rules.booking import WhyNot
from appointments.services import cancelling, replanning, reviewing
from appointments.services.acting import By
from appointments.services.redesking import redesk
from cns_portal.inbox.models import Email
from tests.appointments.racing import by_phone, overlapping_pairs, summary
from tests.factories import (
    AccountFactory,
    AgencyFactory,
    AppointmentFactory,
    ClosureFactory,
    DeskFactory,
    ReplanningFactory,
    ReplanningStepFactory,
    at,
    offers,
    visitor,
)
from tests.racing import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("stopped_clock", "patient_locks"),
]

HANDS = 8


@pytest.fixture
def agency(transactional_db):
    offers()
    return AgencyFactory(open=True)


@pytest.fixture
def rows(agency, monday):
    found = [AppointmentFactory(agency=agency, starts_at=at(monday, 13, 15 * n)) for n in range(4)]
    ClosureFactory(agency=agency, day=monday, afternoon=True)
    return found


def test_many_reviewers_find_once_and_tell_once(agency, rows):
    answers = at_once(*[lambda: reviewing.review_bookings(everything=True)] * HANDS)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    reviewing.review_bookings()
    assert Conflict.objects.count() == len(rows)
    assert Email.objects.filter(recipient=agency.email).count() == 1


def test_many_hands_on_one_decision_do_each_step_once(agency, rows):
    decision = ReplanningFactory()
    for row in rows:
        ReplanningStepFactory(replanning=decision, appointment=row)
    answers = at_once(*[lambda: replanning.carry_on(decision.pk)] * HANDS)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    replanning.carry_on(decision.pk)
    assert set(decision.steps.values_list("result", flat=True)) == {StepResult.MOVED}
    assert Appointment.objects.filter(rescheduled_from__in=rows).count() == len(rows)
    assert overlapping_pairs() == []
    for appointment in Appointment.objects.filter(rescheduled_from__in=rows):
        address = appointment.participants.get().email
        assert Email.objects.filter(recipient=address).count() == 1


def test_the_same_answer_at_the_same_moment_is_one_answer(agency, rows):
    question = ReplanningFactory.build().public_id
    wanted = [replanning.Wanted(rows[0].pk, WhyNot(Refusal.CLOSURE), Treatment.KEEP)]
    works = [
        lambda: replanning.decide(
            public_id=question, subject="x", wanted=wanted, reason=str, by=By.link()
        )
    ] * HANDS
    assert summary(at_once(*works))["had"] == 1
    assert Replanning.objects.count() == 1


def test_keep_against_cancel_by_the_person(agency, rows):
    reviewing.review_bookings()
    clara = By.agent(AccountFactory(agent=True))
    for row in rows:
        kept, cancelled = at_once(
            lambda row=row: reviewing.keep(row.pk, by=clara),
            lambda row=row: cancelling.cancel(row.pk, by=By.visitor()),
        )
        assert not isinstance(cancelled, Exception)
        conflict = Conflict.objects.get(appointment=row)
        assert Appointment.objects.get(pk=row.pk).status == Status.CANCELLED
        was_kept = isinstance(kept, Appointment)
        assert conflict.state == (ConflictState.KEPT if was_kept else ConflictState.CANCELLED)


def test_keep_against_the_review(agency, rows):
    reviewing.review_bookings()
    clara = By.agent(AccountFactory(agent=True))
    works = [lambda row=row: reviewing.keep(row.pk, by=clara) for row in rows]
    review = lambda: reviewing.review_bookings(everything=True)  # noqa: E731
    answers = at_once(*works, review, review)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    reviewing.review_bookings(everything=True)
    assert set(Conflict.objects.values_list("state", flat=True)) == {ConflictState.KEPT}
    assert Conflict.objects.count() == len(rows)


def test_the_same_desk_is_given_once(agency, monday):
    """Two desks go out of service, one stays: at the same time only one can be beside."""
    second, third = (DeskFactory(agency=agency, position=n) for n in (2, 3))
    first = Desk.objects.filter(agency=agency, channel="on_site").order_by("position")[0]
    rows = [
        AppointmentFactory(desk=desk, starts_at=at(monday, 9, minutes))
        for desk, minutes in ((first, 0), (second, 5))
    ]
    Desk.objects.filter(pk__in=[first.pk, second.pk]).update(active=False)
    clara = By.agent(AccountFactory(agent=True))
    book = by_phone(agency, at(monday, 9), clara.actor, visitor())
    answers = at_once(*[lambda row=row: redesk(row.pk, by=clara) for row in rows], book)
    assert summary(answers)["had"] == 1
    assert overlapping_pairs() == []
    assert Appointment.objects.filter(desk=third).count() == 1
