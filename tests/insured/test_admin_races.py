"""Agents at the same moment: one decides, one number, one account; everybody else is told why."""

import pytest

from cns_portal.audit.models import AuditEntry
from cns_portal.inbox.models import Message
from insured.choices import RequestState
from insured.models import BankAccount, FormerMatricule, InsuredPerson
from insured.services import bank, request_kinds
from insured.services import requests as services
from tests.factories import InsuredPersonFactory, some_matricule
from tests.insured.agents import an_agent, file_page, request_page, window_of
from tests.insured.factories import RequestFactory
from tests.racing import done_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _plain(monkeypatch):
    monkeypatch.setattr(request_kinds, "_rules", {})
    monkeypatch.setattr("cns_portal.queue._send", lambda task: None)


def at_once(*acts) -> None:
    """Do all of them at the same moment; none of them breaks."""
    assert {answer.status_code for answer in done_at_once(*acts)} <= {200, 302}


def test_six_agents_take_one_request():
    item = RequestFactory()
    agents = [an_agent() for _ in range(6)]
    windows = [window_of(agent) for agent in agents]
    at_once(*(lambda w=window: w.post(request_page(item, "take")) for window in windows))
    item.refresh_from_db()
    assert item.state == RequestState.BEING_CHECKED
    assert AuditEntry.objects.filter(action="request.taken").count() == 1


def test_one_agent_in_two_windows_decides_once():
    agent = an_agent()
    item = services.take(RequestFactory().pk, agent=agent)
    first, second = window_of(agent), window_of(agent)
    at_once(
        lambda: first.post(request_page(item, "accept")),
        lambda: second.post(request_page(item, "refuse"), {"words": "No."}),
    )
    item.refresh_from_db()
    decided = AuditEntry.objects.filter(action__in=["request.accepted", "request.refused"])
    assert decided.count() == 1
    assert decided.get().action == f"request.{item.state}"
    told = Message.objects.filter(title__in=["Your request is accepted", "Your request is refused"])
    assert told.count() == 1


def test_two_colleagues_take_over_at_once_and_one_has_it():
    agent = an_agent()
    item = services.take(RequestFactory().pk, agent=agent)
    sent, windows = {"seen": agent.pk}, [window_of(an_agent()) for _ in range(4)]
    at_once(*(lambda w=w: w.post(request_page(item, "take-over"), sent) for w in windows))
    assert AuditEntry.objects.filter(action="request.taken_over").count() == 1


def test_one_number_goes_to_one_of_two_files():
    people = [InsuredPersonFactory(), InsuredPersonFactory()]
    number, windows = some_matricule(77), [window_of(an_agent()) for _ in people]
    sent = {"matricule": number, "reason": "Letter", "birth_date": ""}
    at_once(
        *(
            lambda w=window, p=person: w.post(file_page(p, "matricule"), sent)
            for window, person in zip(windows, people, strict=True)
        )
    )
    assert InsuredPerson.objects.filter(matricule=number).count() == 1
    assert FormerMatricule.objects.count() == 1


def test_two_agents_confirm_one_account_once():
    person = InsuredPersonFactory(signs_in=True)
    account = bank.propose(
        person,
        agent=an_agent(),
        iban="LU28 0019 4006 4475 0000",
        holder="Marie Beispill",
        reason="Card shown",
    )
    address = f"/admin/insured/bankaccount/{account.pk}/change/"
    windows = [window_of(an_agent()) for _ in range(3)]
    at_once(*(lambda w=w: w.get(address) for w in windows))
    first, second, third = windows
    at_once(
        lambda: first.post(address, {"_confirm": "1"}),
        lambda: second.post(address, {"_reject": "1", "reason": "No."}),
        lambda: third.get("/admin/insured/bankaccount/"),
    )
    account.refresh_from_db()
    assert account.state in {"in_force", "rejected"}
    assert BankAccount.objects.filter(person=person).count() == 1
    decided = AuditEntry.objects.filter(
        action__in=["bank_account.changed", "bank_account.rejected"]
    )
    assert decided.count() == 1
