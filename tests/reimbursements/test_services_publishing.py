"""One statement for what was decided together: numbered, told, paid once, printed."""

from datetime import timedelta
from decimal import Decimal

import pytest

from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Message
from cns_portal.kernel.refusal import Refused
from insured.choices import AccountState
from reimbursements.choices.claims import ClaimRefusal, ClaimState
from reimbursements.choices.money import DecisionKind, Method, PaymentState, StatementKind
from reimbursements.models import Payment, Statement
from reimbursements.services import publishing, working
from tests.insured.factories import BankAccountFactory
from tests.reimbursements.factories import (
    NOON,
    BillFactory,
    ClaimFactory,
    DecisionFactory,
    LineFactory,
)

pytestmark = pytest.mark.django_db
REIMBURSED = Decimal("55.09")
AMOUNTS = {
    "invoiced": Decimal("62.60"),
    "tariff": Decimal("62.60"),
    "participation": Decimal("7.51"),
    "reimbursed": REIMBURSED,
    "over_tariff": Decimal("0.00"),
    "refused": Decimal("0.00"),
}


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr("cns_portal.clock.now", lambda: NOON)


def a_decided_bill(claim=None, **decision):
    """A bill of one consultation, decided and not told yet."""
    claim = claim or ClaimFactory(decided=True)
    bill = BillFactory(claim=claim)
    LineFactory(bill=bill)
    return DecisionFactory(bill=bill, **decision)


def amounts(reimbursed: str) -> dict:
    """A consultation of which so much is reimbursed; the rest is participation."""
    paid = Decimal(reimbursed)
    return {**AMOUNTS, "reimbursed": paid, "participation": Decimal("62.60") - paid}


def replaced(decision, reimbursed: str, kind=DecisionKind.OBJECTION):
    """Another decision about the same bill takes its place."""
    decision.state = "replaced"
    decision.save(update_fields=["state"])
    return DecisionFactory(
        bill=decision.bill, kind=kind, replaces=decision, amounts=amounts(reimbursed)
    )


def test_the_statement_is_the_sum_of_its_decisions_and_is_paid_once():
    claim = ClaimFactory(decided=True)
    decisions = [a_decided_bill(claim), a_decided_bill(claim)]
    statement = publishing.publish(claim, decisions)
    assert (statement.decided_total, statement.total) == (REIMBURSED * 2, REIMBURSED * 2)
    assert (statement.kind, statement.person, statement.procedure) == (
        StatementKind.BILLS,
        claim.person,
        claim.procedure,
    )
    assert statement.object_until == NOON.date() + timedelta(days=40)
    assert [one.statement for one in decisions] == [statement, statement]
    payment = Payment.objects.get(statement=statement)
    assert (payment.amount, payment.state) == (statement.total, PaymentState.WAITING)


def test_the_person_is_told_with_the_paper_attached():
    decision = a_decided_bill()
    statement = publishing.publish(decision.bill.claim, [decision])
    message = Message.objects.get(idempotency_key=f"statement:{statement.pk}")
    assert message.dossier == statement.person.dossier
    assert message.title == "Your statement of reimbursement"
    assert "55.09" in message.body
    assert f"/espace/reimbursements/statements/{statement.public_id}/" in message.body
    attached = message.attachments.get()
    assert (attached.maker, attached.payload) == (
        "reimbursements.statement",
        {"statement": str(statement.public_id)},
    )


def test_it_is_told_in_the_language_of_the_person():
    claim = ClaimFactory(decided=True, person__language="fr")
    statement = publishing.publish(claim, [a_decided_bill(claim)])
    message = Message.objects.get(idempotency_key=f"statement:{statement.pk}")
    assert (message.language, "55,09" in message.body) == ("fr", True)


def test_the_trail_says_who_told_what():
    decision = a_decided_bill()
    statement = publishing.publish(decision.bill.claim, [decision])
    entry = AuditEntry.objects.get(action="statement.published")
    assert entry.actor == decision.decided_by
    assert entry.subject_id == str(statement.pk)
    assert entry.details == {"kind": "bills", "bills": 1}


def test_some_bills_of_a_mailing_are_told_before_the_others():
    claim = ClaimFactory(taken=True)
    decision = a_decided_bill(claim)
    BillFactory.create_batch(2, claim=claim)
    decision.bill.state = "decided"
    decision.bill.save()
    statement = publishing.publish(claim, [decision])
    message = Message.objects.get(idempotency_key=f"statement:{statement.pk}")
    assert "1 of your 3 bills" in message.body


def test_what_the_replaced_decision_had_paid_is_taken_off():
    first = a_decided_bill(amounts=amounts("50.00"))
    publishing.publish(first.bill.claim, [first])
    statement = publishing.publish(first.bill.claim, [replaced(first, "55.09")])
    assert (statement.kind, statement.decided_total, statement.already_paid) == (
        StatementKind.OBJECTION,
        REIMBURSED,
        Decimal("50.00"),
    )
    assert (statement.total, statement.owed) == (Decimal("5.09"), 0)
    assert Payment.objects.get(statement=statement).amount == Decimal("5.09")


