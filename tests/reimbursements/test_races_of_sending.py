"""Two windows on one draft: it is sent once, and never otherwise than it was seen."""

import pytest

from cns_portal.inbox.models import Message
from cns_portal.procedures.models import Procedure
from reimbursements.choices.claims import ClaimRefusal, ClaimState
from reimbursements.choices.sending import SendingRefusal
from reimbursements.models import Claim
from reimbursements.selectors import checking, drafts
from reimbursements.services import drafts as filling
from reimbursements.services import sending
from tests.racing import at_once
from tests.reimbursements.sendable import add_bill, draft_of, marie

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ROUNDS = 5


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


def looked_at(claim: Claim) -> tuple[Claim, str]:
    """The draft as a page has it, and the mark of what it showed."""
    found = drafts.draft_of(claim.person, claim.public_id)
    return found, checking.fingerprint(found)


def test_a_draft_that_is_sent_from_two_windows_at_once_is_one_claim():
    person = marie()
    for _round in range(ROUNDS):
        claim = draft_of(person)
        draft, seen = looked_at(claim)
        answers = at_once(
            *[lambda: sending.send(draft, actor=person.account, seen=seen)] * 2  # noqa: B023
        )
        refused = [answer for answer in answers if answer == SendingRefusal.SENT_ALREADY]
        assert len(refused) == 1, answers
    assert Procedure.objects.count() == ROUNDS
    assert Message.objects.count() == ROUNDS
    assert Claim.objects.filter(state=ClaimState.SENT).count() == ROUNDS


def test_a_bill_that_is_changed_while_its_claim_is_sent_is_sent_as_seen_or_not_at_all():
    person = marie()
    for _round in range(ROUNDS):
        claim = draft_of(person)
        bill = claim.bills.get()
        draft, seen = looked_at(claim)
        sent, changed = at_once(
            lambda: sending.send(draft, actor=person.account, seen=seen),  # noqa: B023
            lambda: filling.fill_in(bill.pk, values={"number": "new"}, lines=None),  # noqa: B023
        )
        claim.refresh_from_db()
        bill.refresh_from_db()
        if claim.state == ClaimState.SENT:
            assert changed == SendingRefusal.SENT_ALREADY
            assert claim.as_sent["bills"][0]["number"] == bill.number != "new"
        else:
            assert (sent, bill.number) == (ClaimRefusal.CHANGED, "new")


def test_two_bills_added_at_once_have_two_places():
    claim = draft_of(marie())
    add_bill(claim)
    at_once(*[lambda: filling.add_bill(claim.pk)] * 2)
    assert list(claim.bills.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4]
