"""Keep, move or cancel what a change of the plan touches: each in its own transaction."""

import uuid
from datetime import time, timedelta

import pytest

from appointments.choices import ConflictState, Refusal, Status, StepResult, Treatment
from appointments.models import Appointment, Closure, Conflict, Desk, Replanning, ReplanningStep
from appointments.rules.booking import WhyNot
from appointments.selectors import plans
from appointments.selectors.alternatives import nearest
from appointments.services import cancelling, moving, replanning, reviewing
from appointments.services.acting import By
from appointments.services.redesking import redesk
from cns_portal import clock, procedures
from cns_portal.inbox.models import Email
from cns_portal.kernel.refusal import Refused
from tests.factories import (
    AccountFactory,
    AgencyFactory,
    AppointmentFactory,
    ClosureFactory,
    DeskFactory,
    InsuredPersonFactory,
    at,
    visitor,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock", "offers", "in_step")]


@pytest.fixture
def clara(agency):
    return By.agent(AccountFactory(agent=True, agencies=[agency]))


def fresh(appointment):
    return Appointment.objects.select_related("desk").get(pk=appointment.pk)


def told(appointment_email):
    return Email.objects.filter(recipient=appointment_email)


def decided(by, *wanted, reason="We are sorry."):
    """A decision about (appointment, treatment) pairs, with the rule that speaks against each."""
    return replanning.decide(
        public_id=uuid.uuid4(),
        subject="Closure",
        wanted=[
            replanning.Wanted(
                appointment.pk,
                plans.why_not_stand(appointment) or WhyNot(Refusal.OUTSIDE_HOURS),
                treatment,
            )
            for appointment, treatment in wanted
        ],
        reason=lambda: reason,
        by=by,
    )


def results(decision):
    return dict(decision.steps.values_list("appointment_id", "result"))


def closed(agency, day, **times):
    return ClosureFactory(agency=agency, day=day, **times)


# -- another desk at the same time -------------------------------------------------------------


def test_another_desk_is_nothing_to_the_person(agency, monday, clara):
    second = DeskFactory(agency=agency, position=2)
    appointment = AppointmentFactory(agency=agency, starts_at=at(monday, 9))
    Desk.objects.filter(pk=appointment.desk_id).update(active=False)
    before = Email.objects.count()
    found = redesk(appointment.pk, by=clara)
    assert found.desk == second
    assert (found.starts_at, found.status) == (appointment.starts_at, Status.CONFIRMED)
    assert Email.objects.count() == before
    event = list(procedures.history(found.procedure))[-1]
    assert (event.what, event.public) == ("appointment.redesked", False)


@pytest.mark.parametrize("taken", ["booked", "held"])
def test_a_desk_that_is_taken_is_not_given_twice(agency, monday, clara, taken):
    second = DeskFactory(agency=agency, position=2)
    appointment = AppointmentFactory(agency=agency, starts_at=at(monday, 9))
    Desk.objects.filter(pk=appointment.desk_id).update(active=False)
    situation = {"held": True} if taken == "held" else {}
    AppointmentFactory(desk=second, starts_at=at(monday, 9, 10), **situation)
    with pytest.raises(Refused, match="taken"):
        redesk(appointment.pk, by=clara)


def test_a_hold_that_is_over_gives_its_desk(agency, monday, clara):
    second = DeskFactory(agency=agency, position=2)
    appointment = AppointmentFactory(agency=agency, starts_at=at(monday, 9))
    expired = clock.now() - timedelta(minutes=1)
    AppointmentFactory(desk=second, starts_at=at(monday, 9), held=True, hold_expires_at=expired)
    assert redesk(appointment.pk, by=clara).desk == second


def test_a_desk_that_is_not_served_is_not_given(agency, monday, clara):
    DeskFactory(agency=agency, position=2)
    agency.opening_hours.update(desks=1)
    appointment = AppointmentFactory(agency=agency, starts_at=at(monday, 9))
    with pytest.raises(Refused, match="taken"):
        redesk(appointment.pk, by=clara)


def test_what_is_cancelled_keeps_its_desk(agency, monday, clara):
    appointment = AppointmentFactory(agency=agency, starts_at=at(monday, 9), cancelled=True)
    with pytest.raises(Refused, match="not_open"):
        redesk(appointment.pk, by=clara)


# -- the nearest time ---------------------------------------------------------------------------


def test_the_nearest_times_come_first_and_never_within_the_notice(agency, monday, stopped_clock):
    appointment = AppointmentFactory(agency=agency, starts_at=at(monday, 9))
    found = nearest(appointment, now=clock.now(), count=3)
    assert found == [at(monday, 8, 45), at(monday, 9, 15), at(monday, 8, 30)]
    stopped_clock.moment = at(monday, 8)
    assert nearest(appointment, now=clock.now(), count=1) == [at(monday, 10)]


def test_without_a_free_time_in_the_week_a_later_one_is_found(agency, monday):
    appointment = AppointmentFactory(agency=agency, starts_at=at(monday, 9))
    for days in range(-7, 8):
        closed(agency, monday + timedelta(days=days))
    (found,) = nearest(appointment, now=clock.now(), count=1)
    assert found == at(monday + timedelta(days=8), 8, 30)


# -- what becomes of each -----------------------------------------------------------------------


def test_each_gets_what_was_chosen_for_it(agency, monday, clara):
    people = [visitor() for _ in range(3)]
    keeps, moves, cancels = (
        AppointmentFactory(agency=agency, starts_at=at(monday, 13, 15 * n), applicant=person)
        for n, person in enumerate(people)
    )
    closed(agency, monday, afternoon=True)
    decision = decided(
        clara,
        (keeps, Treatment.KEEP),
        (moves, Treatment.MOVE),
        (cancels, Treatment.CANCEL),
        reason="A pipe has burst.",
    )
    assert not told(people[1].email).exists()
    assert replanning.carry_on(decision.pk) == 0
    assert results(decision) == {
        keeps.pk: StepResult.KEPT,
        moves.pk: StepResult.MOVED,
        cancels.pk: StepResult.CANCELLED,
    }
    assert fresh(keeps).status == Status.CONFIRMED
    assert fresh(cancels).status == Status.CANCELLED
    new = decision.steps.get(appointment=moves).moved_to
    assert (new.starts_at, new.status) == (at(monday, 11, 15), Status.CONFIRMED)
    assert not told(people[0].email).exists()
    for person in people[1:]:
        text = told(person.email).get().text_body
        assert "A pipe has burst." in text
        assert "Other times that are free now" in text
    # The agency decided it itself: no e-mail for each.
    assert not told(agency.email).exists()


def test_a_desk_taken_out_moves_to_the_desk_beside_it_and_only_then_to_another_time(
    agency, monday, clara
):
    second = DeskFactory(agency=agency, position=2)
    first = Desk.objects.filter(agency=agency, channel="on_site").order_by("position")[0]
    alone, crowded = (
        AppointmentFactory(desk=first, starts_at=at(monday, 9, minutes)) for minutes in (0, 15)
    )
    AppointmentFactory(desk=second, starts_at=at(monday, 9, 15))
    Desk.objects.filter(pk=first.pk).update(active=False)
    decision = decided(clara, (alone, Treatment.MOVE), (crowded, Treatment.MOVE))
    replanning.carry_on(decision.pk)
    assert results(decision) == {alone.pk: StepResult.REDESKED, crowded.pk: StepResult.MOVED}
    assert fresh(alone).desk == second
    assert decision.steps.get(appointment=crowded).moved_to.starts_at == at(monday, 9, 30)


def test_the_reason_is_said_in_each_persons_language(agency, monday, clara):
    from django.utils.translation import get_language

    people = {language: visitor() for language in ("fr", "de")}
    rows = [
        AppointmentFactory(
            agency=agency, language=language, applicant=person, starts_at=at(monday, 13, 15 * n)
        )
        for n, (language, person) in enumerate(people.items())
    ]
    closed(agency, monday, afternoon=True)
    decision = replanning.decide(
        public_id=uuid.uuid4(),
        subject="Closure",
        wanted=[
            replanning.Wanted(row.pk, WhyNot(Refusal.CLOSURE, {"reason": "x"}), Treatment.CANCEL)
            for row in rows
        ],
        reason=lambda: f"said in {get_language()}",
        by=clara,
    )
    replanning.carry_on(decision.pk)
    for language, person in people.items():
        assert f"said in {language}" in told(person.email).get().text_body


def test_signed_in_people_are_told_in_my_messages(agency, monday, clara):
    person = InsuredPersonFactory(signs_in=True)
    row = AppointmentFactory(agency=agency, person=person, starts_at=at(monday, 13))
    closed(agency, monday, afternoon=True)
    replanning.carry_on(decided(clara, (row, Treatment.MOVE), reason="Closed.").pk)
    from cns_portal.inbox.models import Message

    message = Message.objects.get(dossier=person.dossier)
    assert "Closed." in message.body
    assert "Other times that are free now" in message.body


def test_without_any_free_time_it_stays_and_is_flagged(agency, monday, clara):
    row = AppointmentFactory(agency=agency, starts_at=at(monday, 9))
    agency.opening_hours.all().delete()
    decision = decided(clara, (row, Treatment.MOVE))
    replanning.carry_on(decision.pk)
    step = decision.steps.get()
    assert (step.result, step.failure) == (StepResult.FAILED, Refusal.NO_FREE_TIME)
    assert fresh(row).status == Status.CONFIRMED
    conflict = Conflict.objects.get()
    assert (conflict.appointment, conflict.state) == (row, ConflictState.OPEN)


def test_what_was_cancelled_or_fits_again_meanwhile_is_left_alone(agency, monday, clara):
    gone, fits = (
        AppointmentFactory(agency=agency, starts_at=at(monday, 13, 15 * n)) for n in range(2)
    )
    closure = closed(agency, monday, afternoon=True)
    decision = decided(clara, (gone, Treatment.CANCEL), (fits, Treatment.MOVE))
    cancelling.cancel(gone.pk, by=By.visitor())
    Closure.objects.filter(pk=closure.pk).delete()
    replanning.carry_on(decision.pk)
    assert set(results(decision).values()) == {StepResult.GONE}
    assert fresh(fits).status == Status.CONFIRMED


def test_a_request_that_is_left_to_an_agent_stays_a_request_at_its_new_time(agency, monday, clara):
    person = visitor()
    row = AppointmentFactory(
        agency=agency, starts_at=at(monday, 13), left_to_agent=True, applicant=person
    )
    closed(agency, monday, afternoon=True)
    decision = decided(clara, (row, Treatment.MOVE), reason="Closed in the afternoon.")
    replanning.carry_on(decision.pk)
    new = decision.steps.get().moved_to
    assert new.status == Status.REQUESTED
    assert new.left_to_agent_at is not None
    assert "Closed in the afternoon." in told(person.email).get().text_body


def test_a_request_that_is_being_checked_is_waited_for(agency, monday, clara):
    row = AppointmentFactory(agency=agency, starts_at=at(monday, 13), requested=True)
    closed(agency, monday, afternoon=True)
    decision = decided(clara, (row, Treatment.CANCEL))
    assert replanning.carry_on(decision.pk) == 1
    from appointments.services import deciding

    deciding.check_request(row.pk)
    assert replanning.carry_on(decision.pk) == 0
    assert fresh(row).status == Status.REFUSED
    assert results(decision) == {row.pk: StepResult.GONE}


def test_somebody_who_has_another_appointment_then_gets_the_next_time(agency, monday, clara):
    person = InsuredPersonFactory(signs_in=True)
    row = AppointmentFactory(agency=agency, person=person, starts_at=at(monday, 13))
    AppointmentFactory(agency=AgencyFactory(open=True), person=person, starts_at=at(monday, 11, 15))
    closed(agency, monday, afternoon=True)
    decision = decided(clara, (row, Treatment.MOVE))
    replanning.carry_on(decision.pk)
    assert decision.steps.get().moved_to.starts_at == at(monday, 11)


# -- nothing twice, nothing lost ----------------------------------------------------------------


def test_the_same_answer_twice_is_one_answer(agency, monday, clara):
    row = AppointmentFactory(agency=agency, starts_at=at(monday, 13))
    question = uuid.uuid4()
    wanted = [replanning.Wanted(row.pk, WhyNot(Refusal.OUTSIDE_HOURS), Treatment.KEEP)]
    said = {"public_id": question, "subject": "x", "wanted": wanted, "reason": str, "by": clara}
    replanning.decide(**said)
    with pytest.raises(Refused, match="nothing_to_decide"):
        replanning.decide(**said)
    assert Replanning.objects.count() == ReplanningStep.objects.count() == 1


def test_a_reason_is_needed_for_whoever_reads_one(agency, monday, clara):
    row = AppointmentFactory(agency=agency, starts_at=at(monday, 13))
    with pytest.raises(Refused, match="reason_missing"):
        decided(clara, (row, Treatment.CANCEL), reason="  ")
    assert not Replanning.objects.exists()
    decided(clara, (row, Treatment.KEEP), reason="")


def test_carrying_on_twice_does_nothing_twice(agency, monday, clara):
    person = visitor()
    row = AppointmentFactory(agency=agency, starts_at=at(monday, 13), applicant=person)
    closed(agency, monday, afternoon=True)
    decision = decided(clara, (row, Treatment.MOVE))
    for _ in range(2):
        replanning.carry_on(decision.pk)
    replanning.carry_on_all(patience=5)
    assert told(person.email).count() == 1


def test_what_was_not_done_in_time_is_done_by_the_worker(agency, monday, clara, woken):
    rows = [AppointmentFactory(agency=agency, starts_at=at(monday, 13, 15 * n)) for n in range(3)]
    closed(agency, monday, afternoon=True)
    decision = decided(clara, *((row, Treatment.MOVE) for row in rows))
    assert replanning.carry_on(decision.pk, patience=-1) == 3
    # While it is in hand, the review does not ask anybody.
    reviewing.review_bookings(everything=True)
    assert not Conflict.objects.exists()
    from appointments.tasks import carry_on_replanning

    carry_on_replanning()
    assert set(results(decision).values()) == {StepResult.MOVED}


def test_one_that_breaks_does_not_hold_up_the_others(agency, monday, clara, monkeypatch, caplog):
    rows = [AppointmentFactory(agency=agency, starts_at=at(monday, 13, 15 * n)) for n in range(2)]
    closed(agency, monday, afternoon=True)
    decision = decided(clara, *((row, Treatment.CANCEL) for row in rows))
    real = cancelling.cancel_by_staff

    def breaks(pk, **words):
        if pk == rows[0].pk:
            raise RuntimeError("a pipe")
        return real(pk, **words)

    monkeypatch.setattr(cancelling, "cancel_by_staff", breaks)
    assert replanning.carry_on(decision.pk) == 1
    assert fresh(rows[1]).status == Status.CANCELLED
    monkeypatch.setattr(cancelling, "cancel_by_staff", real)
    assert replanning.carry_on(decision.pk) == 0


def test_killed_in_the_middle_of_a_step_the_step_is_still_to_do(agency, monday, clara, monkeypatch):
    person = visitor()
    row = AppointmentFactory(agency=agency, starts_at=at(monday, 13), applicant=person)
    closed(agency, monday, afternoon=True)
    decision = decided(clara, (row, Treatment.MOVE))
    real = moving.move

    def killed(*args, **words):
        real(*args, **words)
        raise KeyboardInterrupt

    monkeypatch.setattr(moving, "move", killed)
    with pytest.raises(KeyboardInterrupt):
        replanning.carry_on(decision.pk)
    assert fresh(row).status == Status.CONFIRMED
    assert not told(person.email).exists()
    monkeypatch.setattr(moving, "move", real)
    replanning.carry_on(decision.pk)
    assert told(person.email).count() == 1


def test_a_kept_appointment_is_not_asked_about_again(agency, monday, clara):
    row = AppointmentFactory(agency=agency, starts_at=at(monday, 13))
    closed(agency, monday, from_time=time(12), until_time=time(17))
    replanning.carry_on(decided(clara, (row, Treatment.KEEP)).pk)
    reviewing.review_bookings(everything=True)
    assert Conflict.objects.get().state == ConflictState.KEPT
