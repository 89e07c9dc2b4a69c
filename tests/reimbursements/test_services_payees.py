"""Declaring that somebody else is paid: what counts from when, who is told, and ending it."""

from datetime import timedelta

import pytest

from cns_portal import clock
from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Message
from cns_portal.kernel.refusal import Refused
from reimbursements.choices.money import PayeeForm
from reimbursements.choices.paying import PayeeRefusal
from reimbursements.models import PayeeDeclaration
from reimbursements.selectors import payees as selectors
from reimbursements.services import batches, payees
from tests.reimbursements.factories import ClaimFactory
from tests.reimbursements.paying import BELGIUM, LUXEMBOURG, agent, released, somebody, waiting

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


def declare(person, **fields):
    given = {
        "actor": person.account,
        "form": PayeeForm.PERIOD,
        "iban": "BE21 0012 3456 7803",
        "holder": "Jean Muster",
        "confirmed": True,
        "first_day": clock.today(),
    }
    return payees.declare(person, **given | fields)


def refusal(work, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        work(*args, **kwargs)
    return refused.value.reason


def sent_today(person):
    return ClaimFactory(person=person, created_at=clock.now())


def test_a_declaration_is_kept_told_and_written_down():
    person = somebody()
    row = declare(person)
    assert (row.iban, row.country, row.last_four) == (BELGIUM, "BE", "7803")
    told = Message.objects.get(dossier=person.dossier)
    assert "Jean Muster" in told.body
    assert BELGIUM not in told.body
    assert AuditEntry.objects.filter(action="payee.declared").count() == 1
    assert selectors.account_shown(person, claim=sent_today(person)) == "BE … 7803"


def test_it_counts_for_bills_sent_in_its_days():
    person = somebody()
    before = sent_today(person)
    declare(person, first_day=clock.today() + A_DAY)
    assert selectors.account_shown(person, claim=before) == "LU … 0000"


def test_two_declarations_for_the_same_days_are_refused():
    person = somebody()
    declare(person)
    found = refusal(declare, person, holder="Else")
    assert found == PayeeRefusal.ALREADY_FOR_THESE_DAYS
    assert PayeeDeclaration.objects.count() == 1


def test_another_takes_its_place_from_a_day_on():
    person = somebody()
    first = declare(person)
    later = clock.today() + 3 * A_DAY
    second = declare(person, form=PayeeForm.CHANGE, first_day=later, instead_of=first, holder="B C")
    first.refresh_from_db()
    assert (first.state, first.last_day) == ("replaced", later - A_DAY)
    today = selectors.declared_for(person, sent_on=clock.today())
    assert (today, selectors.declared_for(person, sent_on=later)) == (first, second)


def test_what_had_not_begun_is_replaced_altogether():
    person = somebody()
    first = declare(person)
    second = declare(person, form=PayeeForm.CHANGE, instead_of=first, holder="B C")
    first.refresh_from_db()
    assert first.state == "revoked"
    assert selectors.declared_for(person, sent_on=clock.today()) == second


def test_what_is_ended_counts_for_nothing_that_is_not_ordered():
    person = somebody()
    row = declare(person)
    payment = waiting(person, sent_at=clock.now())
    batch = batches.prepare(agent=agent())
    assert batch.payments.get().iban == BELGIUM
    payees.end(row, actor=person.account)
    found = refusal(batches.release, batch.pk, agent=agent(), has_looked=True)
    assert found == "changed"
    assert selectors.destinations([payment.statement])[payment.statement_id].iban == LUXEMBOURG


def test_ending_it_twice_is_refused():
    person = somebody()
    row = declare(person)
    payees.end(row, actor=person.account)
    assert refusal(payees.end, row, actor=person.account) == PayeeRefusal.NOT_IN_FORCE


def test_for_the_bills_of_one_mailing():
    person = somebody()
    claim, other = sent_today(person), sent_today(person)
    row = declare(person, form=PayeeForm.BILLS, claim=claim, first_day=None)
    claim.refresh_from_db()
    assert claim.payee == row
    shown = [selectors.account_shown(person, claim=one) for one in (claim, other)]
    assert shown == ["BE … 7803", "LU … 0000"]


def test_another_for_the_same_mailing_takes_its_place():
    person = somebody()
    claim = sent_today(person)
    first = declare(person, form=PayeeForm.BILLS, claim=claim)
    second = declare(person, form=PayeeForm.BILLS, claim=claim, holder="B C")
    first.refresh_from_db()
    claim.refresh_from_db()
    assert (first.state, claim.payee) == ("revoked", second)


def test_not_for_the_mailing_of_somebody_else():
    person = somebody()
    theirs = sent_today(somebody())
    found = refusal(declare, person, form=PayeeForm.BILLS, claim=theirs)
    assert found == PayeeRefusal.NO_CLAIM


def test_not_once_the_payment_is_ordered():
    person = somebody()
    payment = waiting(person)
    assert selectors.claims_open_to(person) == [payment.statement.claim]
    released(payment)
    found = refusal(declare, person, form=PayeeForm.BILLS, claim=payment.statement.claim)
    assert found == PayeeRefusal.PAID_ALREADY
    assert selectors.claims_open_to(person) == []


def test_a_declaration_counts_as_a_changed_account():
    person = somebody()
    claim = sent_today(person)
    assert selectors.changed_on(claim) is None
    declare(person)
    assert selectors.changed_on(claim) == clock.today()
    payment = waiting(person, sent_at=clock.now())
    batches.prepare(agent=agent())
    assert batches.with_new_accounts([payment]) == {payment.pk}
