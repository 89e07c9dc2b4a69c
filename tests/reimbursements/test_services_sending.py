"""Sending bills once, as they were seen; taking them back as long as nothing is decided."""

from datetime import timedelta

import pytest

from cns_portal import clock, procedures
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Message
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures.selectors import out_of_step
from insured.models import BankAccount
from reimbursements.choices.claims import ClaimRefusal, ClaimState
from reimbursements.choices.sending import Doubt, SendingRefusal
from reimbursements.models import Claim
from reimbursements.selectors import checking, drafts
from reimbursements.services import adjudicating, sending
from reimbursements.services import drafts as filling
from reimbursements.services.loading_tariffs import load_published
from tests.factories import InsuredPersonFactory
from tests.insured.families import child_of
from tests.reimbursements.factories import PayeeDeclarationFactory
from tests.reimbursements.sendable import add_bill, add_page, ago, draft_of, marie

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return marie()


@pytest.fixture
def claim(person):
    return draft_of(person)


def seen(claim: Claim) -> str:
    return checking.fingerprint(drafts.draft_of(claim.person, claim.public_id))


def send(claim: Claim, **how) -> Claim:
    how.setdefault("actor", claim.person.account)
    return sending.send(claim, seen=how.pop("seen", None) or seen(claim), **how)


def looked_at(claim: Claim):
    return checking.checked(drafts.draft_of(claim.person, claim.public_id), today=clock.today())


def test_what_is_sent_is_a_procedure_with_a_receipt(person, claim):
    send(claim)
    claim.refresh_from_db()
    assert (claim.state, claim.sent_by, claim.original) == ("sent", person.account, "awaited")
    assert list(claim.bills.values_list("state", flat=True)) == ["open"]
    assert [event.what for event in procedures.history(claim.procedure)] == ["claim.sent"]
    assert not out_of_step()
    message = Message.objects.get(dossier=person.dossier)
    assert message.reference == claim.procedure.reference
    assert "L-2980" in message.body
    (entry,) = AuditEntry.objects.filter(action="claim.sent")
    assert entry.details == {"bills": 1}


def test_where_the_paper_is_not_needed_nobody_asks_for_it(settings, person, claim):
    settings.ORIGINAL_BILLS_NEEDED = False
    send(claim)
    claim.refresh_from_db()
    assert claim.original == "not_needed"
    assert "L-2980" not in Message.objects.get(dossier=person.dossier).body


def test_the_picture_of_what_was_sent_stays_when_an_agent_completes_the_bill(claim):
    bill = claim.bills.get()
    send(claim)
    bill.number = "corrected"
    bill.save()
    claim.refresh_from_db()
    (sent,) = claim.as_sent["bills"]
    assert sent["number"] == Claim.objects.get().as_sent["bills"][0]["number"] != "corrected"
    assert sent["lines"][0]["code"] == "C1"
    assert [page["name"] for page in sent["pages"]] == ["card.jpg"]


def test_a_claim_is_sent_once(person, claim):
    fingerprint = seen(claim)
    send(claim, seen=fingerprint)
    with pytest.raises(Refused) as refused:
        send(claim, seen=fingerprint)
    assert refused.value.reason == SendingRefusal.SENT_ALREADY
    assert person.dossier.procedures.count() == 1


def test_what_changed_since_it_was_looked_at_is_looked_at_again(claim):
    before = seen(claim)
    filling.fill_in(claim.bills.get().pk, values={"number": "another"}, lines=None)
    with pytest.raises(Refused) as refused:
        send(claim, seen=before)
    assert refused.value.reason == ClaimRefusal.CHANGED
    send(claim)


@pytest.mark.parametrize(
    ("spoil", "refusal"),
    [
        (lambda claim: claim.bills.all().delete(), ClaimRefusal.NO_BILL),
        (lambda claim: claim.bills.get().pages.all().delete(), ClaimRefusal.NO_PAGE),
        (lambda claim: add_page(claim.bills.get(), rejected=True), ClaimRefusal.PAGE_UNREADABLE),
        (lambda claim: add_page(claim.bills.get(), pending=True), ClaimRefusal.PAGE_PENDING),
        (lambda claim: claim.bills.update(patient=None), ClaimRefusal.NO_PATIENT),
        (lambda claim: BankAccount.objects.all().delete(), ClaimRefusal.NO_ACCOUNT),
    ],
)
def test_what_stops_a_claim_leaves_it_as_it_was(claim, spoil, refusal):
    spoil(claim)
    with pytest.raises(Refused) as refused:
        send(claim)
    assert refused.value.reason == refusal
    claim.refresh_from_db()
    assert (claim.state, claim.procedure) == ("draft", None)
    assert not Message.objects.exists()


