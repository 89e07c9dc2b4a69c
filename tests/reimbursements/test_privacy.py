"""What the room forgets about people, and what it must not."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import connection

from cns_portal import clock
from cns_portal.documents.models import Document
from cns_portal.inbox.models import Message
from cns_portal.privacy import registry
from cns_portal.privacy.forgetting import forget
from cns_portal.procedures.models import Procedure
from reimbursements.models import (
    Bill,
    BillPage,
    Claim,
    ComplementaryClaim,
    Decision,
    LineDecision,
    Payment,
    PaymentBatch,
)
from reimbursements.privacy import HOLDINGS
from reimbursements.privacy.claims import SIX_YEARS, Claims, Drafts, Pictures, Withdrawn
from reimbursements.privacy.money import Complementary, Incomes, Payees, PaymentFiles
from reimbursements.selectors.history import LOOKED_BACK_MONTHS
from tests.factories import DocumentFactory, InsuredPersonFactory
from tests.reimbursements.factories import (
    AuthorisationFactory,
    BillFactory,
    BillPageFactory,
    ClaimFactory,
    ComplementaryClaimFactory,
    DecisionFactory,
    IncomeFactory,
    ObjectionFactory,
    PayeeDeclarationFactory,
    PaymentBatchFactory,
    PaymentFactory,
    RecalculationFactory,
    StatementFactory,
)
from tests.reimbursements.treated import treated

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)
LONG_AGO = datetime(2016, 5, 5, 12, tzinfo=UTC)
ABOUT_NOBODY = {"Provider", "TariffLoad", "ActValue", "ParameterValue"}
"""Tables in which no insured person is named: a provider's name stands on its bills."""


@pytest.fixture
def now():
    return clock.now()


def aged(claim, since: timedelta, *, now):
    """The last step of the claim lies so far back."""
    Procedure.objects.filter(pk=claim.procedure_id).update(updated_at=now - since)
    return claim


