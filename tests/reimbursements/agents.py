"""Agents at the admin's window on claims, and claims that they can decide."""

from decimal import Decimal

from django.urls import reverse

from insured.services.staff import ensure_agent_group as ensure_group_of_the_hall
from reimbursements.choices.claims import ClaimState, Original
from reimbursements.rules import second_person
from reimbursements.services import adjudicating, working
from reimbursements.services.staff import ensure_agent_group
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.insured.factories import BankAccountFactory, PeriodFactory
from tests.reimbursements.billing import TARIFFS
from tests.reimbursements.factories import BillFactory, ClaimFactory, LineFactory

QUEUE = "/admin/reimbursements/claim/"


def an_agent(**names):
    """Somebody of the group for reimbursements, and of that for insured persons."""
    account = AccountFactory(agent=True, **{"first_name": "Anne", **names})
    account.groups.add(ensure_agent_group(), ensure_group_of_the_hall())
    return account


def page_of(claim, name: str = "change") -> str:
    """The address of a claim's page or of one of its actions."""
    return reverse(f"admin:reimbursements_claim_{name}", args=[claim.pk])


def bill_page(bill) -> str:
    """The address of a bill's pictures and lines."""
    return reverse("admin:reimbursements_claim_bill", args=[bill.claim_id, bill.pk])


def insured_person(**columns):
    """An adult who has been insured for long, with an account to pay to."""
    person = InsuredPersonFactory(signs_in=True, **columns)
    PeriodFactory(person=person)
    BankAccountFactory(person=person)
    return person


def a_claim(*, agent=None, person=None, bills=1, amount="62.60", **columns):
    """A claim of consultations whose original has come, taken by `agent` if there is one."""
    person = person or insured_person()
    claim = ClaimFactory(
        person=person,
        original=Original.RECEIVED,
        original_received_at=ClaimFactory.created_at,
        **columns,
    )
    for number in range(bills):
        bill = BillFactory(claim=claim, total=Decimal(amount))
        day = bill.issued_on.replace(day=bill.issued_on.day - number % 2)
        LineFactory(bill=bill, amount=Decimal(amount), served_on=day)
    if agent is not None and claim.state == ClaimState.SENT:
        working.take(claim.pk, agent=agent)
        claim.refresh_from_db()
    return claim


def marks_of(claim) -> dict:
    """What the page would show of the open bills, as the keys and marks for deciding them."""
    from reimbursements.rules.seen import mark_of

    bills = list(claim.bills.filter(state="open"))
    return {key: mark_of(result) for key, result in adjudicating.propose(bills).items()}


def known_tariffs(monkeypatch) -> None:
    """Acts whose tariffs are easy to follow; and nothing is chosen by chance."""
    monkeypatch.setattr("reimbursements.selectors.tariffs.current", lambda: TARIFFS)
    monkeypatch.setattr(second_person, "is_drawn", lambda bill, *, salt: False)
