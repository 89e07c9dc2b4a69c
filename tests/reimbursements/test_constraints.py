"""Each promise of the room's tables about claims and bills, broken once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from reimbursements.choices.claims import ClaimState
from reimbursements.models import Bill, BillPage, Claim, Line
from tests.factories import AccountFactory, DocumentFactory
from tests.reimbursements.factories import (
    NOON,
    BillFactory,
    BillPageFactory,
    ClaimFactory,
    LineFactory,
    ProviderFactory,
)

pytestmark = pytest.mark.django_db


def refused(row, promise: str, **changes) -> None:
    """The change of the row breaks the promise, and no other."""
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk).update(**changes)
    assert broken.value.__cause__.diag.constraint_name == promise


@pytest.mark.parametrize(
    ("promise", "changes"),
    [
        ("claim_state_is_known", {"state": "lost"}),
        ("claim_channel_is_known", {"channel": "pigeon"}),
        ("claim_draft_iff_not_sent", {"state": ClaimState.DRAFT}),
        ("claim_draft_iff_not_sent", {"sent_at": None}),
        ("claim_taken_iff_dated", {"taken_at": NOON}),
        ("claim_being_checked_has_its_agent", {"state": ClaimState.BEING_CHECKED}),
        ("claim_asked_iff_needs_you", {"asked_at": NOON}),
        ("claim_decided_has_its_day", {"state": ClaimState.PAID}),
        ("claim_original_received_iff_dated", {"original": "received"}),
        ("claim_original_is_known", {"original": "burnt"}),
        ("claim_waited_is_not_negative", {"waited": timedelta(seconds=-1)}),
    ],
)
def test_a_claim(promise, changes):
    refused(ClaimFactory(), promise, **changes)


@pytest.mark.parametrize(
    ("promise", "changes"),
    [
        ("bill_state_is_known", {"state": "lost"}),
        ("bill_document_kind_is_known", {"document_kind": "poem"}),
        ("bill_setting_is_known", {"setting": "moon"}),
        ("bill_proof_is_known", {"proof": "word"}),
        ("bill_country_has_two_letters", {"country": "L1"}),
        ("bill_currency_has_three_letters", {"currency": "EU"}),
        ("bill_total_is_not_negative", {"total": Decimal("-0.01")}),
        ("bill_exchange_rate_is_for_other_currencies", {"exchange_rate": Decimal("1.1")}),
        ("bill_decided_has_its_patient", {"patient": None, "state": "decided"}),
    ],
)
def test_a_bill(promise, changes):
    refused(BillFactory(), promise, **changes)


@pytest.mark.parametrize(
    ("promise", "changes"),
    [
        ("line_quantity_is_positive", {"quantity": 0}),
        ("line_amounts_are_not_negative", {"amount": Decimal("-0.01")}),
        ("line_amounts_are_not_negative", {"convenience_fee": Decimal("-0.01")}),
        ("line_approves_at_most_what_was_sent", {"approved_quantity": 2}),
        ("line_approved_rate_is_a_share", {"approved_rate": Decimal("1.01")}),
        ("line_approved_tariff_is_not_negative", {"approved_tariff": Decimal("-0.01")}),
        ("line_refused_for_is_known", {"refused_for": "mood"}),
    ],
)
def test_a_line(promise, changes):
    refused(LineFactory(), promise, **changes)


@pytest.mark.parametrize(
    ("promise", "changes"),
    [
        ("provider_code_has_digits_and_letters", {"code": "a-1"}),
        ("provider_profession_is_known", {"profession": "healer"}),
        ("provider_country_has_two_letters", {"country": "lu"}),
    ],
)
def test_a_provider(promise, changes):
    refused(ProviderFactory(), promise, **changes)


@pytest.mark.parametrize(
    ("promise", "changes"),
    [
        ("bill_page_kind_is_known", {"kind": "selfie"}),
        ("bill_page_turned_by_quarters", {"turned": 45}),
    ],
)
def test_a_page(promise, changes):
    refused(BillPageFactory(document=DocumentFactory()), promise, **changes)


def test_nothing_is_approved_of_a_line_although_zero_is_not_nothing():
    line = LineFactory(quantity=3, approved_quantity=0)
    line.refresh_from_db()
    assert line.approved_quantity == 0


@pytest.mark.parametrize(
    ("promise", "make"),
    [
        ("bill_has_its_place_in_the_claim", lambda: BillFactory),
        ("line_has_its_place_on_the_bill", lambda: LineFactory),
        ("bill_page_has_its_place", lambda: a_page),
    ],
)
def test_two_never_have_one_place_and_may_still_change_places(promise, make):
    first = make()()
    parent = "claim" if isinstance(first, Bill) else "bill"
    second = make()(**{parent: getattr(first, parent)})
    rows = type(first)._base_manager

    def put(*places) -> None:
        for row, position in places:
            rows.filter(pk=row.pk).update(position=position)
        connection.check_constraints()

    with transaction.atomic():
        put((first, 2), (second, 1))
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        put((first, 1))


def a_page(**fields) -> BillPage:
    return BillPageFactory(document=DocumentFactory(), **fields)


def test_what_is_sent_stays_sent():
    claim = ClaimFactory(draft=True)
    refused(claim, "claim_draft_iff_not_sent", state=ClaimState.SENT)
    refused(claim, "claim_draft_iff_not_sent", sent_by=AccountFactory())


def test_a_draft_can_be_thrown_away_with_all_that_is_in_it():
    line = LineFactory(bill__claim__draft=True)
    line.bill.claim.delete()
    assert not Claim.objects.exists()
    assert not Bill.objects.exists()
    assert not Line.objects.exists()
