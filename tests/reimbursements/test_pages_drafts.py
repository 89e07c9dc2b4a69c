"""The pages on which bills are sent: filled in, estimated, looked at, sent; never a stranger's."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from cns_portal import clock
from insured.choices import Relation
from insured.models import BankAccount
from reimbursements.models import Bill, Claim
from reimbursements.rules import sending as rules
from reimbursements.services.loading_tariffs import load_published
from tests.factories import InsuredPersonFactory
from tests.insured.factories import MandateFactory
from tests.insured.families import child_of, co_insured
from tests.reimbursements.factories import ClaimFactory, ProviderFactory
from tests.reimbursements.sendable import add_bill, add_page, ago, draft_of, marie, signed_in

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


def at(name: str, *args) -> str:
    return reverse(f"reimbursements:{name}", args=args)


def typed(person, **fields) -> dict:
    """A bill as a browser sends it, one act on it."""
    day = f"{ago(9):%d/%m/%Y}"
    return {
        "patient": str(person.dossier.public_id),
        "document_kind": "invoice",
        "provider_typed": "",
        "number": "2026/55",
        "issued_on": day,
        "total": "62,60",
        "paid_on": day,
        "proof": "receipted",
        "country": "LU",
        "currency": "EUR",
        "setting": "out_patient",
        "rows": "1",
        "code_0": "c1",
        "served_on_0": day,
        "quantity_0": "1",
        "amount_0": "62,60",
        "convenience_fee_0": "",
        "label_0": "",
        **fields,
    }


def text_of(response) -> str:
    """What is read, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


# -- the list and the beginning -------------------------------------------------------------------


def test_who_has_sent_nothing_is_shown_how_to_begin(mine):
    assertContains(mine.get(at("list")), "No bills sent yet")


def test_the_list_shows_what_is_begun_and_what_was_sent(mine, person, claim):
    sent = ClaimFactory(person=person)
    add_bill(sent, provider=ProviderFactory(name="Dr Weber"))
    page = mine.get(at("list"))
    assertContains(page, "Not sent yet")
    assertContains(page, at("draft", claim.public_id))
    assertContains(page, "Dr Weber")
    assertContains(page, sent.procedure.reference)
    assertContains(page, at("claim", sent.public_id))


@pytest.mark.parametrize("count", [1, 12])
def test_the_list_asks_the_same_whatever_there_is(mine, person, count, django_assert_num_queries):
    for _ in range(count):
        add_bill(ClaimFactory(person=person))
        draft_of(person)
    with django_assert_num_queries(9):
        mine.get(at("list"))


def test_a_bill_half_decided_says_how_far_it_is(mine, person):
    sent = ClaimFactory(taken=True, person=person)
    add_bill(sent)
    add_bill(sent, state="decided")
    assertContains(mine.get(at("list")), "1 of 2 decided")


def test_what_is_needed_is_said_before_anything_is_asked(mine, person):
    load_published()
    page = mine.get(at("new"))
    assertContains(page, "A bill can be sent for 2 years")
    assertContains(page, "still needs the original on paper")
    assert not Claim.objects.exists()


def test_the_paper_is_asked_for_by_configuration(mine, settings):
    settings.ORIGINAL_BILLS_NEEDED = False
    assertContains(mine.get(at("new")), "does not need the paper")


def test_a_claim_begins_when_the_button_is_pressed(mine, person):
    response = mine.post(at("new"))
    bill = Bill.objects.get()
    assertRedirects(response, at("bill", bill.public_id))
    assert bill.claim.person == person


def test_whoever_has_begun_too_much_is_told(mine, person):
    for _ in range(rules.MOST_DRAFTS):
        ClaimFactory(draft=True, person=person)
    page = mine.post(at("new"), follow=True)
    assertContains(page, "Send or delete one of them first")


