"""Deciding: what is kept, told and paid; the second agent; what is refused and leaves no trace."""

from datetime import timedelta
from decimal import Decimal

import pytest

from cns_portal import clock, procedures
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Message
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.selectors.cases import out_of_step
from insured.choices import AccountState
from reimbursements.choices.claims import BillState, ClaimRefusal, ClaimState, Original
from reimbursements.choices.money import DecisionKind, DecisionState, SecondReason
from reimbursements.choices.reasons import Reason, Verdict
from reimbursements.models import Decision, LineDecision, Payment, Statement
from reimbursements.rules import second_person
from reimbursements.services import (
    adjudicating,
    correcting,
    deciding,
    recalculating,
    reopening,
    steps,
)
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.insured.factories import BankAccountFactory, GuardianshipFactory, TieFactory
from tests.reimbursements.agents import a_claim, insured_person, known_tariffs, marks_of
from tests.reimbursements.factories import BillFactory, LineFactory, RecalculationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tariffs(monkeypatch):
    known_tariffs(monkeypatch)


@pytest.fixture
def agent():
    return AccountFactory(agent=True)


@pytest.fixture
def second():
    return AccountFactory(agent=True)


def decide(claim, agent, **said):
    return deciding.decide(claim.pk, bills=marks_of(claim), agent=agent, **said)


def refused(verb, *args, **kwargs):
    with pytest.raises(Refused) as why:
        verb(*args, **kwargs)
    return why.value.reason


def a_dear_claim(agent, **columns):
    """One that needs a second agent for its amount."""
    claim = a_claim(agent=agent, **columns)
    bill = claim.bills.get()
    line = bill.lines.get()
    line.code, line.amount = "MF1", Decimal("1500.00")
    line.approved_tariff, line.approved_rate = Decimal("1500.00"), Decimal("1.0000")
    line.save()
    return claim


# -- deciding at once -------------------------------------------------------------------------


def test_what_is_decided_is_what_the_engine_proposes(agent):
    claim = a_claim(agent=agent)
    [bill] = claim.bills.all()
    proposed = adjudicating.propose([bill])[bill.pk]
    [decision] = decide(claim, agent)
    assert decision.state == DecisionState.IN_FORCE
    assert (decision.reimbursed, decision.participation) == (Decimal("55.09"), Decimal("7.51"))
    [line] = decision.lines.all()
    for part in ("invoiced", "tariff", "participation", "reimbursed", "over_tariff", "refused"):
        assert getattr(line, part) == getattr(proposed.lines[0], part)
    assert (line.code, line.label, line.rate) == ("C1", "C1", Decimal("0.88"))
    assert line.steps


def test_the_bill_the_claim_and_the_history_follow(agent):
    claim = a_claim(agent=agent)
    decide(claim, agent)
    claim.refresh_from_db()
    assert claim.state == ClaimState.DECIDED
    assert claim.decided_at is not None
    assert set(claim.bills.values_list("state", flat=True)) == {BillState.DECIDED}
    assert list(procedures.history(claim.procedure))[-1].what == "claim.decided"
    assert not out_of_step().exists()
    assert AuditEntry.objects.filter(action="decision.made", actor=agent).count() == 1


def test_one_statement_tells_and_pays_it(agent):
    claim = a_claim(agent=agent, bills=2)
    made = decide(claim, agent, message="Keep the bill.")
    [statement] = Statement.objects.filter(claim=claim)
    assert {one.statement_id for one in Decision.objects.filter(pk__in=[d.pk for d in made])} == {
        statement.pk
    }
    assert statement.total == sum(one.reimbursed for one in made)
    assert Payment.objects.get(statement=statement).amount == statement.total
    assert Message.objects.filter(dossier=claim.person.dossier).exists()
    assert made[0].message == "Keep the bill."


def test_some_bills_now_and_the_others_later(agent):
    claim = a_claim(agent=agent, bills=3)
    first = claim.bills.order_by("position").first()
    marks = marks_of(claim)
    deciding.decide(claim.pk, bills={first.pk: marks[first.pk]}, agent=agent)
    claim.refresh_from_db()
    assert (claim.state, claim.decided_at) == (ClaimState.BEING_CHECKED, None)
    assert list(procedures.history(claim.procedure))[-1].what == "claim.decided_some"
    decide(claim, agent)
    claim.refresh_from_db()
    assert claim.state == ClaimState.DECIDED
    assert Statement.objects.filter(claim=claim).count() == 2


