"""Requests of the demonstration in different states, and a bank account for a second agent."""

import uuid
from datetime import timedelta

from cns_portal import clock, procedures
from cns_portal.accounts.models import Account
from cns_portal.demo.families import account_for
from cns_portal.demo.people import PEOPLE, at_the_desk
from insured.choices import RequestKind
from insured.rules.requests import DAYS_TO_ANSWER
from insured.selectors import bank as known
from insured.selectors import people
from insured.services import abroad, bank, requests, staff
from reimbursements.services import staff as for_reimbursements

_BY_KEY = {person.key: person for person in PEOPLE}
QUESTION = (
    "Bonjour, le certificat de résidence de votre commune nous manque encore pour le formulaire. "
    "Pouvez-vous l’ajouter ici comme photo ou comme PDF ?"
)
"""In the language of the person who is asked."""


def seed_agents_of_the_insured(accounts: dict[str, Account]) -> None:
    """Let agents open files, decide requests and claims."""
    groups = staff.ensure_agent_group(), for_reimbursements.ensure_agent_group()
    for account in at_the_desk(accounts):
        account.groups.add(*groups)


def seed_requests(accounts: dict[str, Account]) -> int:
    """Luc’s form BL1 waits for his answer, Hans’s form S1 is issued. Returns how many are new.

    Needs the declarations: the forms are for people who work here.
    """
    luc, hans = _file("luc"), _file("hans")
    new = 0
    if not luc.requests.exists():
        _waits_for_an_answer(luc, agent=accounts["agent.esch"])
        new += 1
    if not hans.requests.exists():
        _issued(hans, agent=accounts["agent.luxembourg"])
        new += 1
    return new


def seed_proposal(accounts: dict[str, Account]) -> bool:
    """An account that one agent entered for Josette, for another one to confirm. Whether new."""
    josette = _file("josette")
    if known.history_of(josette).exists():
        return False
    bank.propose(
        josette,
        agent=accounts["agent.esch"],
        iban="LU66 0010 0000 0000 0001",
        holder=josette.full_name,
        reason="Bank card shown at the counter",
    )
    return True


def _waits_for_an_answer(person, *, agent: Account) -> None:
    item = _registration(person, RequestKind.BL1)
    requests.take(item.pk, agent=agent)
    procedures.ask(
        item.procedure,
        text=QUESTION,
        by=agent,
        sent_key=uuid.uuid4(),
        until=clock.today() + timedelta(days=DAYS_TO_ANSWER),
    )


def _issued(person, *, agent: Account) -> None:
    item = _registration(person, RequestKind.S1)
    requests.take(item.pk, agent=agent)
    requests.accept(item.pk, agent=agent)
    abroad.issue(item.pk, agent=agent)


def _registration(person, form: RequestKind):
    return abroad.ask_to_register(
        person=person,
        actor=person.account or account_for(person),
        form=form,
        returns_weekly=True,
    )


def _file(key: str):
    return people.by_matricule(_BY_KEY[key].matricule)
