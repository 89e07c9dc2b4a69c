"""A change of tariffs in the past: found by the worker, decided by an agent, told to the person."""

from datetime import timedelta
from decimal import Decimal

import pytest

from cns_portal import procedures
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Message
from cns_portal.kernel.refusal import Refused
from reimbursements.choices.claims import BillState, ClaimState
from reimbursements.choices.money import (
    DecisionKind,
    DecisionState,
    RecalculationState,
    StatementKind,
)
from reimbursements.choices.reasons import Verdict
from reimbursements.choices.tariffs import RecalculationRefusal
from reimbursements.models import Decision, Payment, Recalculation, Statement, TariffLoad
from reimbursements.rules import recalculating as rules
from reimbursements.rules import second_person
from reimbursements.rules.result import BillResult, LineResult
from reimbursements.selectors import tariffs
from reimbursements.services import deciding, loading_tariffs, recalculating
from reimbursements.tasks import recalculate
from tests.factories import AccountFactory
from tests.racing import done_at_once
from tests.reimbursements.agents import a_claim, marks_of
from tests.reimbursements.test_services_loading_tariffs import PAST_LETTER, files_with

EARLIER, LATER = Decimal("55.09"), Decimal("55.70")
"""88 % of C1 by the key letter 5.2346, and by 5.3000."""


@pytest.fixture(autouse=True)
def _nothing_by_chance_and_no_rest(monkeypatch):
    monkeypatch.setattr(second_person, "is_drawn", lambda bill, *, salt: False)
    monkeypatch.setattr(recalculating, "SETTLING", timedelta(0))


@pytest.fixture
def agent():
    return AccountFactory(agent=True)


def decided(agent, **columns):
    """A claim of consultations that cost more than the tariff, decided with what is loaded."""
    claim = a_claim(agent=agent, **{"amount": "65.00", **columns})
    deciding.decide(claim.pk, bills=marks_of(claim), agent=agent)
    return claim


def change_the_past(letter=PAST_LETTER):
    return loading_tariffs.load(files=files_with(letter), past_is_meant=True)


def refused(verb, *args, **kwargs):
    with pytest.raises(Refused) as why:
        verb(*args, **kwargs)
    return why.value.reason


@pytest.mark.django_db
class TestFinding:
    @pytest.fixture(autouse=True)
    def _loaded(self):
        loading_tariffs.load_published()

    def test_the_first_load_and_one_of_the_future_are_nothing_to_look_at(self, agent):
        decided(agent)
        loading_tariffs.load(files=files_with(PAST_LETTER.replace("2026-10-01", "2099-01-01")))
        assert not recalculating.waiting().exists()

    def test_a_decided_bill_is_found_with_what_it_was_and_what_it_would_be(self, agent):
        claim = decided(agent)
        load = change_the_past()
        assert recalculating.look()
        found = Recalculation.objects.get()
        assert (found.bill.claim, found.load, found.state) == (
            claim,
            load,
            RecalculationState.FOUND,
        )
        assert (found.before, found.after) == (EARLIER, LATER)
        assert not recalculating.waiting().exists()

    def test_nothing_is_decided_told_or_paid_by_it(self, agent):
        claim = decided(agent)
        before = (Statement.objects.count(), Payment.objects.count(), Message.objects.count())
        change_the_past()
        recalculating.look()
        assert before == (
            Statement.objects.count(),
            Payment.objects.count(),
            Message.objects.count(),
        )
        claim.refresh_from_db()
        assert claim.state == ClaimState.DECIDED
        assert Decision.objects.get().reimbursed == EARLIER

    def test_care_before_the_change_is_left_alone(self, agent):
        decided(agent)
        change_the_past(PAST_LETTER.replace("2026-10-01", "2026-11-21"))
        assert recalculating.look()
        assert not Recalculation.objects.exists()

    def test_a_bill_that_cost_no_more_than_the_old_tariff_gets_nothing_new(self, agent):
        decided(agent, amount="60.00")
        change_the_past()
        recalculating.look()
        assert not Recalculation.objects.exists()

    def test_what_an_agent_has_set_by_hand_stays(self, agent):
        claim = a_claim(agent=agent, amount="65.00")
        claim.bills.get().lines.update(approved_tariff=Decimal("64.00"))
        deciding.decide(claim.pk, bills=marks_of(claim), agent=agent)
        change_the_past()
        recalculating.look()
        assert not Recalculation.objects.exists()

    def test_a_bill_that_is_not_decided_yet_is_left_to_its_decision(self, agent):
        claim = a_claim(agent=agent, amount="65.00")
        change_the_past()
        recalculating.look()
        assert not Recalculation.objects.exists()
        [decision] = deciding.decide(claim.pk, bills=marks_of(claim), agent=agent)
        assert decision.reimbursed == LATER

    def test_looking_again_finds_nothing_twice(self, agent):
        decided(agent)
        load = change_the_past()
        recalculating.look()
        load.refresh_from_db()
        load.looked_at, load.progress = None, 0
        load.save()
        recalculating.look()
        assert Recalculation.objects.count() == 1

    def test_a_run_that_was_cut_goes_on_where_it_stopped(self, agent, monkeypatch):
        monkeypatch.setattr(recalculating, "AT_ONCE", 2)
        for _number in range(3):
            decided(agent)
        change_the_past()
        assert not recalculating.look(has_time=lambda: False)
        assert Recalculation.objects.count() == 2
        recalculate()
        assert Recalculation.objects.count() == 3
        assert not recalculating.waiting().exists()

    def test_what_was_begun_early_and_sent_late_is_found_as_well(self, agent, monkeypatch):
        monkeypatch.setattr(recalculating, "AT_ONCE", 1)
        late, early = decided(agent), decided(agent)
        early.sent_at = late.sent_at - timedelta(days=1)
        early.save(update_fields=["sent_at"])
        change_the_past()
        assert recalculating.look()
        assert {one.bill.claim for one in Recalculation.objects.all()} == {late, early}

    def test_what_was_decided_with_the_old_values_while_it_looked_is_found_too(
        self, agent, monkeypatch
    ):
        """A decision may begin before the load and end when its bill was passed already."""
        monkeypatch.setattr(recalculating, "SETTLING", timedelta(minutes=2))
        early = a_claim(agent=agent, amount="65.00")
        decided(agent)
        load = change_the_past()
        assert recalculating.look()
        assert Recalculation.objects.count() == 1
        assert recalculating.waiting().get() == load
        with monkeypatch.context() as old:
            old.setattr(tariffs, "current", lambda: tariffs.before(load))
            deciding.decide(early.pk, bills=marks_of(early), agent=agent)
        assert recalculating.look()
        assert Recalculation.objects.count() == 1
        TariffLoad.objects.update(loaded_at=load.loaded_at - timedelta(minutes=2))
        assert recalculating.look()
        assert Recalculation.objects.filter(bill__claim=early, after=LATER).exists()
        assert Recalculation.objects.count() == 2
        assert not recalculating.waiting().exists()

    def test_a_hundred_bills_cost_no_more_statements_than_one(
        self, agent, django_assert_max_num_queries
    ):
        for _number in range(4):
            decided(agent)
        change_the_past()
        with django_assert_max_num_queries(50):
            recalculating.look()
        assert Recalculation.objects.count() == 4