def test_a_refused_bill_is_told_and_pays_nothing(agent):
    claim = a_claim(agent=agent)
    bill = claim.bills.get()
    correcting.refuse_bill(bill.pk, agent=agent, reason=Reason.ILLEGIBLE)
    [decision] = decide(claim, agent, message="Please send another photo.")
    assert (decision.verdict, decision.reimbursed) == (Verdict.REFUSED, Decimal("0.00"))
    [line] = decision.lines.all()
    assert line.reasons[0]["code"] == "illegible"
    assert not Payment.objects.exists()
    assert Statement.objects.get(claim=claim).total == 0


def test_what_a_later_bill_gets_depends_on_what_was_decided_before(agent):
    person = insured_person()
    decide(a_claim(agent=agent, person=person), agent)
    again = a_claim(agent=agent, person=person)
    [decision] = decide(again, agent)
    assert decision.reimbursed == 0
    assert LineDecision.objects.get(decision=decision).reasons[0]["code"] == "one_a_day"


# -- what is refused --------------------------------------------------------------------------


def nothing_happened(claim):
    claim.refresh_from_db()
    return claim.state == ClaimState.BEING_CHECKED and not (
        Decision.objects.exists() or Statement.objects.exists() or Payment.objects.exists()
    )


def test_nothing_is_decided_that_nobody_looked_at(agent):
    claim = a_claim(agent=agent)
    marks = marks_of(claim)
    line = claim.bills.get().lines.get()
    line.amount = Decimal("40.00")
    line.save()
    why = refused(deciding.decide, claim.pk, bills=marks, agent=agent)
    assert why == ClaimRefusal.CHANGED
    assert nothing_happened(claim)


def test_a_line_without_a_value_is_decided_by_setting_one(agent):
    claim = a_claim(agent=agent)
    line = claim.bills.get().lines.get()
    line.code = "NOVALUE"
    line.save()
    assert refused(decide, claim, agent) == ClaimRefusal.STILL_OPEN
    assert nothing_happened(claim)
    line.approved_tariff, line.approved_rate = Decimal("50.00"), Decimal("0.8800")
    line.save()
    [decision] = decide(claim, agent)
    assert decision.reimbursed == Decimal("44.00")


def test_an_approved_quantity_of_zero_pays_nothing(agent):
    claim = a_claim(agent=agent)
    claim.bills.get().lines.update(approved_quantity=0)
    [decision] = decide(claim, agent)
    assert decision.reimbursed == 0


def test_a_bill_without_the_person_treated_is_not_decided(agent):
    claim = a_claim(agent=agent)
    claim.bills.update(patient=None)
    bill = claim.bills.get()
    correcting.refuse_bill(bill.pk, agent=agent, reason=Reason.PERSON_UNKNOWN)
    assert refused(decide, claim, agent) == ClaimRefusal.NO_PATIENT


def test_no_money_before_the_original_has_come(agent):
    claim = a_claim(agent=agent)
    type(claim).objects.update(original=Original.AWAITED, original_received_at=None)
    assert refused(decide, claim, agent) == ClaimRefusal.ORIGINAL_AWAITED
    assert nothing_happened(claim)
    correcting.refuse_bill(claim.bills.get().pk, agent=agent, reason=Reason.NOT_ORIGINAL)
    [decision] = decide(claim, agent)
    assert decision.verdict == Verdict.REFUSED


def test_where_no_paper_is_needed_none_is_awaited(agent):
    claim = a_claim(agent=agent)
    type(claim).objects.update(original=Original.NOT_NEEDED, original_received_at=None)
    [decision] = decide(claim, agent)
    assert decision.reimbursed > 0


@pytest.mark.parametrize("bills", [{}, {987_654: "x"}])
def test_no_bill_or_one_of_another_claim_decides_nothing(agent, bills):
    claim = a_claim(agent=agent)
    why = refused(deciding.decide, claim.pk, bills=bills, agent=agent)
    assert why == ClaimRefusal.NOTHING_DECIDED


def test_a_bill_of_somebody_elses_claim_is_not_decided_here(agent):
    claim, other = a_claim(agent=agent), a_claim(agent=agent)
    marks = {**marks_of(claim), **marks_of(other)}
    assert refused(deciding.decide, claim.pk, bills=marks, agent=agent) == ClaimRefusal.CHANGED


