"""Each promise about decisions, statements and payments, broken once."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from reimbursements.choices.money import DecisionState, PaymentState
from reimbursements.models import Decision, LineDecision
from tests.factories import AccountFactory
from tests.reimbursements.factories import (
    CONSULTATION,
    NOON,
    ActValueFactory,
    AuthorisationFactory,
    BillFactory,
    ComplementaryClaimFactory,
    DecisionFactory,
    IncomeFactory,
    LineFactory,
    ObjectionFactory,
    ParameterValueFactory,
    PayeeDeclarationFactory,
    PaymentBatchFactory,
    PaymentFactory,
    RecalculationFactory,
    StatementFactory,
    TariffLoadFactory,
    decided,
)
from tests.reimbursements.test_constraints import refused

pytestmark = pytest.mark.django_db

CENT = Decimal("0.01")


def kept_until_the_end(promise: str, change) -> None:
    """The change is refused when the transaction ends."""

    def to_the_end():
        change()
        connection.check_constraints()

    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        to_the_end()
    assert broken.value.__cause__.diag.constraint_name == promise


@pytest.mark.parametrize(
    ("promise", "changes"),
    [
        ("decision_state_is_known", {"state": "perhaps"}),
        ("decision_kind_is_known", {"kind": "whim"}),
        ("decision_outcome_is_known", {"verdict": "open"}),
        ("decision_adds_up", {"invoiced": CENT}),
        (
            "decision_amounts_are_not_negative",
            {"refused": -CENT, "over_tariff": CENT},
        ),
        ("decision_decided_iff_dated", {"decided_at": None}),
        ("decision_decided_iff_dated", {"state": "proposed"}),
    ],
)
def test_a_decision(promise, changes):
    refused(DecisionFactory(), promise, **changes)


def test_a_decision_that_needs_a_second_agent_has_four_eyes():
    decision = DecisionFactory()
    refused(decision, "decision_with_a_second_agent_has_four_eyes", second_reasons=["amount"])


def test_only_what_is_decided_is_in_a_statement():
    decision = DecisionFactory(proposed=True)
    refused(decision, "decision_in_a_statement_is_decided", statement=StatementFactory())


@pytest.mark.parametrize(
    ("promise", "state"),
    [
        ("decision_one_in_force_per_bill", {}),
        ("decision_one_proposed_per_bill", {"proposed": True}),
    ],
)
def test_a_bill_is_decided_once(promise, state):
    first = DecisionFactory(**state)
    with pytest.raises(IntegrityError, match=promise):
        DecisionFactory(bill=first.bill, **state)


def test_a_bill_may_be_decided_again_once_the_first_decision_is_replaced():
    first = DecisionFactory()
    Decision.objects.filter(pk=first.pk).update(state=DecisionState.REPLACED)
    assert DecisionFactory(bill=first.bill, replaces=first).state == DecisionState.IN_FORCE


def test_a_decision_is_the_sum_of_its_lines():
    def without_lines():
        bill = BillFactory(claim__decided=True)
        DecisionFactory(bill=bill, **CONSULTATION)

    kept_until_the_end("decision_is_the_sum_of_its_lines", without_lines)


def test_a_statement_is_the_sum_of_its_decisions():
    kept_until_the_end(
        "statement_is_the_sum_of_its_decisions", lambda: StatementFactory(decided_total=CENT)
    )


def test_a_payment_file_is_the_sum_of_its_payments():
    kept_until_the_end("payment_batch_is_the_sum_of_its_payments", PaymentBatchFactory)
    payment = PaymentFactory(ordered=True)
    connection.check_constraints()

    def lose_a_cent():
        payment.batch.control_sum -= CENT
        payment.batch.save()

    kept_until_the_end("payment_batch_is_the_sum_of_its_payments", lose_a_cent)


def a_decided_line(**fields):
    decision = DecisionFactory(bill=LineFactory(bill__claim__decided=True).bill)
    line = LineFactory(bill=decision.bill)
    return LineDecision.objects.create(
        **{
            "decision": decision,
            "line": line,
            "patient": decision.bill.patient,
            "care": "consultation",
            "quantity": 1,
            "verdict": "refused",
            "invoiced": CENT,
            "refused": CENT,
            "reasons": [{"code": "illegible", "about": {}}],
        }
        | fields
    )


@pytest.mark.parametrize(
    ("promise", "fields"),
    [
        ("line_decision_adds_up", {"invoiced": 2 * CENT}),
        (
            "line_decision_amounts_are_not_negative",
            {"invoiced": -CENT, "refused": -CENT, "reasons": [{"code": "duplicate"}]},
        ),
        ("line_decision_care_is_known", {"care": "magic"}),
        ("line_decision_outcome_is_known", {"verdict": "open"}),
        ("line_decision_refused_says_why", {"reasons": []}),
    ],
)
def test_a_decided_line(promise, fields):
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        a_decided_line(**fields)
    assert broken.value.__cause__.diag.constraint_name == promise


def test_a_line_is_decided_once_in_a_decision():
    decision = DecisionFactory(bill=LineFactory(bill__claim__decided=True).bill)
    with pytest.raises(IntegrityError, match="line_decision_once_per_line"):
        a_decided_line(decision=decision, line=decision.bill.lines.get())


def test_a_decided_line_is_never_edited():
    row = DecisionFactory(bill=LineFactory(bill__claim__decided=True).bill).lines.get()
    refused(row, "line_decision_is_never_edited", label="Something else")


@pytest.mark.parametrize(
    ("promise", "changes"),
    [
        ("statement_kind_is_known", {"kind": "poem"}),
        ("statement_method_is_known", {"method": "gold"}),
        ("statement_complementary_has_no_claim", {"kind": "complementary"}),
        ("statement_adds_up", {"total": CENT}),
        ("statement_pays_or_is_owed", {"total": CENT, "owed": CENT}),
    ],
)
def test_a_statement(promise, changes):
    refused(StatementFactory(), promise, **changes)


def test_a_statement_has_a_number_of_its_own():
    first = StatementFactory()
    with pytest.raises(IntegrityError, match="statement_number_is_unique"):
        StatementFactory(number=first.number)


@pytest.mark.parametrize(
    ("promise", "changes"),
    [
        ("payment_batch_is_no_cheque", {"method": "cheque"}),
        ("payment_batch_released_iff_dated", {"released_at": None}),
        ("payment_batch_released_iff_dated", {"state": "lost"}),
        ("payment_batch_executed_iff_dated", {"state": "executed"}),
        ("payment_batch_released_has_its_file", {"content": None}),
        ("payment_batch_is_not_empty", {"count": 0}),
    ],
)
def test_a_payment_file(promise, changes):
    refused(PaymentFactory(ordered=True).batch, promise, **changes)


def test_a_payment_file_is_not_released_by_whoever_prepared_it():
    batch = PaymentFactory(ordered=True).batch
    refused(batch, "payment_batch_has_four_eyes", released_by=batch.prepared_by)


@pytest.mark.parametrize(
    ("promise", "changes"),
    [
        ("payment_state_is_known", {"state": "lost"}),
        ("payment_is_of_something", {"amount": 0}),
        ("payment_cheque_iff_numbered", {"cheque_number": "7"}),
        ("payment_travels_in_a_file", {"state": "ordered"}),
        ("payment_returned_iff_dated", {"returned_at": NOON}),
    ],
)
def test_a_payment(promise, changes):
    refused(PaymentFactory(), promise, **changes)


def test_a_payment_that_was_paid_has_its_day():
    refused(PaymentFactory(ordered=True), "payment_paid_has_its_day", state="paid")


def test_a_statement_is_paid_once_and_anew_after_the_money_came_back():
    payment = PaymentFactory(ordered=True)
    with pytest.raises(IntegrityError, match="payment_once_per_statement"), transaction.atomic():
        PaymentFactory(statement=payment.statement)
    payment.state, payment.returned_at = PaymentState.RETURNED, NOON
    payment.save()
    assert PaymentFactory(statement=payment.statement).state == PaymentState.WAITING


def test_a_payment_has_a_reference_of_its_own():
    first = PaymentFactory()
    with pytest.raises(IntegrityError, match="payment_reference_is_unique"):
        PaymentFactory(statement=decided(), end_to_end_id=first.end_to_end_id)


@pytest.mark.parametrize(
    ("promise", "changes"),
    [
        ("payee_declaration_form_is_known", {"form": "d"}),
        ("payee_declaration_ended_iff_dated", {"state": "revoked"}),
        ("payee_declaration_ends_after_it_begins", {"last_day": date(2025, 12, 31)}),
    ],
)
def test_a_declaration_of_a_payee(promise, changes):
    refused(PayeeDeclarationFactory(), promise, **changes)


def test_one_payee_at_a_time():
    first = PayeeDeclarationFactory()
    PayeeDeclarationFactory(person=first.person, form="b")
    with pytest.raises(IntegrityError, match="payee_declaration_one_at_a_time"):
        PayeeDeclarationFactory(person=first.person, first_day=date(2026, 12, 1))


@pytest.mark.parametrize(
    ("make", "promise", "changes"),
    [
        (TariffLoadFactory, "tariff_load_has_a_sum", {"sha256": "xyz"}),
        (ActValueFactory, "act_value_is_worth_one_thing", {"fixed_amount": 1}),
        (ActValueFactory, "act_value_is_worth_one_thing", {"key_letter": ""}),
        (ActValueFactory, "act_value_care_is_known", {"care": "magic"}),
        (ActValueFactory, "act_value_nomenclature_is_known", {"nomenclature": "wizards"}),
        (ActValueFactory, "act_value_says_where_from", {"source": ""}),
        (ParameterValueFactory, "parameter_value_is_not_negative", {"amount": -1}),
        (ParameterValueFactory, "parameter_value_share_is_at_most_one", {"unit": "share"}),
        (ParameterValueFactory, "parameter_value_says_where_from", {"legal_basis": ""}),
        (AuthorisationFactory, "authorisation_allows_something", {"code": ""}),
        (
            AuthorisationFactory,
            "authorisation_ends_after_it_begins",
            {"last_day": date(2025, 12, 31)},
        ),
        (ObjectionFactory, "objection_state_is_known", {"state": "cross"}),
        (ObjectionFactory, "objection_decided_iff_dated", {"decided_at": NOON}),
        (RecalculationFactory, "recalculation_changes_something", {"after": Decimal("50.78")}),
        (RecalculationFactory, "recalculation_decided_iff_dated", {"state": "dismissed"}),
        (ComplementaryClaimFactory, "complementary_claim_state_is_known", {"state": "lost"}),
        (
            ComplementaryClaimFactory,
            "complementary_claim_decided_iff_dated",
            {"decided_at": NOON},
        ),
    ],
)
def test_what_stands_around_it(make, promise, changes):
    refused(make(), promise, **changes)


def test_a_recalculation_is_found_decided_or_dismissed():
    agent = AccountFactory(agent=True)
    changes = {"state": "lost", "decided_at": NOON, "decided_by": agent}
    refused(RecalculationFactory(), "recalculation_state_is_known", **changes)


def test_an_accepted_complementary_claim_has_its_amount():
    refused(
        ComplementaryClaimFactory(),
        "complementary_claim_accepted_has_its_amount",
        state="accepted",
        decided_at=NOON,
        decided_by=AccountFactory(agent=True),
    )


@pytest.mark.parametrize(
    ("make", "promise", "same"),
    [
        (ActValueFactory, "act_value_one_from_a_day", ("code",)),
        (ParameterValueFactory, "parameter_value_one_from_a_day", ("name",)),
        (ObjectionFactory, "objection_open_once_per_statement", ("statement",)),
        (RecalculationFactory, "recalculation_once_per_bill_and_load", ("bill", "load")),
        (IncomeFactory, "income_once_a_year", ("person", "year")),
        (ComplementaryClaimFactory, "complementary_claim_once_a_year", ("person", "year")),
    ],
)
def test_once_is_enough(make, promise, same):
    first = make()
    with pytest.raises(IntegrityError, match=promise):
        make(**{name: getattr(first, name) for name in same})