@pytest.mark.django_db
class TestAnswering:
    @pytest.fixture(autouse=True)
    def _loaded(self):
        loading_tariffs.load_published()

    @pytest.fixture
    def found(self, agent):
        decided(agent)
        change_the_past()
        recalculating.look()
        return Recalculation.objects.get()

    def test_accepted_it_is_decided_anew_and_the_difference_is_told_and_paid(self, found, agent):
        claim = found.bill.claim
        recalculating.accept(found.pk, agent=agent)
        claim.refresh_from_db()
        assert claim.state == ClaimState.BEING_CHECKED
        assert procedures.history(claim.procedure).last().what == "claim.recalculated"
        assert Decision.objects.in_force().get().reimbursed == EARLIER
        [decision] = deciding.decide(claim.pk, bills=marks_of(claim), agent=agent)
        assert (decision.kind, decision.reimbursed) == (DecisionKind.RECALCULATION, LATER)
        assert decision.statement.kind == StatementKind.RECALCULATION
        assert decision.statement.total == LATER - EARLIER
        assert Payment.objects.get(statement=decision.statement).amount == Decimal("0.61")
        found.refresh_from_db()
        assert (found.state, found.decision) == (RecalculationState.DECIDED, decision)
        assert AuditEntry.objects.filter(action="recalculation.accepted", actor=agent).exists()

    def test_a_later_decision_anew_is_no_recalculation_any_more(self, found, agent):
        from reimbursements.services import reopening, steps

        claim = found.bill.claim
        recalculating.accept(found.pk, agent=agent)
        deciding.decide(claim.pk, bills=marks_of(claim), agent=agent)
        reopening.reopen(
            steps.locked(claim.pk),
            list(claim.bills.all()),
            agent=agent,
            what="claim.objection_upheld",
        )
        [decision] = deciding.decide(claim.pk, bills=marks_of(claim), agent=agent)
        assert decision.kind == DecisionKind.OBJECTION

    def test_after_an_objection_that_was_right_nobody_has_to_look_at_it_any_more(
        self, found, agent
    ):
        from reimbursements.services import reopening, steps

        claim = found.bill.claim
        reopening.reopen(
            steps.locked(claim.pk),
            list(claim.bills.all()),
            agent=agent,
            what="claim.objection_upheld",
        )
        [decision] = deciding.decide(claim.pk, bills=marks_of(claim), agent=agent)
        found.refresh_from_db()
        assert (decision.kind, decision.reimbursed) == (DecisionKind.OBJECTION, LATER)
        assert (found.state, found.decision) == (RecalculationState.DISMISSED, None)

    def test_dismissed_the_decision_stays_and_the_reason_is_kept(self, found, agent):
        recalculating.dismiss(found.pk, agent=agent, reason=" The bill was corrected by hand. ")
        found.refresh_from_db()
        assert (found.state, found.reason, found.decided_by) == (
            RecalculationState.DISMISSED,
            "The bill was corrected by hand.",
            agent,
        )
        assert Decision.objects.get().state == DecisionState.IN_FORCE
        assert found.bill.claim.state == ClaimState.DECIDED
        assert AuditEntry.objects.filter(action="recalculation.dismissed", actor=agent).exists()

    def test_without_a_reason_nothing_is_dismissed(self, found, agent):
        why = refused(recalculating.dismiss, found.pk, agent=agent, reason=" ")
        assert why == RecalculationRefusal.NO_REASON
        found.refresh_from_db()
        assert found.state == RecalculationState.FOUND

    def test_it_is_answered_once(self, found, agent):
        recalculating.accept(found.pk, agent=agent)
        for verb, said in ((recalculating.accept, {}), (recalculating.dismiss, {"reason": "x"})):
            assert refused(verb, found.pk, agent=agent, **said) == RecalculationRefusal.CLOSED

    def test_nobody_answers_it_in_their_own_file(self, found):
        me = found.bill.claim.person.account
        assert refused(recalculating.accept, found.pk, agent=me) == RecalculationRefusal.OWN_FILE

    def test_a_bill_that_is_open_already_takes_it_along(self, found, agent):
        """Two loads touch one bill: what is decided anew uses both."""
        second = PAST_LETTER + PAST_LETTER.replace("2026-10-01", "2026-10-15").replace(
            "5.3000", "5.4000"
        )
        change_the_past(second)
        recalculating.look()
        first, later = Recalculation.objects.order_by("pk")
        recalculating.accept(first.pk, agent=agent)
        assert (
            refused(recalculating.accept, later.pk, agent=agent)
            == RecalculationRefusal.OPEN_ALREADY
        )
        claim = first.bill.claim
        [decision] = deciding.decide(claim.pk, bills=marks_of(claim), agent=agent)
        first.refresh_from_db()
        later.refresh_from_db()
        assert first.decision == decision
        assert later.state == RecalculationState.DISMISSED
        assert decision.reimbursed > LATER


