"""The list, the beginning, and the page of one bill with its estimate."""

import re
from decimal import Decimal

import pytest
from django.utils import translation
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from insured.choices import Relation
from reimbursements.models import Bill, Claim
from reimbursements.rules import sending as rules
from reimbursements.services.loading_tariffs import load_published
from tests.factories import InsuredPersonFactory
from tests.insured.families import child_of, co_insured
from tests.reimbursements.factories import ClaimFactory, ProviderFactory
from tests.reimbursements.sendable import (
    add_bill,
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


def test_the_longest_name_of_a_provider_comes_back_as_it_was_shown(mine, person, bill):
    known = ProviderFactory(code="901234567890", name="Dr " + "x" * 147)
    mine.post(at("bill", bill.public_id), typed(person, provider_typed=str(known)))
    bill.refresh_from_db()
    assert bill.provider == known


@pytest.mark.parametrize("language", ["fr", "de", "lb"])
def test_amounts_are_shown_and_read_as_the_reader_writes_them(mine, person, bill, language):
    here = at("bill", bill.public_id).replace("/en/", f"/{language}/", 1)
    with translation.override("en"):  # a request leaves its language behind
        page = mine.get(here)
        mine.post(here, typed(person, total="1.234,50"))
    assertContains(page, 'value="62,60"')
    bill.refresh_from_db()
    assert bill.total == Decimal("1234.50")


def test_a_bill_that_another_window_has_sent_says_so(mine, person):
    sent = ClaimFactory(person=person)
    bill = add_bill(sent)
    for answer in (
        mine.get(at("bill", bill.public_id)),
        mine.post(at("bill", bill.public_id), typed(person, number="too late")),
    ):
        assertRedirects(answer, at("sent", sent.public_id), fetch_redirect_response=False)
    assert mine.post(at("estimate", bill.public_id), typed(person)).status_code == 404
    bill.refresh_from_db()
    assert bill.number != "too late"
    somebody_else = signed_in(InsuredPersonFactory(signs_in=True))
    assert somebody_else.get(at("bill", bill.public_id)).status_code == 404


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


@pytest.mark.parametrize("name", ["estimate", "bill"])
def test_something_wrong_is_not_kept_but_all_the_rest_is(mine, person, bill, name):
    fields = typed(person, total="a lot", amount_0="x", code_0="C2")
    page = mine.post(at(name, bill.public_id), fields)
    sentence = "Total of the bill: enter an amount, for example 62,60."
    assertContains(page, f"Not saved yet: {sentence}" if name == "estimate" else sentence)
    bill.refresh_from_db()
    assert (bill.number, bill.total) == ("2026/55", Decimal("62.60"))
    line = bill.lines.get()
    assert (line.code, line.amount) == ("C2", Decimal("62.60"))


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