def test_what_was_paid_too_much_is_said_and_nothing_is_paid():
    first = a_decided_bill()
    publishing.publish(first.bill.claim, [first])
    second = replaced(first, "50.00", kind=DecisionKind.RECALCULATION)
    statement = publishing.publish(first.bill.claim, [second])
    assert (statement.kind, statement.total, statement.owed) == (
        StatementKind.RECALCULATION,
        0,
        Decimal("5.09"),
    )
    assert not Payment.objects.filter(statement=statement).exists()
    message = Message.objects.get(idempotency_key=f"statement:{statement.pk}")
    assert "5.09" in message.body


def test_what_was_never_told_was_never_paid():
    first = a_decided_bill()
    second = replaced(first, "50.00")
    statement = publishing.publish(first.bill.claim, [second])
    assert (statement.already_paid, statement.total) == (0, Decimal("50.00"))


def test_a_refused_bill_is_told_and_nothing_is_paid():
    refused = {**AMOUNTS, "reimbursed": 0, "participation": 0, "tariff": 0}
    refused["refused"] = Decimal("62.60")
    decision = a_decided_bill(amounts=refused, verdict="refused")
    statement = publishing.publish(decision.bill.claim, [decision])
    assert statement.total == 0
    assert not Payment.objects.exists()
    assert (
        "nothing to be paid"
        in Message.objects.get(idempotency_key=f"statement:{statement.pk}").body
    )


def test_nothing_is_told_without_decisions_or_twice():
    decision = a_decided_bill()
    claim = decision.bill.claim
    with pytest.raises(Refused) as none:
        publishing.publish(claim, [])
    assert none.value.reason == ClaimRefusal.NOTHING_DECIDED
    publishing.publish(claim, [decision])
    with pytest.raises(Refused) as twice:
        publishing.publish(claim, [decision])
    assert twice.value.reason == ClaimRefusal.NOTHING_DECIDED
    assert Statement.objects.count() == 1


def test_the_statement_shows_the_end_of_the_account_and_no_more():
    decision = a_decided_bill()
    BankAccountFactory(person=decision.bill.claim.person, state=AccountState.IN_FORCE)
    statement = publishing.publish(decision.bill.claim, [decision])
    account = decision.bill.claim.person.bank_accounts.get()
    assert statement.account_shown == f"{account.country} … {account.last_four}"
    assert account.iban not in Message.objects.get(idempotency_key=f"statement:{statement.pk}").body


def test_the_participations_are_kept_as_they_stood():
    decision = a_decided_bill()
    person = decision.bill.claim.person
    statement = publishing.publish(decision.bill.claim, [decision])
    kept = Statement.objects.get(pk=statement.pk).participations
    assert kept == [{"name": person.full_name, "before": "0.00", "now": "7.51"}]


def test_a_complementary_amount_has_a_statement_of_its_own():
    claim = ClaimFactory(decided=True)
    statement = publishing.publish_complementary(
        claim.person,
        procedure=claim.procedure,
        amount=Decimal("120.00"),
        agent=claim.agent,
    )
    assert (statement.kind, statement.claim, statement.total) == (
        StatementKind.COMPLEMENTARY,
        None,
        Decimal("120.00"),
    )
    assert Payment.objects.get(statement=statement).amount == Decimal("120.00")


def test_no_two_statements_have_one_number(monkeypatch):
    drawn = iter(["AAAABBBB", "AAAABBBB", "CCCCDDDD"])
    decisions = [a_decided_bill(), a_decided_bill()]
    monkeypatch.setattr(publishing.codes, "random_code", lambda length: next(drawn))
    numbers = [publishing.publish(one.bill.claim, [one]).number for one in decisions]
    assert numbers == ["2026-AAAA-BBBB", "2026-CCCC-DDDD"]


def test_how_far_the_claim_has_come_is_for_who_decides_to_say():
    claim = ClaimFactory(taken=True)
    publishing.publish(claim, [a_decided_bill(claim)])
    claim.refresh_from_db()
    assert (claim.state, claim.procedure.current_state) == (
        ClaimState.BEING_CHECKED,
        ClaimState.BEING_CHECKED,
    )


def test_a_transfer_is_the_way_unless_told_otherwise():
    decision = a_decided_bill()
    assert publishing.publish(decision.bill.claim, [decision]).method == Method.TRANSFER


def test_the_person_is_told_once_that_the_paper_has_come():
    claim = ClaimFactory(taken=True)
    agent = ClaimFactory(taken=True).agent
    for has_come in (True, False, True):
        working.note_original(claim.pk, agent=agent, has_come=has_come)
    told = Message.objects.filter(idempotency_key=f"claim:{claim.pk}:original")
    assert claim.procedure.reference in told.get().body
