"""Completing and correcting a bill: what changes, what is recorded, what is refused."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cns_portal import procedures
from cns_portal.audit.models import AuditEntry
from cns_portal.kernel.refusal import Refused
from reimbursements.choices.claims import BillState, ClaimRefusal
from reimbursements.choices.correcting import WrongCorrection
from reimbursements.choices.reasons import Reason
from reimbursements.rules.correcting import LineEntered
from reimbursements.services import correcting
from reimbursements.services.correcting import LineChange, mark_of_bill
from tests.factories import AccountFactory
from tests.reimbursements.factories import (
    BillFactory,
    ClaimFactory,
    DecisionFactory,
    LineFactory,
    ProviderFactory,
)

pytestmark = pytest.mark.django_db

C1 = LineEntered(code="C1", served_on=date(2026, 11, 3), amount=Decimal("62.60"))


@pytest.fixture
def bill():
    return BillFactory(claim=ClaimFactory(taken=True), provider=None, patient=None)


@pytest.fixture
def agent(bill):
    return bill.claim.agent


def correct(bill, *lines, **values):
    return correcting.correct(
        bill.pk,
        agent=bill.claim.agent,
        seen=mark_of_bill(bill),
        values=values,
        lines=lines,
    )


def refused(verb, *args, **kwargs):
    with pytest.raises(Refused) as why:
        verb(*args, **kwargs)
    return why.value


def test_an_agent_completes_what_the_person_could_not_know(bill, agent):
    doctor = ProviderFactory()
    correct(
        bill,
        LineChange(C1),
        provider_id=doctor.pk,
        patient_id=bill.claim.person.pk,
        paid_on=date(2026, 11, 5),
    )
    bill.refresh_from_db()
    assert (bill.provider, bill.patient) == (doctor, bill.claim.person)
    [line] = bill.lines.all()
    assert (line.code, line.position, line.amount) == ("C1", 1, Decimal("62.60"))


def test_the_trail_names_the_fields_and_nothing_medical(bill, agent):
    LineFactory(bill=bill, code="C1")
    [line] = bill.lines.all()
    correct(bill, LineChange(replace(C1, code="C9"), line=line.pk), number="77")
    [entry] = AuditEntry.objects.filter(action="bill.corrected")
    assert entry.details == {"fields": ["lines.1.code", "number"]}
    assert (entry.actor, entry.dossier) == (agent, bill.claim.person.dossier)


def test_the_history_says_it_once_for_a_while_of_work(bill):
    for number in ("1", "2", "3"):
        correct(bill, number=number)
        bill.refresh_from_db()
    said = [event.what for event in procedures.history(bill.claim.procedure)]
    assert said.count("claim.corrected") == 1


def test_saving_what_was_there_leaves_no_trace(bill):
    LineFactory(bill=bill)
    [line] = bill.lines.all()
    correct(bill, LineChange(C1, line=line.pk), number=bill.number)
    assert not AuditEntry.objects.filter(action="bill.corrected").exists()


def test_an_approved_quantity_of_zero_is_kept_as_zero(bill):
    LineFactory(bill=bill)
    [line] = bill.lines.all()
    correct(bill, LineChange(replace(C1, approved_quantity=0), line=line.pk))
    line.refresh_from_db()
    assert line.approved_quantity == 0


def test_a_line_that_is_not_on_the_paper_is_taken_away(bill):
    one, two = LineFactory(bill=bill), LineFactory(bill=bill)
    correct(bill, LineChange(C1, line=two.pk, is_gone=True))
    assert list(bill.lines.all()) == [one]


def test_a_line_about_which_something_was_decided_stays(bill):
    line = LineFactory(bill=bill)
    bill.patient = bill.claim.person
    bill.save(update_fields=["patient"])
    DecisionFactory(bill=bill, state="sent_back")
    why = refused(correct, bill, LineChange(C1, line=line.pk, is_gone=True))
    assert why.reason == ClaimRefusal.CHANGED


def test_two_windows_never_overwrite_each_other_unseen(bill, agent):
    seen = mark_of_bill(bill)
    correct(bill, number="1")
    why = refused(correcting.correct, bill.pk, agent=agent, seen=seen, values={"number": "2"})
    assert why.reason == ClaimRefusal.CHANGED
    bill.refresh_from_db()
    assert bill.number == "1"


@pytest.mark.parametrize(
    ("values", "lines", "why"),
    [
        ({"paid_on": date(2099, 1, 1)}, [], WrongCorrection.PAID_ON),
        ({}, [LineChange(replace(C1, quantity=0))], WrongCorrection.QUANTITY),
        ({}, [LineChange(replace(C1, refused_for="over_tariff"))], WrongCorrection.REASON),
        ({}, [LineChange(C1)] * 61, WrongCorrection.TOO_MANY),
        ({}, [LineChange(C1, line=987_654)], ClaimRefusal.CHANGED),
    ],
)
def test_what_the_rule_refuses_changes_nothing(bill, values, lines, why):
    assert refused(correct, bill, *lines, **values).reason == why
    assert not bill.lines.exists()


def test_too_much_approved_says_how_much_there_was(bill):
    change = LineChange(replace(C1, approved_quantity=5, quantity=2))
    assert "0 to 2" in refused(correct, bill, change).sentence


def test_what_is_no_part_of_a_bill_is_a_mistake_of_the_caller(bill):
    with pytest.raises(ValueError, match="state"):
        correct(bill, state="decided")


def test_only_who_has_the_claim_corrects_it(bill):
    other = AccountFactory(agent=True)
    why = refused(
        correcting.correct, bill.pk, agent=other, seen=mark_of_bill(bill), values={"number": "2"}
    )
    assert why.reason == ClaimRefusal.NOT_YOURS


def test_a_decided_bill_is_no_longer_corrected(bill, agent):
    bill.patient, bill.state = bill.claim.person, BillState.DECIDED
    bill.save(update_fields=["patient", "state"])
    assert refused(correct, bill, number="2").reason == ClaimRefusal.CLOSED


def test_a_bill_is_refused_as_a_whole(bill, agent):
    LineFactory(bill=bill, approved_rate=Decimal("0.5"))
    LineFactory(bill=bill)
    correcting.refuse_bill(bill.pk, agent=agent, reason=Reason.ILLEGIBLE)
    assert set(bill.lines.values_list("refused_for", "approved_rate")) == {("illegible", None)}


def test_a_bill_without_lines_is_refused_for_its_total(bill, agent):
    correcting.refuse_bill(bill.pk, agent=agent, reason=Reason.NOT_A_BILL)
    [line] = bill.lines.all()
    assert (line.amount, line.refused_for) == (bill.total, Reason.NOT_A_BILL)


def test_a_whole_bill_is_not_refused_with_what_follows_from_amounts(bill, agent):
    why = refused(correcting.refuse_bill, bill.pk, agent=agent, reason=Reason.OVER_TARIFF)
    assert why.reason == ClaimRefusal.NO_REASON
