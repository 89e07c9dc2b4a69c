"""The agents' pages of payments and payment files."""

import pytest
from django.db import connection
from django.urls import reverse

from cns_portal.audit.models import AuditEntry
from reimbursements.choices.money import BatchState, Method, PaymentRefusal, PaymentState
from reimbursements.choices.paying import ReturnReason
from reimbursements.models import Payment, PaymentBatch
from reimbursements.selectors import payments as selectors
from reimbursements.services import bank_file, batches, paying
from reimbursements.services.paying import PaidBy
from tests.accounts.agents import search
from tests.factories import AccountFactory
from tests.insured.agents import window_of
from tests.reimbursements.agents import an_agent
from tests.reimbursements.factories import decided
from tests.reimbursements.paying import (
    LUXEMBOURG,
    agent,
    change_account,
    ordered,
    released,
    somebody,
    waiting,
)

pytestmark = pytest.mark.django_db

FILES = "admin:reimbursements_paymentbatch_changelist"
PREPARE = "admin:reimbursements_paymentbatch_prepare"
FILE = "admin:reimbursements_paymentbatch_change"
CONTENT = "admin:reimbursements_paymentbatch_file"
PAYMENTS = "admin:reimbursements_payment_changelist"
PAYMENT = "admin:reimbursements_payment_change"


@pytest.fixture
def me():
    return an_agent()


@pytest.fixture
def window(me):
    return window_of(me)


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_one_agent_prepares_and_another_releases_and_fetches(window):
    payment = waiting()
    assert "55.09" in text(window.get(reverse(PREPARE)))
    window.post(reverse(PREPARE), {"method": "transfer"})
    batch = PaymentBatch.objects.get()
    address = reverse(FILE, args=[batch.pk])
    shown = text(window.get(address))
    assert payment.end_to_end_id in shown
    assert "LU … 0000" in shown
    assert LUXEMBOURG not in shown
    assert str(PaymentRefusal.SAME_AGENT.label) in shown
    window.post(address, {"_release": "1"})
    batch.refresh_from_db()
    assert batch.state == BatchState.PREPARED, "it is the other one's to release"
    other = window_of(an_agent())
    other.post(address, {"_release": "1"})
    batch.refresh_from_db()
    assert batch.state == BatchState.RELEASED
    fetched = other.post(reverse(CONTENT, args=[batch.pk]))
    assert fetched["Content-Type"] == "application/xml"
    assert bank_file.read(fetched.content).control_sum == batch.control_sum
    other.post(address, {"_execute": "1"})
    payment.refresh_from_db()
    assert payment.state == PaymentState.PAID


def test_looking_fetches_nothing(window):
    batch = released(waiting())
    answer = window.get(reverse(CONTENT, args=[batch.pk]))
    assert answer.status_code == 302
    assert not AuditEntry.objects.filter(action="payment_batch.fetched").exists()


def test_a_file_is_not_fetched_before_it_is_released(window):
    waiting()
    batch = batches.prepare(agent=agent())
    answer = window.post(reverse(CONTENT, args=[batch.pk]), follow=True)
    assert str(PaymentRefusal.NOT_RELEASED.label) in text(answer)


def test_payments_to_new_accounts_are_marked_and_looked_at(window):
    person = somebody()
    waiting(person)
    change_account(person)
    batch = batches.prepare(agent=agent())
    address = reverse(FILE, args=[batch.pk])
    assert "Changed in the last 30 days" in text(window.get(address))
    window.post(address, {"_release": "1"})
    batch.refresh_from_db()
    assert batch.state == BatchState.PREPARED
    window.post(address, {"_release": "1", "has_looked": "on"})
    batch.refresh_from_db()
    assert batch.state == BatchState.RELEASED


def test_a_file_that_is_dropped_names_nobody_any_more(window):
    payment = waiting()
    batch = batches.prepare(agent=agent())
    connection.check_constraints()
    window.post(reverse(FILE, args=[batch.pk]), {"_drop": "1"})
    assert payment.end_to_end_id not in text(window.get(reverse(FILE, args=[batch.pk])))


def test_what_an_unknown_button_sends_is_not_there(window):
    batch = released(waiting())
    assert window.post(reverse(FILE, args=[batch.pk]), {}).status_code == 404
    assert window.post(reverse(PREPARE), {"method": "cheque"}).status_code == 404


def test_without_an_account_of_the_fund_the_page_says_so(window, settings):
    settings.PAYING_ACCOUNT_IBAN = ""
    waiting()
    assert str(PaymentRefusal.NO_DEBTOR.label) in text(window.get(reverse(PREPARE)))


