"""The bills of a draft, the last look before sending, and whom the pages are not for."""

from decimal import Decimal

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from cns_portal import clock
from insured.models import BankAccount
from reimbursements.models import Bill, Claim
from reimbursements.rules import sending as rules
from reimbursements.services.loading_tariffs import load_published
from tests.insured.factories import MandateFactory
from tests.reimbursements.factories import ClaimFactory
from tests.reimbursements.sendable import (
    add_bill,
    add_page,
    ago,
    at,
    draft_of,
    marie,
    signed_in,
    text_of,
    typed,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _private_files(settings, tmp_path):
    settings.PRIVATE_ROOT = str(tmp_path / "private")


@pytest.fixture
def person():
    return marie()


@pytest.fixture
def mine(person):
    return signed_in(person)


@pytest.fixture
def claim(person):
    return draft_of(person)


@pytest.fixture
def bill(claim):
    return claim.bills.get()


# -- the draft ------------------------------------------------------------------------------------


def test_a_draft_shows_its_bills_and_what_they_lack(mine, person, claim):
    add_bill(claim, pages=0, patient=None, total=None)
    page = mine.get(at("draft", claim.public_id))
    assertContains(page, "There is no photo or PDF page of the bill yet.")
    assertContains(page, "It is not said who was treated.")
    assertContains(page, "The total of the bill is not entered.")
    assertContains(page, "Can be sent")


def test_bills_are_added_copied_and_taken_out(mine, claim, bill):
    page = at("draft", claim.public_id)
    response = mine.post(page, {"add": "yes"})
    assertRedirects(response, at("bill", claim.bills.get(position=2).public_id))
    response = mine.post(page, {"copy": str(bill.public_id)})
    copy = claim.bills.get(position=3)
    assertRedirects(response, at("bill", copy.public_id))
    assert copy.provider == bill.provider
    assertRedirects(mine.post(page, {"remove": str(copy.public_id)}), page)
    assert claim.bills.count() == 2


def test_a_draft_is_thrown_away(mine, claim):
    assertRedirects(mine.post(at("draft", claim.public_id), {"discard": "yes"}), at("list"))
    assert not Claim.objects.exists()


def test_a_claim_is_full_at_some_point(mine, claim):
    for _ in range(rules.MOST_BILLS - 1):
        add_bill(claim, pages=0)
    page = mine.post(at("draft", claim.public_id), {"add": "yes"}, follow=True)
    assertContains(page, f"A claim holds at most {rules.MOST_BILLS} bills")


# -- the last look, and sending -------------------------------------------------------------------


def test_the_last_look_shows_everything(mine, person, claim, bill):
    load_published()
    page = mine.get(at("check", claim.public_id))
    text = text_of(page)
    assert f"Number of the bill {bill.number}" in text
    assert "card.jpg" in text
    assert "of 62.60 € are reimbursed" in text
    assert "Where the money goes" in text
    account = BankAccount.objects.get()
    assert f"{account.country} … {account.last_four}" in text
    assert account.iban not in text
    assert "still needs the original bills on paper" in text


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"document_kind": "reminder"}, "A reminder is not a bill."),
        ({"provider": None, "provider_name": "Dr Wer"}, "code or name “Dr Wer”"),
        ({"country": "BE"}, "The care was given in another country."),
        ({"served_on": 800}, "could be sent until"),
        ({"total": Decimal("99.00")}, "The acts come to 62.60 €, but the total of the bill is"),
    ],
)
def test_what_looks_wrong_is_said_with_what_to_do(mine, person, columns, sentence):
    load_published()
    claim = draft_of(person)
    bill = claim.bills.get()
    columns = dict(columns)
    if days := columns.pop("served_on", None):
        day = ago(days)
        columns |= {"paid_on": day, "issued_on": day}
        bill.lines.update(served_on=day)
    Bill.objects.filter(pk=bill.pk).update(**columns)
    text = text_of(mine.get(at("check", claim.public_id)))
    assert sentence in text
    assert "Send 1 bill" in text


def test_a_bill_sent_before_is_named(mine, person, claim, bill):
    before = ClaimFactory(person=person)
    add_bill(before, provider=bill.provider, number=bill.number)
    text = text_of(mine.get(at("check", claim.public_id)))
    assert f"You seem to have sent this bill already: {before.procedure.reference}." in text


def test_without_an_account_nothing_is_sent_and_the_way_is_shown(mine, claim):
    BankAccount.objects.all().delete()
    page = mine.get(at("check", claim.public_id))
    assertContains(page, "No bank account is on file")
    assertContains(page, reverse("insured:data_bank"))
    assertNotContains(page, 'name="seen"')


