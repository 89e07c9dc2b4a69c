"""Whether care abroad could wait: asked only about care abroad, never insisted on, and counted."""

import pytest
from django.db import IntegrityError, transaction
from pytest_django.asserts import assertContains, assertNotContains

from reimbursements.choices.reasons import Reason, Verdict
from reimbursements.models import Bill, Claim
from reimbursements.presenters.sent_copy import sent_copy
from reimbursements.selectors import drafts
from reimbursements.services import adjudicating, sending
from reimbursements.services.loading_tariffs import load_published
from tests.reimbursements.factories import BillFactory
from tests.reimbursements.sendable import at, draft_of, marie, signed_in, text_of, typed
from tests.reimbursements.test_services_sending import seen

pytestmark = pytest.mark.django_db

QUESTION = "Care abroad: was it urgent?"


@pytest.fixture
def person():
    return marie()


@pytest.fixture
def mine(person):
    return signed_in(person)


@pytest.fixture
def bill(person):
    return draft_of(person).bills.get()


def test_the_person_is_asked_and_may_leave_it_empty(mine, person, bill):
    page = mine.get(at("bill", bill.public_id))
    assertContains(page, QUESTION)
    assertContains(page, 'class="only-abroad"')
    mine.post(at("bill", bill.public_id), typed(person, country="FR"))
    bill.refresh_from_db()
    assert (bill.country, bill.urgent) == ("FR", None)


@pytest.mark.parametrize(("said", "kept"), [("True", True), ("False", False), ("", None)])
def test_what_the_person_says_is_kept_and_shown_again(mine, person, bill, said, kept):
    mine.post(at("bill", bill.public_id), typed(person, country="FR", urgent=said))
    bill.refresh_from_db()
    assert bill.urgent is kept
    page = mine.get(at("bill", bill.public_id))
    assertContains(page, f'<option value="{said}" selected>')


def test_of_care_at_home_it_says_nothing(mine, person, bill):
    mine.post(at("bill", bill.public_id), typed(person, country="LU", urgent="True"))
    bill.refresh_from_db()
    assert bill.urgent is None


def test_the_database_keeps_it_for_care_abroad():
    with pytest.raises(IntegrityError, match="bill_urgent_is_of_care_abroad"), transaction.atomic():
        BillFactory(country="LU", urgent=False)
    assert BillFactory(country="FR", urgent=False).urgent is False


@pytest.mark.parametrize(
    ("urgent", "verdict", "reason"),
    [
        (None, Verdict.OPEN, Reason.ABROAD_UNAUTHORISED),
        (False, Verdict.REFUSED, Reason.ABROAD_UNAUTHORISED),
        (True, Verdict.OPEN, Reason.AN_AGENT_DECIDES),
    ],
)
def test_the_estimate_of_a_stay_in_hospital_depends_on_it(person, urgent, verdict, reason):
    load_published()
    claim = draft_of(person, country="FR", setting="in_patient", urgent=urgent)
    (bill,) = drafts.draft_of(person, claim.public_id).bills.all()
    (line,) = adjudicating.propose([bill])[bill.pk].lines
    assert (line.verdict, line.reasons[0].code) == (verdict, reason)


def test_the_last_look_and_the_copy_say_it(mine, person):
    claim = draft_of(person, country="FR", urgent=True)
    assert "Was it urgent? It could not wait" in text_of(mine.get(at("check", claim.public_id)))
    sending.send(claim, actor=person.account, seen=seen(claim))
    assert ("Was it urgent?", "It could not wait") in rows_of_the_copy(claim)


def test_a_copy_from_before_the_question_says_nothing(person):
    claim = draft_of(person, country="FR")
    sending.send(claim, actor=person.account, seen=seen(claim))
    claim = Claim.objects.get(pk=claim.pk)
    del claim.as_sent["bills"][0]["urgent"]
    claim.save()
    assert "Was it urgent?" not in dict(rows_of_the_copy(claim))


def test_the_next_bill_of_the_same_provider_is_another_journey(mine, person):
    claim = draft_of(person, country="FR", urgent=True)
    mine.post(at("draft", claim.public_id), {"copy": str(claim.bills.get().public_id)})
    assert [bill.urgent for bill in Bill.objects.order_by("position")] == [True, None]
    assertNotContains(mine.get(at("bill", claim.bills.last().public_id)), 'True" selected')


def rows_of_the_copy(claim: Claim) -> list:
    _template, context = sent_copy(Claim.objects.get(pk=claim.pk).procedure)
    return context["bills"][0]["rows"]