def test_a_similar_bill_begins_from_one_that_was_sent(mine, person):
    sent = ClaimFactory(person=person)
    add_bill(sent)
    response = mine.post(at("copy", sent.public_id))
    draft = Claim.objects.drafts().get()
    assertRedirects(response, at("draft", draft.public_id))
    assert draft.bills.get().provider == sent.bills.get().provider


# -- one bill -------------------------------------------------------------------------------------


def test_a_bill_is_saved_as_far_as_it_is_known(mine, person, claim, bill):
    response = mine.post(at("bill", bill.public_id), typed(person))
    assertRedirects(response, at("draft", claim.public_id))
    bill.refresh_from_db()
    assert (bill.number, bill.total, bill.patient) == ("2026/55", Decimal("62.60"), person)
    line = bill.lines.get()
    assert (line.code, line.amount, line.served_on) == ("C1", Decimal("62.60"), ago(9))


def test_nothing_has_to_be_filled_in(mine, person, claim, bill):
    response = mine.post(at("bill", bill.public_id), {"rows": "1"})
    assertRedirects(response, at("draft", claim.public_id))
    bill.refresh_from_db()
    assert (bill.patient, bill.number, bill.total, bill.paid_on) == (None, "", None, None)
    assert not bill.lines.exists()


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(mine, person, bill):
    fields = typed(person, total="a lot", amount_0="x", served_on_0="31/02/2026", quantity_0="0")
    page = mine.post(at("bill", bill.public_id), fields)
    assertContains(page, "Act 1: enter the amount, for example 62,60.")
    assertContains(page, "Act 1: enter the date of care")
    assertContains(page, "Act 1: enter the quantity")
    assertContains(page, 'value="a lot"')
    bill.refresh_from_db()
    assert bill.total == Decimal("62.60")


@pytest.mark.parametrize("year", ["1026", "2926"])
def test_a_slip_in_the_year_is_found(mine, person, bill, year):
    fields = typed(person, paid_on=f"03/11/{year}", served_on_0=f"03/11/{year}")
    page = mine.post(at("bill", bill.public_id), fields)
    assertContains(page, "Paid on: check the year.")
    assertContains(page, "Act 1: check the year.")


def test_another_act_keeps_what_was_typed_and_adds_an_empty_row(mine, person, bill):
    page = mine.post(at("bill", bill.public_id), typed(person, more="yes"), follow=True)
    assert page.redirect_chain == [(f"{at('bill', bill.public_id)}?acts=2#act-2", 302)]
    assertContains(page, 'name="code_1"')
    assert bill.lines.count() == 1


def test_acts_have_an_end(mine, bill):
    page = mine.get(at("bill", bill.public_id), {"acts": "99"})
    assertContains(page, f'name="code_{rules.MOST_LINES - 1}"')
    assertNotContains(page, f'name="code_{rules.MOST_LINES}"')


def test_the_family_can_be_chosen_and_nobody_else(mine, person, bill):
    spouse = co_insured(person, relation=Relation.SPOUSE, first_name="Anna").member
    child = child_of(person, number=77)
    stranger = InsuredPersonFactory(first_name="Fremd")
    page = mine.get(at("bill", bill.public_id))
    assertContains(page, spouse.full_name)
    assertContains(page, child.full_name)
    page = mine.post(at("bill", bill.public_id), typed(stranger))
    assertContains(page, "not one of the available choices")


def test_a_provider_is_recognised_by_the_code(mine, person, bill):
    known = ProviderFactory(code="90123456", name="Dr Weber")
    mine.post(at("bill", bill.public_id), typed(person, provider_typed="901234-56"))
    bill.refresh_from_db()
    assert bill.provider == known
    assertContains(mine.get(at("bill", bill.public_id)), "Dr Weber (90123456)")


