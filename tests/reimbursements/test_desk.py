"""At the desk: bills handed in, decided, paid at once, and the statement handed out."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from cns_portal import clock
from cns_portal.audit.models import AuditEntry
from cns_portal.kernel.refusal import Refused
from reimbursements.choices.claims import Channel, ClaimRefusal, ClaimState
from reimbursements.choices.money import BatchState, Method, PaymentRefusal, PaymentState
from reimbursements.models import Claim, Payment, PaymentBatch, Statement
from reimbursements.services import batches, deciding, desk, following
from reimbursements.services.desk import Desk
from tests.insured.agents import window_of
from tests.reimbursements.agents import a_claim, an_agent, insured_person, known_tariffs, marks_of
from tests.reimbursements.agents import page_of as address_of
from tests.reimbursements.paying import BELGIUM, LUXEMBOURG

pytestmark = pytest.mark.django_db

CHEQUE = Desk(Method.CHEQUE, cheque_number="4711")
INSTANT = Desk(Method.INSTANT)


@pytest.fixture(autouse=True)
def _tariffs(monkeypatch):
    known_tariffs(monkeypatch)


@pytest.fixture
def me():
    return an_agent()


def brought(me, *, bills=2, amount="62.60", person=None, **fields):
    """A claim in my hands whose bills were paid lately."""
    claim = a_claim(agent=me, person=person, bills=bills, amount=amount)
    paid = {"paid_on": clock.today() - timedelta(days=3)}
    claim.bills.update(**paid | fields)
    return claim


def refusal(work, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        work(*args, **kwargs)
    return refused.value.reason


def settle(claim, me, how):
    return desk.settle(claim.pk, bills=marks_of(claim), agent=me, desk=how)


def test_a_cheque_is_handed_over_at_once(me):
    claim = brought(me)
    statement = settle(claim, me, CHEQUE)
    payment = Payment.objects.get()
    assert (payment.state, payment.cheque_number) == (PaymentState.PAID, "4711")
    assert payment.amount == statement.total == statement.decided_total > 0
    assert statement.method == Method.CHEQUE
    claim.refresh_from_db()
    assert claim.state == ClaimState.PAID
    assert AuditEntry.objects.filter(action="statement.paid_at_the_desk").count() == 1


def test_an_instant_transfer_lies_ready_for_another_agent(me):
    claim = brought(me)
    statement = settle(claim, me, INSTANT)
    batch = PaymentBatch.objects.get()
    assert (batch.method, batch.count, batch.control_sum) == ("instant", 1, statement.total)
    assert batch.payments.get().iban == LUXEMBOURG
    assert refusal(batches.release, batch.pk, agent=me) == PaymentRefusal.SAME_AGENT
    batches.release(batch.pk, agent=an_agent())
    following.follow()
    claim.refresh_from_db()
    assert claim.state == ClaimState.ORDERED


def test_a_proxy_gets_it_on_their_own_account(me):
    claim = brought(me)
    how = Desk(
        Method.INSTANT,
        by_proxy=True,
        proxy_papers=True,
        proxy_holder="Jean Proxy",
        proxy_iban="BE21 0012 3456 7803",
    )
    statement = settle(claim, me, how)
    batch = PaymentBatch.objects.get()
    payment = batch.payments.get()
    assert (payment.iban, payment.holder, payment.to_proxy) == (BELGIUM, "Jean Proxy", True)
    assert statement.account_shown == "BE … 7803"
    assert batches.release(batch.pk, agent=an_agent(), has_looked=True).state == "released"


def test_a_proxy_shows_the_papers(me):
    claim = brought(me)
    how = Desk(Method.CHEQUE, cheque_number="1", by_proxy=True)
    assert refusal(settle, claim, me, how) == PaymentRefusal.NO_PROXY_PAPERS
    assert not Statement.objects.exists(), "whole or not at all"


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"bills": 1}, PaymentRefusal.TOO_LITTLE),
        ({"paid_on": None}, PaymentRefusal.NOT_AT_THE_DESK),
        ({"country": "FR"}, PaymentRefusal.NOT_AT_THE_DESK),
    ],
)
def test_what_the_conditions_do_not_allow_is_not_decided(me, fields, found):
    claim = brought(me, **fields)
    assert refusal(settle, claim, me, CHEQUE) == found
    claim.refresh_from_db()
    assert claim.state == ClaimState.BEING_CHECKED


def test_an_act_that_is_never_paid_at_once_is_known_however_it_is_written(me):
    claim = brought(me, bills=1)
    claim.bills.get().lines.update(code="ph 1", approved_tariff="120.00", approved_rate="1.0000")
    assert refusal(settle, claim, me, CHEQUE) == PaymentRefusal.NOT_AT_THE_DESK


def test_what_is_corrected_while_it_is_paid_is_seen(me, monkeypatch):
    claim = brought(me)
    known = deciding.locked

    def locked_too_late(claim_id):
        monkeypatch.setattr(deciding, "locked", known)
        claim.bills.update(paid_on=clock.today() - timedelta(days=20))
        return known(claim_id)

    marks = marks_of(claim)
    monkeypatch.setattr(deciding, "locked", locked_too_late)
    found = refusal(desk.settle, claim.pk, bills=marks, agent=me, desk=CHEQUE)
    assert found == PaymentRefusal.NOT_AT_THE_DESK


def test_a_payment_of_fifteen_days_ago_is_too_old(me):
    claim = brought(me, paid_on=clock.today() - timedelta(days=15))
    assert refusal(settle, claim, me, CHEQUE) == PaymentRefusal.NOT_AT_THE_DESK


def test_where_a_second_agent_has_to_look_nothing_is_paid_at_once(me, monkeypatch):
    claim = brought(me)
    monkeypatch.setattr("reimbursements.rules.second_person.HIGH", Decimal("1.00"))
    assert refusal(settle, claim, me, CHEQUE) == PaymentRefusal.NEEDS_A_SECOND
    assert not Payment.objects.exists()
    claim.refresh_from_db()
    assert claim.state == ClaimState.BEING_CHECKED


def test_what_was_decided_and_waits_can_be_paid_at_the_desk(me):
    claim = brought(me)
    deciding.decide(claim.pk, bills=marks_of(claim), agent=me)
    payment = Payment.objects.get()
    desk.pay_waiting(payment.pk, agent=me, desk=CHEQUE)
    payment.refresh_from_db()
    assert (payment.method, payment.state) == (Method.CHEQUE, PaymentState.PAID)
    assert payment.statement.method == Method.CHEQUE
    assert refusal(batches.prepare, agent=an_agent()) == PaymentRefusal.NOTHING_TO_PAY


def test_what_is_in_a_file_cannot_be_paid_at_the_desk_as_well(me):
    claim = brought(me)
    deciding.decide(claim.pk, bills=marks_of(claim), agent=me)
    batches.prepare(agent=an_agent())
    found = refusal(desk.pay_waiting, Payment.objects.get().pk, agent=me, desk=CHEQUE)
    assert found == PaymentRefusal.NOT_WAITING


# -- handed in ---------------------------------------------------------------------------------


def test_bills_that_lie_on_the_desk_are_a_claim_in_the_agents_hands(me):
    person = insured_person()
    claim = desk.hand_in(person, agent=me, bills=2)
    assert (claim.channel, claim.state) == (Channel.AGENCY, ClaimState.BEING_CHECKED)
    assert (claim.agent, claim.original) == (me, "received")
    assert [bill.patient for bill in claim.bills.all()] == [person, person]


def test_nobody_takes_in_their_own_bills():
    person = insured_person()
    found = refusal(desk.hand_in, person, agent=person.account, bills=1)
    assert found == ClaimRefusal.OWN_FILE


# -- pages -------------------------------------------------------------------------------------


def test_from_the_paper_to_the_cheque_and_the_statement(me):
    person = insured_person()
    window = window_of(me)
    taken_in = {"matricule": person.matricule, "bills": "1"}
    answer = window.post(reverse("admin:reimbursements_claim_hand_in"), taken_in)
    claim = Claim.objects.get()
    assert answer.url == address_of(claim)
    bill = claim.bills.get()
    bill.lines.create(
        position=1, code="C1", served_on=clock.today() - timedelta(days=4), amount=Decimal("120")
    )
    claim.bills.update(
        total=Decimal("120"), paid_on=clock.today() - timedelta(days=3), proof="receipted"
    )
    page = window.get(address_of(claim, "desk")).content.decode()
    assert "Bill 1: meets the conditions." in page
    seen = " ".join(f"{key}:{mark}" for key, mark in marks_of(claim).items())
    answer = window.post(
        address_of(claim, "desk"),
        {"bills": [bill.pk], "seen": seen, "method": "cheque", "cheque_number": "4711"},
        follow=True,
    ).content.decode()
    payment = Payment.objects.get()
    assert payment.state == PaymentState.PAID
    assert payment.statement.number in answer
    printed = window.get(reverse("admin:reimbursements_payment_statement", args=[payment.pk]))
    assert printed["Content-Type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF")


def test_an_unknown_number_is_said_at_its_field(me):
    wrong = {"matricule": "1893120105732", "bills": "1"}
    answer = window_of(me).post(reverse("admin:reimbursements_claim_hand_in"), wrong)
    assert "Nobody with this number" in answer.content.decode()
    assert not Claim.objects.exists()


def test_why_a_bill_is_not_paid_at_once_is_said(me):
    claim = brought(me, bills=1, paid_on=clock.today() - timedelta(days=20))
    page = window_of(me).get(address_of(claim, "desk")).content.decode()
    assert "this bill is too old" in page
    assert "They cannot be paid at once." in page


def test_a_waiting_statement_is_paid_from_the_page_of_its_claim(me):
    claim = brought(me)
    deciding.decide(claim.pk, bills=marks_of(claim), agent=me)
    window = window_of(me)
    assert "desk-waiting" in window.get(address_of(claim)).content.decode()
    answer = window.post(
        address_of(claim, "desk-waiting"), {"method": "cheque", "cheque_number": ""}
    )
    assert str(PaymentRefusal.NO_CHEQUE_NUMBER.label) in answer.content.decode()
    window.post(address_of(claim, "desk-waiting"), {"method": "instant"})
    assert PaymentBatch.objects.get().state == BatchState.PREPARED
