"""Bills that are not sent yet: begun, filled in, copied, thrown away."""

from datetime import date
from decimal import Decimal

import pytest

from cns_portal.documents.models import Document
from cns_portal.kernel.refusal import Refused
from insured.choices import Relation
from reimbursements.choices.care import Proof
from reimbursements.choices.claims import ClaimRefusal
from reimbursements.choices.sending import SendingRefusal
from reimbursements.models import Bill, BillPage, Claim, Line
from reimbursements.rules import sending as rules
from reimbursements.selectors import providers
from reimbursements.services import drafts
from tests.factories import InsuredPersonFactory
from tests.insured.families import co_insured
from tests.reimbursements.factories import ClaimFactory, ProviderFactory
from tests.reimbursements.sendable import add_bill, add_page, draft_of, marie

pytestmark = pytest.mark.django_db

LINE = {
    "code": "C1",
    "label": "",
    "served_on": date(2026, 11, 3),
    "quantity": 1,
    "amount": Decimal("62.60"),
    "convenience_fee": Decimal("0.00"),
}


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.PRIVATE_ROOT = str(tmp_path / "private")


@pytest.fixture
def person():
    return marie()


@pytest.fixture
def claim(person):
    return draft_of(person)


def test_a_claim_begins_with_one_empty_bill_of_ones_own(person):
    claim = drafts.begin(person=person, actor=person.account)
    bill = claim.bills.get()
    assert (claim.state, bill.position, bill.patient) == ("draft", 1, person)


def test_where_there_is_a_choice_nobody_is_taken_for_the_patient(person):
    co_insured(person, relation=Relation.SPOUSE)
    claim = drafts.begin(person=person, actor=person.account)
    assert claim.bills.get().patient is None


def test_drafts_do_not_pile_up(person):
    for _ in range(rules.MOST_DRAFTS):
        drafts.begin(person=person, actor=person.account)
    with pytest.raises(Refused) as refused:
        drafts.begin(person=person, actor=person.account)
    assert refused.value.reason == SendingRefusal.TOO_MANY_DRAFTS
    assert str(rules.MOST_DRAFTS) in refused.value.sentence


def test_what_was_typed_is_kept_and_twice_is_as_good_as_once(claim):
    bill = claim.bills.get()
    known = ProviderFactory(code="90123456", name="Dr Weber")
    values = {
        "provider_typed": "Dr Weber (90123456)",
        "number": "2026/9",
        "proof": Proof.BANK_STAMP,
        "note": "a note",
    }
    lines = [LINE, {**LINE, "code": "C41", "amount": None}]
    for _ in range(2):
        drafts.fill_in(bill.pk, values=values, lines=lines)
    bill = Bill.objects.get(pk=bill.pk)
    assert (bill.provider, bill.provider_name, bill.number) == (known, "", "2026/9")
    assert (bill.proof, bill.note) == ("bank_stamp", "a note")
    assert list(bill.lines.values_list("position", "code", "amount")) == [
        (1, "C1", Decimal("62.60")),
        (2, "C41", None),
    ]


def test_an_act_that_was_emptied_is_gone_and_the_others_move_up(claim):
    bill = claim.bills.get()
    drafts.fill_in(bill.pk, values={}, lines=[LINE, {**LINE, "code": "C41"}])
    drafts.fill_in(bill.pk, values={}, lines=[{**LINE, "code": "C41"}])
    assert list(bill.lines.values_list("position", "code")) == [(1, "C41")]


def test_what_is_not_said_stays(claim):
    bill = claim.bills.get()
    drafts.fill_in(bill.pk, values={"number": "7"}, lines=None)
    again = Bill.objects.get(pk=bill.pk)
    assert (again.number, again.provider, again.lines.count()) == ("7", bill.provider, 1)


def test_a_provider_nobody_knows_stays_as_written(claim):
    bill = claim.bills.get()
    drafts.fill_in(bill.pk, values={"provider_typed": "  Dr   Onbekannt "}, lines=None)
    bill.refresh_from_db()
    assert (bill.provider, bill.provider_name) == (None, "Dr Onbekannt")


def test_a_stranger_is_nobodys_patient(claim):
    bill = claim.bills.get()
    stranger = InsuredPersonFactory()
    with pytest.raises(Refused) as refused:
        drafts.fill_in(bill.pk, values={"patient": stranger}, lines=None)
    assert refused.value.reason == SendingRefusal.NOT_YOUR_FAMILY
    bill.refresh_from_db()
    assert bill.patient_id == claim.person_id