def result(reimbursed, *, still_open="0.00"):
    parts = {"reimbursed": Decimal(reimbursed), "open": Decimal(still_open)}
    verdict = Verdict.OPEN if parts["open"] else Verdict.ACCEPTED
    return BillResult(1, (LineResult(1, verdict, sum(parts.values()), **parts),))


@pytest.mark.parametrize(
    ("decided_at", "old", "new", "after"),
    [
        ("55.09", "55.09", "55.70", "55.70"),
        ("55.09", "55.09", "54.00", "54.00"),
        ("55.09", "55.09", "55.09", None),
        ("50.00", "55.09", "55.09", None),  # something else has changed, not the tariffs
        ("50.00", "55.09", "55.70", "55.70"),
        ("55.70", "55.09", "55.70", None),  # it is what was decided anyway
    ],
)
def test_only_what_the_tariffs_change_is_a_difference(decided_at, old, new, after):
    found = rules.difference(
        decided=Decimal(decided_at), with_old=result(old), with_new=result(new)
    )
    assert (None if found is None else str(found.after)) == after


def test_where_the_new_tariffs_leave_it_to_an_agent_the_decision_stands():
    assert (
        rules.difference(
            decided=Decimal("55.09"),
            with_old=result("55.09"),
            with_new=result("0.00", still_open="62.60"),
        )
        is None
    )


@pytest.mark.parametrize(
    ("state", "bill", "own", "why"),
    [
        (RecalculationState.FOUND, BillState.DECIDED, False, None),
        (RecalculationState.FOUND, BillState.DECIDED, True, RecalculationRefusal.OWN_FILE),
        (RecalculationState.FOUND, BillState.OPEN, False, RecalculationRefusal.OPEN_ALREADY),
        (RecalculationState.FOUND, BillState.PROPOSED, False, RecalculationRefusal.OPEN_ALREADY),
        (RecalculationState.DECIDED, BillState.DECIDED, False, RecalculationRefusal.CLOSED),
        (RecalculationState.DISMISSED, BillState.DECIDED, True, RecalculationRefusal.CLOSED),
    ],
)
def test_who_may_answer_a_recalculation(state, bill, own, why):
    assert rules.why_not_answer(state=state, bill=bill, is_ones_own=own) == why


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_workers_find_each_bill_once():
    agent = AccountFactory(agent=True)
    loading_tariffs.load_published()
    for _number in range(3):
        decided(agent)
    change_the_past()
    assert done_at_once(*[recalculating.look] * 2) == [True, True]
    assert Recalculation.objects.count() == 3
