"""Claims that somebody can go on with: begun, sent, asked about, proposed, paid, come back."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.conf import settings

from cns_portal import clock, documents, procedures
from cns_portal.accounts.models import Account
from cns_portal.demo.families import account_for
from cns_portal.demo.people import PEOPLE
from cns_portal.demo.pictures import bill_picture
from insured.selectors import bank as known
from insured.selectors import people
from insured.services import bank
from reimbursements.choices.care import PageKind, Proof, Setting
from reimbursements.choices.claims import Original
from reimbursements.choices.paying import ReturnReason
from reimbursements.models import Claim, Payment, Statement
from reimbursements.rules.seen import mark_of
from reimbursements.selectors import checking
from reimbursements.selectors import drafts as draft_selectors
from reimbursements.services import (
    adjudicating,
    batches,
    deciding,
    drafts,
    following,
    objecting,
    paying,
    sending,
    working,
)
from reimbursements.services.pages import pages

_BY_KEY = {person.key: person for person in PEOPLE}
A_DAY = timedelta(days=1)
QUESTION = (
    "Bonjour, la preuve de paiement n’est pas lisible sur votre photo. Pouvez-vous joindre ici "
    "l’avis de débit de votre banque avec le numéro de la facture ?"
)
GROUNDS = (
    "Le dermatologue m’avait reçue en urgence un samedi : le dépassement devrait être pris en "
    "charge. Merci de revoir cette facture."
)
"""Both in the language of the person."""
ACCOUNTS = {
    "claire": ("FR76 3000 6000 0112 3456 7890 189", "Claire Fantasie"),
    "hans": ("DE89 3704 0044 0532 0130 00", "Hans Erfunden"),
}
"""Numbers that banks print in their examples."""


@dataclass(frozen=True)
class Paper:
    """A bill as it lies on the table."""

    key: str
    """Who was treated."""
    provider: str
    name: str
    days: int
    """Ago."""
    acts: tuple[tuple[str, str], ...]
    """Code and amount."""
    country: str = "LU"
    fee: str = "0.00"
    kind: PageKind = PageKind.INVOICE
    setting: Setting = Setting.OUT_PATIENT
    prescribed: bool = False

    @property
    def total(self) -> Decimal:
        return sum((Decimal(amount) for _code, amount in self.acts), Decimal(self.fee))


GP = Paper("marie", "900001", "Dr Anne Modell", 12, (("C1", "62.60"),))
CHILD = Paper("max", "900003", "Dr Chloé Exemple", 10, (("C6", "68.50"),))
EYES = Paper("marie", "900004", "Dr Dieter Muster", 16, (("C16", "60.30"),))
SKIN = Paper("marie", "900005", "Dr Elsa Inventée", 30, (("C8", "84.10"),))
ARLON = Paper("luc", "BE90001", "Dr Lucie Fictive", 14, (("C1", "32.00"),), country="BE")
NERVES = Paper("claire", "900002", "Dr Bernard Fiktiv", 25, (("C10", "69.70"),))
TEETH = Paper("hans", "910001", "Cabinet dentaire", 20, (("DS1", "95.00"),))
EARS = Paper(
    "hans",
    "940001",
    "Centre auditif Fictif",
    18,
    (("HEARING-AID", "950.00"), ("HEARING-AID", "1080.00")),
    prescribed=True,
)


def seed(accounts: dict[str, Account]) -> None:
    """One claim in each state, as services leave them. Needs the tariffs and the families."""
    first, second = accounts["agent.luxembourg"], accounts["agent.esch"]
    _bank_accounts(first, second)
    _draft("marie", [EYES])
    _sent("marie", [GP, CHILD])
    _asked(_sent("luc", [ARLON]), agent=second)
    working.take(_sent("hans", [TEETH]).pk, agent=first)
    _decided(_sent("hans", [EARS]), agent=first)  # high: waits for a second agent
    claire = _decided(_sent("claire", [NERVES]), agent=first, second=second)
    marie = _decided(_sent("marie", [SKIN]), agent=first, second=second)
    _pay(claire, marie, first=first, second=second)
    _object(marie)


def _bank_accounts(first: Account, second: Account) -> None:
    for key, (iban, holder) in ACCOUNTS.items():
        person = _file(key)
        if known.in_force(person) is None:
            proposed = bank.propose(
                person, agent=first, iban=iban, holder=holder, reason="Bank card shown"
            )
            bank.confirm(proposed.pk, agent=second)


def _draft(key: str, papers: list[Paper]) -> Claim:
    """Filled in with a picture of each bill, not sent."""
    person = _file(key)
    actor = person.account or account_for(person)
    claim = drafts.begin(person=person, actor=actor)
    for number, paper in enumerate(papers):
        bill = claim.bills.get() if not number else drafts.add_bill(claim.pk)
        served_on = clock.today() - paper.days * A_DAY
        drafts.fill_in(
            bill.pk,
            values={
                "patient": _file(paper.key),
                "provider_typed": paper.provider,
                "number": f"{served_on:%Y}-{paper.days:03d}{number}",
                "issued_on": served_on,
                "country": paper.country,
                "setting": paper.setting,
                "total": paper.total,
                "paid_on": served_on + 2 * A_DAY,
                "proof": Proof.RECEIPTED,
                "prescribed_on": served_on - 7 * A_DAY if paper.prescribed else None,
            },
            lines=[
                {
                    "code": code,
                    "served_on": served_on,
                    "quantity": 1,
                    "amount": Decimal(amount),
                    "convenience_fee": Decimal(paper.fee),
                }
                for code, amount in paper.acts
            ],
        )
        kinds = [paper.kind, *([PageKind.PRESCRIPTION] if paper.prescribed else [])]
        for kind in kinds:
            page = pages.add(
                bill.pk,
                file=bill_picture(paper, served_on, person=_file(paper.key).full_name, kind=kind),
                by=actor,
                kind=kind,
            )
            documents.check_now(page.document_id)
    return claim


def _sent(key: str, papers: list[Paper]) -> Claim:
    claim = _draft(key, papers)
    whole = draft_selectors.draft_of(claim.person, claim.public_id)
    seen = checking.checked(whole, today=clock.today()).fingerprint
    return sending.send(whole, actor=claim.created_by, seen=seen)


def _asked(claim: Claim, *, agent: Account) -> None:
    working.take(claim.pk, agent=agent)
    procedures.ask(
        claim.procedure,
        text=QUESTION,
        by=agent,
        sent_key=uuid.uuid4(),
        until=working.answer_until(today=clock.today()),
    )


def _decided(claim: Claim, *, agent: Account, second: Account | None = None) -> Claim:
    """As the engine proposes. Where a rule asks for a second agent, `second` confirms it at once;
    without one it waits."""
    working.take(claim.pk, agent=agent)
    if claim.original == Original.AWAITED:
        working.note_original(claim.pk, agent=agent, has_come=True)
    results = adjudicating.propose(list(claim.bills.all()))
    seen = {key: mark_of(result) for key, result in results.items()}
    deciding.decide(claim.pk, bills=seen, agent=agent)
    if second is not None and deciding.proposals_of(claim):  # chance may have called for one
        deciding.confirm(claim.pk, agent=second)
    return claim


def _pay(claire: Claim, marie: Claim, *, first: Account, second: Account) -> None:
    """Claire’s money came back from the bank; Marie’s is ordered in a released file."""
    if not settings.PAYING_ACCOUNT_IBAN:
        return
    for claim in (claire, marie):
        payment = Payment.objects.get(statement__claim=claim)
        batch = batches.prepare(agent=first, only=[payment.pk])
        batches.release(batch.pk, agent=second, has_looked=True)
        following.follow_one(payment.pk)
        if claim is claire:
            batches.execute(batch.pk, agent=first)
            following.follow_one(payment.pk)
            paying.returned(payment.pk, agent=first, because=ReturnReason.AC04)
            following.follow_one(payment.pk)


def _object(claim: Claim) -> None:
    statement = Statement.objects.get(claim=claim)
    objecting.send(statement, grounds=GROUNDS, actor=claim.sent_by)


def _file(key: str):
    return people.by_matricule(_BY_KEY[key].matricule)