def test_a_field_that_was_read_from_the_bill_meanwhile_is_not_emptied(mine, person, bill):
    """The form was shown before the worker read the code on the page."""
    read = ["number", "total", "lines", "provider", "currency"]
    Bill.objects.filter(pk=bill.pk).update(
        number="from the code", total="99.00", currency="CHF", read_from_code=read
    )
    fields = typed(person, number="", total="", code_0="", served_on_0="", amount_0="", shown="")
    mine.post(at("bill", bill.public_id), fields)
    again = Bill.objects.get(pk=bill.pk)
    assert (again.number, again.total, again.currency) == ("from the code", Decimal("99.00"), "CHF")
    assert (again.provider, again.lines.count()) == (bill.provider, 1)


def test_a_field_that_was_read_from_the_bill_can_be_emptied_once_it_was_seen(mine, person, bill):
    Bill.objects.filter(pk=bill.pk).update(number="wrong", read_from_code=["number"])
    page = mine.get(at("bill", bill.public_id))
    shown = page.context["form"]["shown"].value()
    assert shown == "number"
    mine.post(at("bill", bill.public_id), typed(person, number="", shown=shown))
    bill.refresh_from_db()
    assert bill.number == ""


# -- the estimate ---------------------------------------------------------------------------------


def test_the_estimate_keeps_what_is_typed_and_says_what_comes_out(mine, person, bill):
    load_published()
    fields = typed(person, amount_0="70,00", total="70,00")
    page = mine.post(at("estimate", bill.public_id), fields)
    text = text_of(page)
    assert "Saved at" in text
    assert "of 70.00 € are reimbursed" in text
    assert "More was invoiced than the tariff." in text
    bill.refresh_from_db()
    assert bill.total == Decimal("70.00")


def test_the_estimate_of_something_wrong_keeps_nothing_and_says_why(mine, person, bill):
    page = mine.post(at("estimate", bill.public_id), typed(person, total="a lot"))
    assertContains(page, "Not saved yet:")
    bill.refresh_from_db()
    assert bill.number != "2026/55"


def test_the_same_estimate_without_a_script(mine, person, bill):
    load_published()
    live = mine.post(at("estimate", bill.public_id), typed(person))
    page = mine.post(at("bill", bill.public_id), typed(person, calculate="yes"), follow=True)
    assert page.redirect_chain == [(f"{at('bill', bill.public_id)}#estimate", 302)]
    sentence = re.search(r"estimate__sentence\">([^<]+)<", live.content.decode())[1]
    assert "are reimbursed" in sentence
    assertContains(page, sentence)


def test_an_unknown_act_is_left_to_an_agent_or_refused_with_its_reason(mine, person, bill):
    load_published()
    page = mine.post(at("estimate", bill.public_id), typed(person, code_0="NOTHING"))
    assertContains(page, "The code of the act is not in the nomenclature.")


def test_providers_are_suggested_without_anything_in_the_address(mine, person, bill):
    ProviderFactory(code="90123456", name="Dr Weber")
    page = mine.post(at("providers", bill.public_id), {"provider_typed": "web"})
    assertContains(page, '<option value="Dr Weber (90123456)">')
    assert mine.get(at("providers", bill.public_id)).status_code == 405


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
    assert mine.get(at("bill", bill.public_id)).status_code == 404
    assert mine.post(at("estimate", bill.public_id)).status_code == 404


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


def test_the_longest_name_of_a_provider_comes_back_as_it_was_shown(mine, person, bill):
    known = ProviderFactory(code="901234567890", name="Dr " + "x" * 147)
    mine.post(at("bill", bill.public_id), typed(person, provider_typed=str(known)))
    bill.refresh_from_db()
    assert bill.provider == known


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


@pytest.mark.parametrize("language", ["fr", "de", "lb"])
def test_amounts_are_shown_and_read_as_the_reader_writes_them(mine, person, bill, language):
    here = at("bill", bill.public_id).replace("/en/", f"/{language}/", 1)
    page = mine.get(here)
    assertContains(page, 'value="62,60"')
    mine.post(here, typed(person, total="1.234,50"))
    bill.refresh_from_db()
    assert bill.total == Decimal("1234.50")