def test_the_account_of_a_declared_payee_is_an_account(person, claim):
    BankAccount.objects.all().delete()
    PayeeDeclarationFactory(person=person, first_day=ago(30))
    assert looked_at(claim).refusal is None


def test_a_parent_sends_a_bill_from_the_file_of_a_child(person):
    child = child_of(person, number=77)
    own = draft_of(person, patient=child)
    assert looked_at(own).refusal is None


def test_a_bill_that_was_sent_before_is_found_again(claim):
    bill = claim.bills.get()
    send(claim)
    claim.refresh_from_db()
    again = draft_of(claim.person, provider=bill.provider, number=bill.number)
    (checked,) = looked_at(again).bills
    (doubt,) = checked.doubts
    assert doubt.doubt == Doubt.SENT_BEFORE
    assert doubt.about == {"reference": claim.procedure.reference}


def test_what_somebody_else_sent_for_the_same_child_is_theirs_to_see(person):
    child = child_of(person, number=77)
    other = marie()
    sent = draft_of(other, patient=child)
    bill = sent.bills.get()
    send(sent)
    again = draft_of(person, patient=child, provider=bill.provider, number=bill.number)
    (checked,) = looked_at(again).bills
    assert checked.doubts == ()


def test_a_bill_that_was_taken_back_can_be_sent_again(claim):
    bill = claim.bills.get()
    send(claim)
    claim.refresh_from_db()
    sending.withdraw(claim.procedure, actor=claim.person.account)
    again = draft_of(claim.person, provider=bill.provider, number=bill.number)
    assert looked_at(again).bills[0].doubts == ()


def test_with_the_published_period_a_bill_is_too_late_after_two_years(person):
    load_published()
    claim = draft_of(person, served_on=ago(2 * 366 + 30), number="old")
    (checked,) = looked_at(claim).bills
    assert Doubt.TOO_LATE in {doubt.doubt for doubt in checked.doubts}


def test_a_claim_is_taken_back_and_nothing_more_happens(person, claim):
    send(claim)
    claim.refresh_from_db()
    assert sending.why_not_withdraw(claim.procedure, clock.now()) is None
    sending.withdraw(claim.procedure, actor=person.account)
    claim.refresh_from_db()
    assert claim.state == ClaimState.WITHDRAWN
    assert list(claim.bills.values_list("state", flat=True)) == ["withdrawn"]
    assert claim.procedure.phase == "done"
    assert not out_of_step()
    assert Message.objects.filter(dossier=person.dossier).count() == 2
    assert "decided or withdrawn" in sending.why_not_withdraw(claim.procedure, clock.now())
    with pytest.raises(Refused) as refused:
        sending.withdraw(claim.procedure, actor=person.account)
    assert refused.value.reason == ClaimRefusal.CLOSED


def test_the_estimate_before_sending_is_what_the_engine_says_afterwards(person, claim):
    load_published()
    add_bill(claim, served_on=ago(40))
    before = adjudicating.propose(claim.bills.all())
    send(claim)
    claim.refresh_from_db()
    assert adjudicating.propose(claim.bills.all()) == before
    assert sum(one.total("reimbursed") for one in before.values()) > 0


def test_somebody_elses_draft_is_not_there(claim):
    assert drafts.draft_of(InsuredPersonFactory(), claim.public_id) is None
    assert drafts.bill_of(InsuredPersonFactory(), claim.bills.get().public_id) is None


def test_looking_at_a_claim_asks_as_much_for_many_bills_as_for_one(
    claim, django_assert_max_num_queries
):
    for days in range(12, 20):
        add_bill(claim, served_on=ago(days))
    with django_assert_max_num_queries(14):
        looked_at(claim)


def test_sending_for_somebody_names_them(claim):
    agent = InsuredPersonFactory(signs_in=True)
    send(claim, actor=agent.account, on_behalf_of=claim.person.full_name)
    claim.refresh_from_db()
    (event,) = procedures.history(claim.procedure)
    assert (event.actor, event.on_behalf_of) == (agent.account, claim.person.full_name)
    assert claim.sent_at - clock.now() < timedelta(minutes=1)