def test_a_decided_bill_is_not_decided_again(agent):
    claim = a_claim(agent=agent, bills=2)
    marks = marks_of(claim)
    first = claim.bills.order_by("position").first()
    deciding.decide(claim.pk, bills={first.pk: marks[first.pk]}, agent=agent)
    assert refused(deciding.decide, claim.pk, bills=marks, agent=agent) == ClaimRefusal.CHANGED


def test_only_who_has_the_claim_decides(agent, second):
    claim = a_claim(agent=agent)
    assert refused(decide, claim, second) == ClaimRefusal.NOT_YOURS
    assert refused(decide, claim, claim.person.account) == ClaimRefusal.OWN_FILE


# -- the second agent -------------------------------------------------------------------------


def test_what_needs_a_second_agent_waits_and_tells_nothing(agent):
    claim = a_dear_claim(agent)
    [decision] = decide(claim, agent)
    claim.refresh_from_db()
    assert (decision.state, decision.decided_by) == (DecisionState.PROPOSED, None)
    assert decision.second_reasons == [SecondReason.AMOUNT, SecondReason.SET_BY_AGENT]
    assert (claim.state, claim.bills.get().state) == (ClaimState.PROPOSED, BillState.PROPOSED)
    assert not Statement.objects.exists()
    assert not Message.objects.exists()


def test_bills_decided_together_wait_together(agent):
    claim = a_dear_claim(agent)
    LineFactory(bill=BillFactory(claim=claim), code="C10", amount=Decimal("69.70"))
    made = decide(claim, agent)
    assert [one.state for one in made] == [DecisionState.PROPOSED] * 2
    assert [SecondReason.AMOUNT in one.second_reasons for one in made] == [True, True]


def test_a_high_amount_is_not_cut_into_small_ones(agent, monkeypatch):
    monkeypatch.setattr(second_person, "HIGH", Decimal("100.00"))
    claim = a_claim(agent=agent, bills=2)
    marks = marks_of(claim)
    why = []
    for bill in claim.bills.order_by("position"):
        [made] = deciding.decide(claim.pk, bills={bill.pk: marks[bill.pk]}, agent=agent)
        why.append(made.second_reasons)
    assert why == [[], [SecondReason.AMOUNT]]


def test_another_agent_confirms_and_then_it_is_told_and_paid(agent, second):
    claim = a_dear_claim(agent)
    decide(claim, agent)
    [decision] = deciding.confirm(claim.pk, agent=second)
    claim.refresh_from_db()
    assert (decision.state, decision.decided_by) == (DecisionState.IN_FORCE, second)
    assert claim.state == ClaimState.DECIDED
    assert Payment.objects.get().amount == Decimal("1500.00")
    assert AuditEntry.objects.filter(action="decision.confirmed", actor=second).exists()


def test_who_proposed_it_never_confirms_it(agent, second):
    claim = a_dear_claim(agent)
    decide(claim, agent)
    assert refused(deciding.confirm, claim.pk, agent=agent) == ClaimRefusal.SAME_AGENT
    assert refused(deciding.send_back, claim.pk, agent=agent, reason="x") == ClaimRefusal.SAME_AGENT


def test_handing_the_claim_over_does_not_make_a_second_agent(agent, second):
    claim = a_dear_claim(agent)
    decide(claim, agent)
    type(claim).objects.filter(pk=claim.pk).update(agent=second)
    assert refused(deciding.confirm, claim.pk, agent=agent) == ClaimRefusal.SAME_AGENT


def test_the_second_agent_sends_it_back_with_a_reason(agent, second):
    claim = a_dear_claim(agent)
    decide(claim, agent)
    assert refused(deciding.send_back, claim.pk, agent=second, reason=" ") == ClaimRefusal.NO_REASON
    deciding.send_back(claim.pk, agent=second, reason="The rate is not that of the statutes.")
    claim.refresh_from_db()
    decision = Decision.objects.get()
    assert (decision.state, decision.decided_by) == (DecisionState.SENT_BACK, second)
    assert decision.sent_back_because == "The rate is not that of the statutes."
    assert (claim.state, claim.agent, claim.bills.get().state) == (
        ClaimState.BEING_CHECKED,
        agent,
        BillState.OPEN,
    )
    assert not Statement.objects.exists()
    assert not Message.objects.exists()


def test_after_it_was_sent_back_it_is_proposed_anew(agent, second):
    claim = a_dear_claim(agent)
    decide(claim, agent)
    deciding.send_back(claim.pk, agent=second, reason="Look again.")
    claim.bills.get().lines.update(approved_rate=Decimal("0.8000"))
    decide(claim, agent)
    deciding.confirm(claim.pk, agent=second)
    assert Payment.objects.get().amount == Decimal("1200.00")