def settle():
    """What the transactions before have promised is looked at now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def page_of(bill) -> BillPage:
    return BillPageFactory(bill=bill, document=DocumentFactory(dossier=bill.claim.person.dossier))


def a_whole_story(now):
    """A claim with everything that can hang on it, decided and paid ten years ago."""
    line = treated(InsuredPersonFactory(signs_in=True), date(2016, 5, 5))
    decision, statement = line.decision, line.decision.statement
    page_of(decision.bill)
    Decision.objects.filter(pk=decision.pk).update(state="replaced")
    again = DecisionFactory(bill=decision.bill, kind="objection", replaces=decision)
    RecalculationFactory(
        bill=decision.bill, decision=again, state="decided", decided_at=now,
        decided_by=again.decided_by,
    )  # fmt: skip
    ObjectionFactory(statement=statement)
    batch = PaymentBatchFactory(
        state="executed", prepared_at=LONG_AGO, released_at=LONG_AGO, executed_at=LONG_AGO,
        released_by=again.decided_by, content=b"<Document/>",
    )  # fmt: skip
    PaymentFactory(
        statement=statement, state="paid", batch=batch, iban="LU28", holder="Claire", paid_at=now
    )
    claim = decision.bill.claim
    claim.payee = PayeeDeclarationFactory(person=claim.person, state="revoked", ended_at=LONG_AGO)
    claim.save()
    Message.objects.create(
        dossier=claim.person.dossier,
        reference=claim.procedure.reference,
        title="Statement",
        body="…",
        language="en",
        idempotency_key="about",
        created_at=now,
        not_before=now,
    )
    return claim


def a_complement(person, now):
    row = ComplementaryClaimFactory(person=person)
    statement = StatementFactory(
        kind="complementary",
        claim=None,
        procedure=row.procedure,
        person=person,
        decided_total=Decimal("10.00"),
    )
    PaymentFactory(statement=statement)
    ComplementaryClaim.objects.filter(pk=row.pk).update(
        state="accepted", decided_at=now, decided_by=row.sent_by, statement=statement,
        amount="10.00", participation="10.00",
    )  # fmt: skip
    return row


def test_each_holding_says_what_why_and_how_long():
    for holding in HOLDINGS:
        assert all([holding.label, holding.what, holding.why, holding.legal_basis])
        assert holding.keep_for
        assert holding in registry.holdings()


def test_limits_over_years_never_look_further_back_than_is_kept():
    assert timedelta(days=LOOKED_BACK_MONTHS * 30) < SIX_YEARS


def test_nothing_about_anybody_stays_when_everything_is_long_over(now):
    """Whatever table the room gets: somebody has to say when its rows go."""
    claim = a_whole_story(now)
    a_complement(claim.person, now)
    IncomeFactory(person=claim.person, year=2015)
    AuthorisationFactory(person=claim.person, last_day=date(2016, 12, 31),
                         first_day=date(2016, 1, 1))  # fmt: skip
    page_of(BillFactory(claim=ClaimFactory(draft=True, changed_at=LONG_AGO)))
    ClaimFactory(state="withdrawn")
    settle()
    models = {
        model.__name__: model
        for model in apps.get_app_config("reimbursements").get_models()
        if model.__name__ not in ABOUT_NOBODY
    }
    assert [name for name, model in models.items() if not model.objects.exists()] == []
    Procedure.objects.update(updated_at=LONG_AGO)
    for _turn in range(2):  # what a claim held goes after it
        outcomes = [one for one in forget(now=now) if one.holding in HOLDINGS]
        assert [one.error for one in outcomes if one.error] == []
    assert [name for name, model in models.items() if model.objects.exists()] == []
    assert not Procedure.objects.exists()
    assert not Message.objects.exists()
    assert not Document.objects.filter(deleted_at=None).exists()


def test_a_draft_goes_after_ninety_days_with_its_files(now):
    old = BillFactory(claim=ClaimFactory(draft=True, changed_at=now - 91 * A_DAY))
    page = page_of(old)
    fresh = BillFactory(claim=ClaimFactory(draft=True, changed_at=now - 89 * A_DAY))
    assert (Drafts().due(now=now), Drafts().forget(now=now)) == (1, 1)
    assert Bill.objects.get() == fresh
    assert Document.objects.get(pk=page.document_id).deleted_at is not None


@pytest.mark.parametrize(
    ("state", "days", "goes"),
    [
        ("paid", 731, True),
        ("paid", 729, False),
        ("decided", 731, True),
        ("withdrawn", 731, True),
        ("being_checked", 2000, False),
        ("sent", 2000, False),
    ],
)
def test_pictures_go_two_years_after_the_last_step(now, state, days, goes):
    claim = (
        ClaimFactory(taken=True)
        if state == "being_checked"
        else ClaimFactory(**({state: True} if state in {"paid", "decided"} else {"state": state}))
    )
    aged(claim, days * A_DAY, now=now)
    page_of(BillFactory(claim=claim))
    assert Pictures().due(now=now) == Pictures().forget(now=now) == int(goes)
    assert BillPage.objects.exists() is not goes
    assert Bill.objects.exists()


@pytest.mark.parametrize(("days", "goes"), [(2197, True), (2195, False)])
def test_a_paid_claim_goes_after_six_years(now, days, goes):
    line = treated(InsuredPersonFactory(signs_in=True), date(2019, 1, 1))
    claim = aged(line.decision.bill.claim, days * A_DAY, now=now)
    settle()
    assert Claims().due(now=now) == Claims().forget(now=now) == int(goes)
    assert Claim.objects.filter(pk=claim.pk).exists() is not goes
    assert LineDecision.objects.exists() is not goes


def test_what_is_still_open_never_goes(now):
    for claim in (ClaimFactory(), ClaimFactory(taken=True), ClaimFactory(asked=True)):
        aged(claim, 9000 * A_DAY, now=now)
    for holding in (Claims(), Withdrawn(), Pictures(), Drafts()):
        assert holding.forget(now=now) == 0
    assert Claim.objects.count() == 3


def test_a_payment_file_stays_as_long_as_one_of_its_payments(now):
    payment = PaymentFactory(ordered=True)
    PaymentBatch.objects.update(state="executed", executed_at=now, prepared_at=LONG_AGO)
    settle()
    assert PaymentFiles().forget(now=now) == 0
    Payment.objects.filter(pk=payment.pk).delete()
    assert PaymentFiles().forget(now=now) == 1


def test_who_was_paid_by_a_claim_stays_with_it(now):
    declaration = PayeeDeclarationFactory(state="revoked", ended_at=LONG_AGO)
    claim = ClaimFactory(payee=declaration)
    assert Payees().forget(now=now) == 0
    Claim.objects.filter(pk=claim.pk).update(payee=None)
    assert Payees().forget(now=now) == 1


def test_an_income_stays_for_as_long_as_its_complement_can_be_asked_for(now):
    for year in (now.year - 7, now.year - 6, now.year - 1):
        IncomeFactory(year=year)
    assert Incomes().forget(now=now) == 1


def test_a_complement_that_is_being_checked_stays(now):
    aged(ComplementaryClaimFactory(), 9000 * A_DAY, now=now)
    assert Complementary().forget(now=now) == 0