def test_bills_are_sent_and_the_reference_is_shown(mine, claim):
    page = mine.get(at("check", claim.public_id))
    response = mine.post(
        at("check", claim.public_id), {"seen": page.context["checked"].fingerprint}
    )
    assertRedirects(response, at("sent", claim.public_id))
    claim.refresh_from_db()
    assert claim.state == "sent"
    page = mine.get(at("sent", claim.public_id))
    assertContains(page, claim.procedure.reference)
    assertContains(page, "L-2980 Luxembourg")
    copy = mine.get(reverse("home:copy", args=[claim.procedure.reference]))
    assert copy["Content-Type"] == "application/pdf"


def test_what_changed_meanwhile_is_shown_again(mine, person, claim, bill):
    seen = mine.get(at("check", claim.public_id)).context["checked"].fingerprint
    mine.post(at("bill", bill.public_id), typed(person, number="another"))
    page = mine.post(at("check", claim.public_id), {"seen": seen})
    assertContains(page, "Your bills were not sent")
    assertContains(page, "another")
    again = page.context["checked"].fingerprint
    mine.post(at("check", claim.public_id), {"seen": again})
    claim.refresh_from_db()
    assert claim.state == "sent"


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ["draft", "check"])
def test_a_draft_that_was_sent_leads_to_its_confirmation_or_nowhere(mine, claim, name, method):
    seen = mine.get(at("check", claim.public_id)).context["checked"].fingerprint
    mine.post(at("check", claim.public_id), {"seen": seen})
    response = getattr(mine, method)(at(name, claim.public_id), {"seen": seen, "add": "yes"})
    if (name, method) == ("draft", "post"):
        assert response.status_code == 404
    else:
        assertRedirects(response, at("sent", claim.public_id))


def test_what_was_sent_has_no_form_any_more(mine, claim, bill):
    seen = mine.get(at("check", claim.public_id)).context["checked"].fingerprint
    mine.post(at("check", claim.public_id), {"seen": seen})
    there = at("sent", claim.public_id)
    assertRedirects(mine.get(at("bill", bill.public_id)), there)
    assert mine.post(at("estimate", bill.public_id)).status_code == 404


def test_bills_that_were_sent_are_taken_back_on_the_page_of_the_case(mine, claim):
    seen = mine.get(at("check", claim.public_id)).context["checked"].fingerprint
    mine.post(at("check", claim.public_id), {"seen": seen})
    claim.refresh_from_db()
    page = reverse("home:withdraw", args=[claim.procedure.reference])
    assert mine.get(page).status_code == 200
    mine.post(page, {"confirm": "yes"})
    claim.refresh_from_db()
    assert claim.state == "withdrawn"
    assertContains(mine.get(at("list")), "Withdrawn")


# -- strangers, and those who act for somebody ----------------------------------------------------


@pytest.mark.parametrize(
    "name", ["draft", "check", "sent", "copy", "bill", "estimate", "providers"]
)
def test_a_strangers_pages_are_not_there(claim, bill, name):
    stranger = signed_in(marie())
    key = bill.public_id if name in {"bill", "estimate", "providers"} else claim.public_id
    answers = {method(at(name, key)).status_code for method in (stranger.get, stranger.post)}
    assert 404 in answers
    assert answers <= {404, 405}


def test_looking_changes_nothing(mine, claim, bill):
    before = Claim.objects.get().changed_at
    for name, key in (("draft", claim), ("check", claim), ("bill", bill)):
        assert mine.get(at(name, key.public_id)).status_code == 200
    assert (Claim.objects.get().changed_at, Bill.objects.count()) == (before, 1)


def test_who_holds_a_mandate_for_it_sends_for_the_person(person, claim):
    holder = marie()
    MandateFactory(
        accepted=True, grantor=person, holder=holder, scopes=["reimbursements"], first_day=ago(5)
    )
    theirs = signed_in(holder)
    assert theirs.get(at("draft", claim.public_id)).status_code == 404
    theirs.post(reverse("insured:open_file"), {"file": str(person.dossier.public_id)})
    page = theirs.get(at("check", claim.public_id))
    theirs.post(at("check", claim.public_id), {"seen": page.context["checked"].fingerprint})
    claim.refresh_from_db()
    assert (claim.state, claim.sent_by) == ("sent", holder.account)
    assert claim.sent_at <= clock.now()


def test_a_page_that_waits_for_its_check_waits_with_the_claim(mine, claim, bill):
    add_page(bill, pending=True)
    page = mine.get(at("check", claim.public_id))
    assertContains(page, "A file is still being checked.")
    assertNotContains(page, 'name="seen"')