def test_what_has_changed_since_it_was_proposed_is_not_confirmed(agent, second, monkeypatch):
    claim = a_dear_claim(agent)
    decide(claim, agent)
    claim.bills.get().lines.update(approved_rate=Decimal("0.5000"))
    assert refused(deciding.confirm, claim.pk, agent=second) == ClaimRefusal.CHANGED
    assert not Statement.objects.exists()


def test_who_is_treated_is_held_before_the_claim(agent, monkeypatch):
    claim = a_claim(agent=agent)
    marks, known = marks_of(claim), deciding.locked

    def locked_too_late(claim_id):
        claim.bills.update(patient=insured_person())
        return known(claim_id)

    monkeypatch.setattr(deciding, "locked", locked_too_late)
    why = refused(deciding.decide, claim.pk, bills=marks, agent=agent)
    assert why == ClaimRefusal.CHANGED
    assert not Decision.objects.exists()


def test_a_quantity_approved_whatever_the_limits_say_calls_for_a_second_agent(agent):
    claim = a_claim(agent=agent, amount="120.00", bills=1)
    claim.bills.get().lines.update(quantity=2, approved_quantity=2)
    [decision] = decide(claim, agent)
    assert decision.second_reasons == ["set_by_agent"]


def test_a_changed_account_calls_for_a_second_agent(agent):
    claim = a_claim(agent=agent)
    before = claim.person.bank_accounts.get()
    before.state, before.replaced_at = AccountState.REPLACED, clock.now()
    before.save()
    BankAccountFactory(person=claim.person, decided_at=clock.now() - timedelta(days=3))
    [decision] = decide(claim, agent)
    assert decision.second_reasons == [SecondReason.ACCOUNT_CHANGED]


def test_chance_calls_for_a_second_agent(agent, monkeypatch):
    monkeypatch.setattr(second_person, "is_drawn", lambda bill, *, salt: True)
    [decision] = decide(a_claim(agent=agent), agent)
    assert decision.second_reasons == [SecondReason.RANDOM]


def test_a_relatives_file_calls_for_a_second_agent_who_is_none(second):
    mother = InsuredPersonFactory(signs_in=True)
    mother.account.is_staff = True
    mother.account.save()
    claim = a_claim(agent=mother.account)
    child = claim.person
    GuardianshipFactory(holder=mother, child=child)
    [decision] = decide(claim, mother.account)
    assert decision.second_reasons == [SecondReason.OWN_OR_RELATIVE]
    father = InsuredPersonFactory(signs_in=True)
    TieFactory(principal=father, member=child)
    assert refused(deciding.confirm, claim.pk, agent=father.account) == ClaimRefusal.RELATIVES_FILE
    assert refused(deciding.confirm, claim.pk, agent=child.account) == ClaimRefusal.OWN_FILE
    assert deciding.confirm(claim.pk, agent=second)


def test_nothing_proposed_is_nothing_to_confirm(agent, second):
    claim = a_claim(agent=agent)
    assert refused(deciding.confirm, claim.pk, agent=second) == ClaimRefusal.CLOSED


# -- anew -------------------------------------------------------------------------------------


def test_a_bill_decided_anew_replaces_what_was_decided(agent):
    claim = a_claim(agent=agent)
    [first] = decide(claim, agent)
    reopening.reopen(
        steps.locked(claim.pk),
        list(claim.bills.all()),
        agent=agent,
        what="claim.objection_upheld",
    )
    claim.bills.get().lines.update(approved_rate=Decimal("1.0000"))
    [anew] = decide(claim, agent)
    first.refresh_from_db()
    assert (first.state, anew.kind) == (DecisionState.REPLACED, DecisionKind.OBJECTION)
    assert anew.replaces == first
    assert anew.statement.total == Decimal("62.60") - Decimal("55.09")


def test_a_recalculation_that_was_accepted_ends_in_the_new_decision(agent):
    claim = a_claim(agent=agent)
    decide(claim, agent)
    found = RecalculationFactory(bill=claim.bills.get())
    recalculating.accept(found.pk, agent=agent)
    claim.bills.get().lines.update(approved_rate=Decimal("1.0000"))
    [anew] = decide(claim, agent)
    found.refresh_from_db()
    assert (anew.kind, found.decision) == (DecisionKind.RECALCULATION, anew)
