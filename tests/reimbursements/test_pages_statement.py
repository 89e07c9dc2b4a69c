"""The statement as a page, and objecting on it; the page of a mailing."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cns_portal import audit, procedures
from reimbursements.choices.claims import ClaimState
from reimbursements.choices.money import ObjectionState, PaymentState
from reimbursements.models import ComplementaryClaim, Objection, Payment
from reimbursements.services import publishing
from tests.factories import InsuredPersonFactory
from tests.insured.acting import a_mandate, browser_of
from tests.reimbursements.factories import (
    NOON,
    BillFactory,
    ClaimFactory,
    ComplementaryClaimFactory,
    LineFactory,
    ObjectionFactory,
)
from tests.reimbursements.told import a_told_claim, in_state

pytestmark = pytest.mark.django_db
HARD = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr("cns_portal.clock.now", lambda: NOON)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def me():
    return InsuredPersonFactory(signs_in=True, first_name="Marie", last_name="Beispill")


@pytest.fixture
def at_home(me):
    client = Client()
    client.force_login(me.account)
    return client


def page(at_home, name: str, of) -> str:
    answer = at_home.get(reverse(f"reimbursements:{name}", args=[of.public_id]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace(HARD, " ").replace("&nbsp;", " ").split())


def test_the_statement_has_the_official_columns_and_its_sums(at_home, me):
    statement = a_told_claim(person=me)
    text = page(at_home, "statement", statement)
    for header in (
        "Supplier and service",
        "Amount invoiced",
        "Fund tariff",
        "Statutory participation",
        "Amount reimbursed",
        "Not covered",
        "Reference",
    ):
        assert header in text
    for amount in ("72.60 €", "62.60 €", "7.51 €", "55.09 €", "10.00 €", "135.20 €"):
        assert amount in text
    assert statement.decisions.get().bill.number in text


def test_every_line_says_why(at_home, me):
    text = page(at_home, "statement", a_told_claim(person=me))
    assert "Convenience fees are never reimbursed." in text
    assert "It is possible again from 1 March 2027 on." in text
    assert "RGD 21.12.1998, art. 4" in text
    assert "Of 62.60 €, nothing is reimbursed." in text
    assert "Share that the insurance pays: 88 %, which comes to 55.09 €." in text


def test_the_statement_says_until_when_and_how_to_object(at_home, me):
    statement = a_told_claim(person=me)
    text = page(at_home, "statement", statement)
    assert "You can object until 28 December 2026" in text
    assert reverse("reimbursements:object", args=[statement.public_id]) in text


def test_the_participations_stand_on_it_as_they_were(at_home, me):
    text = page(at_home, "statement", a_told_claim(person=me))
    assert "Participations of your household" in text
    assert "2025" in text
    assert "Marie Beispill" in text


def test_a_statement_can_be_taken_along_as_a_pdf(at_home, me):
    statement = a_told_claim(person=me)
    answer = at_home.get(reverse("reimbursements:statement_pdf", args=[statement.public_id]))
    assert answer["Content-Type"] == "application/pdf"
    assert statement.number in answer["Content-Disposition"]
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize("name", ["statement", "statement_pdf", "object", "claim"])
def test_another_person_finds_nothing(at_home, name):
    statement = a_told_claim()
    of = statement.claim if name == "claim" else statement
    answer = at_home.get(reverse(f"reimbursements:{name}", args=[of.public_id]))
    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["statement", "statement_pdf", "object", "claim"])
def test_what_does_not_exist_is_not_found(at_home, name):
    answer = at_home.get(reverse(f"reimbursements:{name}", args=[uuid.uuid4()]))
    assert answer.status_code == 404


def test_a_draft_has_no_such_page(at_home, me):
    draft = ClaimFactory(person=me, draft=True)
    answer = at_home.get(reverse("reimbursements:claim", args=[draft.public_id]))
    assert answer.status_code == 404


# -- objecting ------------------------------------------------------------------------------------


def test_an_objection_is_sent_from_the_page(at_home, me):
    statement = a_told_claim(person=me)
    address = reverse("reimbursements:object", args=[statement.public_id])
    answer = at_home.post(address, {"grounds": "The second visit was urgent."}, follow=True)
    assert answer.redirect_chain[-1][0].endswith(
        reverse("reimbursements:statement", args=[statement.public_id])
    )
    objection = Objection.objects.get()
    assert (objection.grounds, objection.sent_by) == ("The second visit was urgent.", me.account)
    text = page(at_home, "statement", statement)
    assert "You have objected to this statement" in text
    assert "You have already objected to this statement." in text
    assert "Your objection: Sent" in page(at_home, "claim", statement.claim)


def test_an_objection_without_grounds_is_not_sent(at_home, me):
    statement = a_told_claim(person=me)
    address = reverse("reimbursements:object", args=[statement.public_id])
    answer = at_home.post(address, {"grounds": "  "})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Objection.objects.exists()


def test_an_objection_is_taken_back_from_the_page(at_home, me):
    statement = a_told_claim(person=me)
    ObjectionFactory(statement=statement)
    address = reverse("reimbursements:objection_withdraw", args=[statement.public_id])
    assert at_home.get(address).status_code == 405
    at_home.post(address)
    assert Objection.objects.get().state == ObjectionState.WITHDRAWN
    assert reverse("reimbursements:object", args=[statement.public_id]) in page(
        at_home, "statement", statement
    )


def test_a_statement_that_is_too_old_says_so_and_has_no_form(at_home, me, monkeypatch):
    statement = a_told_claim(person=me)
    monkeypatch.setattr("cns_portal.clock.now", lambda: NOON + timedelta(days=41))
    assert "The time to object is over." in page(at_home, "statement", statement)
    address = reverse("reimbursements:object", args=[statement.public_id])
    assert at_home.get(address).status_code == 302
    answer = at_home.post(address, {"grounds": "Too late all the same."})
    assert "The time to object is over." in answer.content.decode()
    assert not Objection.objects.exists()


def test_the_answer_to_an_objection_stands_on_the_statement(at_home, me):
    statement = a_told_claim(person=me)
    ObjectionFactory(
        statement=statement,
        state=ObjectionState.REJECTED,
        answer="The tariff is the one in force.",
        decided_at=NOON,
        decided_by=statement.claim.agent,
    )
    assert "The tariff is the one in force." in page(at_home, "statement", statement)


# -- the mailing ----------------------------------------------------------------------------------


def test_the_mailing_says_how_many_of_its_bills_are_decided(at_home, me):
    statement = a_told_claim(person=me, bills=3, waiting=2)
    text = page(at_home, "claim", statement.claim)
    assert "3 of 5 bills decided" in text
    assert reverse("reimbursements:statement", args=[statement.public_id]) in text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ClaimState.DECIDED, "Your bills are decided."),
        (ClaimState.ORDERED, "The bank has the order."),
        (ClaimState.PAID, "Nothing more happens."),
        (ClaimState.RETURNED, "The money came back from the bank."),
    ],
)
def test_the_mailing_says_what_happens_next(at_home, me, state, words):
    statement = a_told_claim(person=me)
    assert words in page(at_home, "claim", in_state(statement, state))


def test_the_mailing_says_when_the_cns_waits_for_the_person(at_home, me):
    claim = ClaimFactory(person=me, asked=True)
    LineFactory(bill=BillFactory(claim=claim))
    text = page(at_home, "claim", claim)
    assert "The CNS is waiting for you" in text
    assert "?tab=messages" in text


def test_without_enough_cases_the_page_says_what_the_cns_says(at_home, me):
    claim = ClaimFactory(person=me)
    LineFactory(bill=BillFactory(claim=claim))
    text = page(at_home, "claim", claim)
    assert "Too few bills were decided in the last 30 days" in text


def test_with_enough_cases_the_page_says_how_long_it_takes(at_home, me):
    for _number in range(10):
        ClaimFactory(
            decided=True,
            created_at=NOON - timedelta(days=6),
            decided_at=NOON - timedelta(days=2),
        )
    claim = ClaimFactory(person=me)
    LineFactory(bill=BillFactory(claim=claim))
    text = page(at_home, "claim", claim)
    assert "of 10 mailings, half were decided within 4 days" in text
    assert "22 November 2026" in text


def test_the_paper_is_asked_for_while_it_has_not_come(at_home, me):
    claim = ClaimFactory(person=me)
    assert "L-2980 Luxembourg" in page(at_home, "claim", claim)
    claim.original = "received"
    claim.original_received_at = NOON
    claim.save(update_fields=["original", "original_received_at"])
    assert "L-2980 Luxembourg" not in page(at_home, "claim", claim)


def test_the_pages_cost_the_same_however_many_bills_there_are(
    at_home, me, django_assert_max_num_queries
):
    few, many = a_told_claim(person=me), a_told_claim(person=me, bills=5)

    def count(name, of):
        with django_assert_max_num_queries(100) as asked:
            page(at_home, name, of)
        return len(asked)

    page(at_home, "claim", few.claim)  # what is remembered for a while is asked once
    assert count("claim", few.claim) == count("claim", many.claim)
    assert count("statement", few) == count("statement", many)


def test_the_procedure_leads_to_the_page_of_the_mailing(at_home, me):
    claim = a_told_claim(person=me).claim
    answer = at_home.get(reverse("home:procedure", args=[claim.procedure.reference]))
    address = reverse("reimbursements:claim", args=[claim.public_id])
    assert address in answer.content.decode()


def test_the_statement_says_where_the_payment_stands(at_home, me):
    statement = a_told_claim(person=me)
    assert "To be paid" in page(at_home, "statement", statement)
    Payment.objects.filter(statement=statement).update(
        state=PaymentState.WAITING, amount=Decimal("55.09")
    )
    assert "55.09 € will be transferred to you as soon as" in page(at_home, "statement", statement)


def test_a_mandate_for_messages_alone_is_not_led_to_the_mailing():
    mandate = a_mandate("messages")
    claim = a_told_claim(person=mandate.grantor).claim
    client = browser_of(mandate.holder, opened=mandate.grantor)
    answer = client.get(reverse("home:procedure", args=[claim.procedure.reference]))
    assert answer.status_code == 200
    address = reverse("reimbursements:claim", args=[claim.public_id])
    assert address not in answer.content.decode()
    assert client.get(address).status_code == 403


def test_a_mandate_for_reimbursements_objects_in_the_name_of_the_person():
    mandate = a_mandate("reimbursements")
    statement = a_told_claim(person=mandate.grantor)
    client = browser_of(mandate.holder, opened=mandate.grantor)
    text = page(client, "statement", statement)
    assert reverse("home:procedure", args=[statement.procedure.reference]) not in text
    client.post(
        reverse("reimbursements:object", args=[statement.public_id]), {"grounds": "Urgent."}
    )
    assert Objection.objects.get().sent_by == mandate.holder.account
    event = procedures.history(statement.procedure).last()
    assert (event.what, event.on_behalf_of) == (
        "claim.objection_sent",
        mandate.grantor.full_name,
    )


def test_a_complementary_statement_says_how_its_amount_comes_about(at_home, me):
    asked = ComplementaryClaimFactory(person=me, year=2025)
    statement = publishing.publish_complementary(
        me, procedure=asked.procedure, amount=Decimal("150.00"), agent=audit.SYSTEM
    )
    ComplementaryClaim.objects.filter(pk=asked.pk).update(
        statement=statement, participation=Decimal("900.00"), amount=Decimal("150.00")
    )
    asked.refresh_from_db()
    asked.threshold = "750.00"
    asked.save(update_fields=["threshold"])
    text = page(at_home, "statement", statement)
    for words in ("Participations of 2025 that count", "900.00 €", "750.00 €", "150.00 €"):
        assert words in text
    assert "by letter" in text
    address = reverse("reimbursements:object", args=[statement.public_id])
    assert address not in text
    assert at_home.post(address, {"grounds": "More."}).status_code == 200
    assert not Objection.objects.exists()
    answer = at_home.get(reverse("reimbursements:statement_pdf", args=[statement.public_id]))
    assert answer.content.startswith(b"%PDF")