def test_another_bill_like_one_has_no_number_no_days_and_no_files(claim):
    first = claim.bills.get()
    copy = drafts.add_bill(claim.pk, like=first)
    assert (copy.position, copy.provider, copy.patient) == (2, first.provider, first.patient)
    assert (copy.number, copy.issued_on, copy.paid_on, copy.proof, copy.total) == (
        "",
        None,
        None,
        "",
        None,
    )
    assert list(copy.lines.values_list("code", "amount", "served_on")) == [
        ("C1", Decimal("62.60"), None)
    ]
    assert copy.pages.count() == 0


def test_a_claim_has_its_most(claim):
    for _ in range(rules.MOST_BILLS - 1):
        drafts.add_bill(claim.pk)
    with pytest.raises(Refused) as refused:
        drafts.add_bill(claim.pk)
    assert refused.value.reason == SendingRefusal.TOO_MANY_BILLS


def test_a_bill_taken_out_takes_its_files_along_and_the_others_move_up(person, claim):
    add_bill(claim)
    first, second = claim.bills.order_by("position")
    drafts.remove_bill(first.pk, actor=person.account)
    second.refresh_from_db()
    assert (claim.bills.count(), second.position) == (1, 1)
    assert Document.objects.present().count() == 1
    assert BillPage.objects.count() == 1


def test_a_draft_thrown_away_leaves_nothing(person, claim):
    add_page(claim.bills.get(), rejected=True)
    drafts.discard(claim.pk, actor=person.account)
    assert not Claim.objects.exists()
    assert not Line.objects.exists()
    assert not Document.objects.present().exists()


def test_a_similar_claim_begins_with_the_same_bills_without_their_days(person):
    earlier = ClaimFactory(person=person)
    add_bill(earlier)
    former = co_insured(person, relation=Relation.SPOUSE)
    add_bill(earlier, patient=former.member)
    former.delete()
    claim = drafts.begin_like(earlier, actor=person.account)
    bills = list(claim.bills.order_by("position"))
    assert [bill.provider_id for bill in bills] == list(
        earlier.bills.order_by("position").values_list("provider", flat=True)
    )
    assert [bill.patient for bill in bills] == [person, None]
    assert all(bill.paid_on is None and bill.number == "" for bill in bills)


@pytest.mark.parametrize("deed", ["fill_in", "add_bill", "remove_bill", "discard"])
def test_what_was_sent_is_not_changed_any_more(person, deed):
    claim = ClaimFactory(person=person)
    bill = add_bill(claim)
    deeds = {
        "fill_in": lambda: drafts.fill_in(bill.pk, values={"number": "8"}, lines=[]),
        "add_bill": lambda: drafts.add_bill(claim.pk),
        "remove_bill": lambda: drafts.remove_bill(bill.pk, actor=person.account),
        "discard": lambda: drafts.discard(claim.pk, actor=person.account),
    }
    with pytest.raises(Refused) as refused:
        deeds[deed]()
    assert refused.value.reason == SendingRefusal.SENT_ALREADY
    assert (claim.bills.count(), bill.lines.count()) == (1, 1)


def test_what_is_gone_has_changed(person, claim):
    drafts.discard(claim.pk, actor=person.account)
    with pytest.raises(Refused) as refused:
        drafts.add_bill(claim.pk)
    assert refused.value.reason == ClaimRefusal.CHANGED


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("90123456", "90123456"),
        ("901234-56", "90123456"),
        ("dr weber", "90123456"),
        ("Dr Weber (90123456)", "90123456"),
        ("Dr Muller", None),
        ("Dr Mul", None),
        ("9012", None),
        ("", None),
    ],
)
def test_a_provider_is_known_by_its_code_or_by_a_name_that_only_one_has(typed, code):
    ProviderFactory(code="90123456", name="Dr Weber")
    ProviderFactory(code="90111111", name="Dr Muller")
    ProviderFactory(code="90222222", name="Dr Muller")
    found = providers.named(typed)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("typed", "codes"),
    [("we", ["90123456"]), ("9012", ["90123456"]), ("w", []), ("mul", ["90111111", "90222222"])],
)
def test_providers_are_suggested_by_the_beginning_of_the_code_and_by_any_part_of_the_name(
    typed, codes
):
    ProviderFactory(code="90123456", name="Dr Weber")
    ProviderFactory(code="90111111", name="Dr Muller")
    ProviderFactory(code="90222222", name="Dr Muller")
    assert [one.code for one in providers.suggested(typed)] == codes