def test_money_that_came_back_is_written_down_and_paid_again(window):
    payment = ordered()
    address = reverse(PAYMENT, args=[payment.pk])
    assert "It came back" in text(window.get(address))
    assert "Choose" in text(window.post(address, {"_returned": "1", "because": ""}))
    window.post(address, {"_returned": "1", "because": "AC04"})
    payment.refresh_from_db()
    assert payment.state == PaymentState.RETURNED
    shown = text(window.get(address))
    assert str(ReturnReason.AC04.label) in shown
    window.post(address, {"_anew": "1"})
    payment.refresh_from_db()
    assert payment.state == PaymentState.RETURNED, "still the same account"
    window.post(address, {"_anew": "1", "insists": "on"})
    payment.refresh_from_db()
    assert payment.state == PaymentState.REPLACED
    assert payment.end_to_end_id[:-1] + "2" in text(window.get(address))


def test_a_reason_for_cheques_is_not_offered_for_transfers(window):
    payment = ordered()
    window.post(reverse(PAYMENT, args=[payment.pk]), {"_returned": "1", "because": "not_cashed"})
    payment.refresh_from_db()
    assert payment.state == PaymentState.ORDERED


def test_the_list_shows_what_came_back_and_what_waits(window):
    gone, back, waits = ordered(), ordered(), waiting()
    paying.returned(back.pk, agent=agent(), because=ReturnReason.AC01)
    shown = text(window.get(reverse(PAYMENTS)))
    assert back.end_to_end_id in shown
    assert waits.end_to_end_id in shown
    assert gone.end_to_end_id not in shown
    found = text(search(window, reverse(PAYMENTS), gone.end_to_end_id))
    assert gone.end_to_end_id in found


@pytest.mark.parametrize("name", ["reference", "statement", "case", "case as typed", "cheque"])
def test_a_payment_is_found_by_each_of_its_names(name):
    waiting()
    cheque = PaidBy(Method.CHEQUE, cheque_number="ab 4711")
    payment = paying.create_for(decided(person=somebody()), paid_by=cheque)
    case = payment.statement.procedure.reference
    asked = {
        "reference": payment.end_to_end_id.lower(),
        "statement": f" {payment.statement.number.lower()} ",
        "case": case,
        "case as typed": case.replace("-", " ").lower(),
        "cheque": "ab 4711",
    }[name]
    assert list(selectors.matching(Payment.objects.all(), asked)) == [payment]


@pytest.mark.parametrize("asked", ["", " ", "ab", "-"])
def test_no_payment_is_found_by_nothing(asked):
    waiting()
    assert not selectors.matching(Payment.objects.all(), asked).exists()


def test_who_looked_is_written_down(window, me):
    payment = waiting()
    window.get(reverse(PAYMENT, args=[payment.pk]))
    window.get(reverse(PAYMENTS))
    batch = batches.prepare(agent=agent())
    window.get(reverse(FILE, args=[batch.pk]))
    views = AuditEntry.objects.filter(kind="view", dossier=payment.statement.person.dossier)
    assert set(views.values_list("purpose", flat=True)) == {
        "reimbursements.payments.page",
        "reimbursements.payments.list",
        "reimbursements.payment_file.page",
    }


@pytest.mark.parametrize("name", [FILES, PREPARE, PAYMENTS])
def test_without_the_permission_there_is_nothing(name):
    assert window_of(AccountFactory(agent=True)).get(reverse(name)).status_code in {403, 404}


def test_without_the_permission_no_payment_and_no_file():
    payment = ordered()
    window = window_of(AccountFactory(agent=True))
    for name, key in [(FILE, payment.batch_id), (CONTENT, payment.batch_id), (PAYMENT, payment.pk)]:
        assert window.get(reverse(name, args=[key])).status_code == 404
        assert window.post(reverse(name, args=[key])).status_code == 404


def test_the_page_of_a_long_file_asks_no_more(window, django_assert_max_num_queries):
    for _ in range(2):
        waiting()
    batch = batches.prepare(agent=agent())
    window.get(reverse(FILE, args=[batch.pk]))
    with django_assert_max_num_queries(24) as few:
        window.get(reverse(FILE, args=[batch.pk]))
    for _ in range(4):
        waiting()
    longer = batches.prepare(agent=agent())
    with django_assert_max_num_queries(len(few)):
        window.get(reverse(FILE, args=[longer.pk]))


def test_the_start_page_counts_what_waits(window):
    back, _waits = ordered(), waiting()
    paying.returned(back.pk, agent=agent(), because=ReturnReason.AC01)
    shown = text(window.get(reverse("admin:index")))
    assert "Payments that came back" in shown
    assert "state=returned" in shown


def test_who_does_not_pay_is_shown_no_numbers_of_payments():
    answer = window_of(AccountFactory(agent=True)).get(reverse("admin:index"), follow=True)
    assert "Payments that came back" not in answer.content.decode()
