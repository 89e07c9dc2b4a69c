"""Any sequence of what people, agents, the worker and the clock may do: promises hold after each.

Hypothesis draws the sequences across the change of the clock in March and shortens what fails.
"""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from appointments.choices import Status
from appointments.models import Appointment
from appointments.rules.states import OCCUPIES_THE_DESK, may_follow
from appointments.selectors import offers as selected
from appointments.selectors.explaining import explain
from appointments.selectors.free_times import forget_everything, free_times
from appointments.services import agents, cancelling, deciding, holding, moving
from appointments.services.acting import By
from cns_portal import clock
from cns_portal.inbox.models import Email
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.models import ProcedureEvent
from cns_portal.procedures.selectors import out_of_step
from tests import factories
from tests.appointments.stories import details, hold, send
from tests.factories import AccountFactory, AgencyFactory, ClosureFactory, at

FRIDAY, MONDAY = date(2026, 3, 27), date(2026, 3, 30)  # between them the clocks change

starts = st.builds(
    lambda day, hour, quarter: at(day, hour, 15 * quarter + (30 if hour == 8 else 0)),
    st.sampled_from([FRIDAY, MONDAY]),
    st.sampled_from([8, 9, 13]),
    st.integers(0, 1),
)
visitors = st.sampled_from(["anna", "ben", "cleo"])
agencies = st.integers(0, 1)
some = st.integers(0, 7)  # which of the appointments there are


class AnyStory(RuleBasedStateMachine):
    """The portal, driven by chance."""

    @initialize()
    def open_the_agencies(self):
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        factories.offers()
        self.time = self.clock
        self.time.moment = at(FRIDAY - timedelta(days=2), 8)
        self.agencies = [AgencyFactory(open=True, desks=2), AgencyFactory(open=True)]
        self.agent = By.agent(AccountFactory(agent=True))
        self.people = {name: factories.visitor() for name in ("anna", "ben", "cleo")}
        self.seen: dict[int, str] = {}

    def teardown(self):
        if hasattr(self, "savepoint"):
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)
            forget_everything()

    def attempt(self, work, *args, **kwargs):
        """Do it; a refusal is an answer like any other, and changes nothing."""
        before = self.picture()
        try:
            return work(*args, **kwargs)
        except Refused:
            after = self.picture()
        assert after == before
        return None

    def picture(self):
        rows = Appointment.objects.order_by("pk").values_list(
            "pk", "status", "starts_at", "revision"
        )
        return list(rows), ProcedureEvent.objects.count(), Email.objects.count()

    def pick(self, which, *statuses):
        found = list(Appointment.objects.filter(status__in=statuses).order_by("pk"))
        return found[which % len(found)] if found else None

    # -- what can happen ----------------------------------------------------------------------

    @rule(name=visitors, agency=agencies, start=starts)
    def choose(self, name, agency, start):
        self.attempt(hold, self.agencies[agency], starts_at=start, key=name)

    @rule(name=visitors, start=starts)
    def choose_anywhere(self, name, start):
        self.attempt(hold, *self.agencies, starts_at=start, key=name, topic="long_term_care")

    @rule(name=visitors)
    def ask_for_more_time(self, name):
        self.attempt(holding.extend, hold_key=name)

    @rule(name=visitors)
    def go_back(self, name):
        holding.release(hold_key=name)

    @rule(name=visitors)
    def send_it(self, name):
        self.attempt(send, name, said=details(applicant=self.people[name]))

    @rule()
    def worker_checks(self):
        for pk in deciding.undecided_ids():
            deciding.check_request(pk)

    @rule()
    def beat_sweeps(self):
        holding.release_expired()

    @rule(which=some)
    def cancel_by_link(self, which):
        if found := self.pick(which, *Status.values):
            self.attempt(cancelling.cancel, found.pk, by=By.link())

    @rule(which=some)
    def cancel_by_agent(self, which):
        if found := self.pick(which, *Status.values):
            self.attempt(cancelling.cancel_by_staff, found.pk, by=self.agent, reason="Illness.")

    @rule(which=some, agency=agencies, start=starts)
    def move(self, which, agency, start):
        if found := self.pick(which, *Status.values):
            ids = [self.agencies[agency].pk]
            self.attempt(moving.move, found.pk, agency_ids=ids, starts_at=start, by=self.agent)

    @rule(which=some, agency=agencies, start=starts)
    def move_oneself(self, which, agency, start):
        if found := self.pick(which, *Status.values):
            ids = [self.agencies[agency].pk]
            self.attempt(moving.move_own, found.pk, agency_ids=ids, starts_at=start, by=By.link())

    @rule(name=visitors, agency=agencies, start=starts)
    def book_on_the_phone(self, name, agency, start):
        self.attempt(
            agents.book_for,
            topic="information",
            channel="on_site",
            agency_ids=[self.agencies[agency].pk],
            starts_at=start,
            applicant=self.people[name],
            language="en",
            by=self.agent,
        )

    @rule(which=some, outcome=st.sampled_from(["checked_in", "completed", "missed"]))
    def write_down_how_it_went(self, which, outcome):
        if found := self.pick(which, *Status.values):
            self.attempt(agents.record_outcome, found.pk, Status(outcome), by=self.agent)

    @rule(which=some)
    def accept_or_refuse(self, which):
        if found := self.pick(which, *Status.values):
            decide = deciding.accept if which % 2 else deciding.refuse
            words = {} if which % 2 else {"reason": "Not today."}
            self.attempt(decide, found.pk, by=self.agent, **words)

    @precondition(lambda self: self.time.moment < at(MONDAY, 12))
    @rule(minutes=st.sampled_from([1, 5, 11, 200, 1500]))
    def time_passes(self, minutes):
        self.time.advance(minutes=minutes)

    @rule(agency=agencies, day=st.sampled_from([FRIDAY, MONDAY]))
    def close_an_afternoon(self, agency, day):
        ClosureFactory(agency=self.agencies[agency], day=day, afternoon=True)

    # -- what is always true ------------------------------------------------------------------

    @invariant()
    def no_desk_and_no_person_is_taken_twice(self):
        taken = list(Appointment.objects.filter(status__in=OCCUPIES_THE_DESK))
        for n, one in enumerate(taken):
            for two in taken[n + 1 :]:
                if one.desk_id == two.desk_id:
                    assert (
                        one.occupied_until <= two.starts_at or two.occupied_until <= one.starts_at
                    )
                if one.person_key and one.person_key == two.person_key:
                    assert one.ends_at <= two.starts_at or two.ends_at <= one.starts_at

    @invariant()
    def the_history_says_what_the_row_says(self):
        assert not out_of_step().exists()
        for appointment in (
            Appointment.objects.select_related("procedure")
            .filter(procedure__isnull=False)
            .exclude(status=Status.MOVED)
        ):
            assert appointment.procedure.current_state == appointment.status

    @invariant()
    def states_follow_each_other_as_the_rules_say(self):
        for pk, status in Appointment.objects.values_list("pk", "status"):
            before = self.seen.setdefault(pk, status)
            assert before == status or may_follow(Status(before), Status(status))
            self.seen[pk] = status

    @invariant()
    def everybody_is_told_once(self):
        keys = Email.objects.filter(idempotency_key__startswith="appointment:")
        told = Counter(
            key.rsplit(":", 1)[0] for key in keys.values_list("idempotency_key", flat=True)
        )
        for key, count in told.items():
            assert count == 1 or ":question" in key, key
        confirmed = Appointment.objects.filter(
            status__in=[Status.CONFIRMED, Status.CHECKED_IN, Status.COMPLETED, Status.MISSED]
        )
        for appointment in confirmed:
            occasion = "moved" if appointment.rescheduled_from_id else "confirmed"
            assert told[f"appointment:{appointment.pk}:{occasion}"] == 1

    @invariant()
    def the_list_and_the_explanation_agree(self):
        offer, now = selected.offer_for("information", "on_site"), clock.now()
        for agency in self.agencies:
            found = free_times(offer=offer, agency_ids=[agency.pk], first=MONDAY, count=1, now=now)[
                agency.pk
            ]
            listed = {free.second for times in found.values() for free in times}
            for hour, minute in ((8, 30), (9, 0), (9, 15), (13, 0)):
                start = at(MONDAY, hour, minute)
                why = explain(agency=agency, offer=offer, starts_at=start, now=now)
                assert (why is None) == (int(start.timestamp()) in listed), why


@pytest.mark.django_db
def test_promises_hold_in_any_story(stopped_clock):
    AnyStory.clock = stopped_clock
    run_state_machine_as_test(
        AnyStory, settings=settings(max_examples=5, stateful_step_count=20, deadline=None)
    )
