"""Where the money of a claim goes: to the insured person, or to whom a declaration names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef

from cns_portal import clock
from cns_portal.kernel import civil_time
from cns_portal.kernel import iban as numbers
from insured.selectors import bank
from reimbursements.choices.claims import ClaimState
from reimbursements.choices.money import Method, PayeeForm, PayeeState
from reimbursements.models import Claim, PayeeDeclaration, Payment
from reimbursements.rules import payees as rules
from reimbursements.rules.payees import Declared

if TYPE_CHECKING:
    from insured.models import InsuredPerson
    from reimbursements.models import Statement

MOST_SHOWN = 50
"""Mailings that are offered to choose from."""


@dataclass(frozen=True, slots=True)
class Destination:
    """An account to pay to. `declared` names the declaration, when it is somebody else's."""

    holder: str
    iban: str
    since: datetime
    declared: int | None = None

    def __str__(self) -> str:
        return shown(self.iban)


def shown(number: str) -> str:
    """All of an account that a page or a paper shows."""
    return f"{number[:2]} … {numbers.last_four(number)}"


def declared_for(
    person: InsuredPerson, *, sent_on: date | None = None, claim: Claim | None = None
) -> PayeeDeclaration | None:
    """The declaration that holds for a mailing, sent already or about to be; None without one.

    One query, with the number not opened.
    """
    day = sent_on or _sent_on(claim)
    rows = PayeeDeclaration.objects.of(person).exclude(state=PayeeState.REVOKED).defer("iban")
    known = {row.pk: row for row in rows}
    key = rules.chosen(
        map(as_rule, known.values()),
        sent_on=day,
        for_these_bills=claim.payee_id if claim else None,
    )
    return known.get(key)


def account_shown(person: InsuredPerson, *, claim: Claim | None = None) -> str:
    """Country and last characters of the account to which money goes now; empty without one."""
    payee = declared_for(person, claim=claim) or bank.in_force(person)
    return f"{payee.country} … {payee.last_four}" if payee else ""


def account_of(payment: Payment) -> str:
    """The same for one payment: where it went, or where it goes as things stand."""
    statement = payment.statement
    if payment.to_proxy or payment.method != Method.TRANSFER:
        return statement.account_shown
    if payment.iban:
        return shown(payment.iban)
    return account_shown(statement.person, claim=statement.claim)


def changed_on(claim: Claim) -> date | None:
    """When money for the claim began to go elsewhere than before; None when it never did.

    Somebody else as payee is a change from the day of the declaration on.
    """
    declared = declared_for(claim.person, claim=claim)
    moment = declared.declared_at if declared else bank.changed_at(claim.person)
    return civil_time.day_of(moment) if moment else None


def destinations(statements: Iterable[Statement]) -> dict[int, Destination]:
    """By statement (key), where its money goes now; those without any account are left out.

    Two queries, whatever their number; the numbers are opened: only for paying. The statements
    come with their claims.
    """
    statements = list(statements)
    people = {statement.person_id for statement in statements}
    accounts = bank.to_pay_to(people)
    declarations: dict[int, dict[int, PayeeDeclaration]] = {}
    for row in PayeeDeclaration.objects.filter(person__in=people).exclude(state=PayeeState.REVOKED):
        declarations.setdefault(row.person_id, {})[row.pk] = row
    found = {}
    for statement in statements:
        known = declarations.get(statement.person_id, {})
        claim = statement.claim
        key = rules.chosen(
            map(as_rule, known.values()),
            sent_on=_sent_on(claim, otherwise=statement.published_at),
            for_these_bills=claim.payee_id if claim else None,
        )
        if key is not None:
            row = known[key]
            found[statement.pk] = Destination(row.holder, row.iban, row.declared_at, row.pk)
        elif account := accounts.get(statement.person_id):
            found[statement.pk] = Destination(account.holder, account.iban, account.decided_at)
    return found


def as_rule(row: PayeeDeclaration) -> Declared:
    """The row as the rule wants it."""
    return Declared(row.pk, PayeeForm(row.form), PayeeState(row.state), row.first_day, row.last_day)


def _sent_on(claim: Claim | None, *, otherwise: datetime | None = None) -> date:
    moment = (claim.sent_at if claim else None) or otherwise
    return civil_time.day_of(moment) if moment else clock.today()


def all_of(person: InsuredPerson) -> list[PayeeDeclaration]:
    """Every declaration there was, the latest first, with no number opened."""
    rows = PayeeDeclaration.objects.of(person).defer("iban").prefetch_related("claims__procedure")
    return list(rows.order_by("-declared_at", "-pk"))


def get_of(person: InsuredPerson, public_id: UUID) -> PayeeDeclaration | None:
    """One declaration of the person; None when it is not theirs."""
    rows = PayeeDeclaration.objects.of(person).defer("iban").select_related("person__dossier")
    return rows.filter(public_id=public_id).first()


def claims_open_to(person: InsuredPerson) -> list[Claim]:
    """The mailings whose money has not left yet: for these somebody else may still be named."""
    left = Payment.objects.filter(statement__claim=OuterRef("pk")).exclude(
        state__in=rules.STILL_OPEN
    )
    rows = Claim.objects.of(person).exclude(state__in=[ClaimState.DRAFT, ClaimState.WITHDRAWN])
    rows = rows.filter(~Exists(left)).exclude(state=ClaimState.PAID).select_related("procedure")
    return list(rows.order_by("-sent_at", "-pk")[:MOST_SHOWN])


def own_account(person: InsuredPerson) -> str:
    """The person's own account as pages show it; empty without one."""
    return str(bank.in_force(person) or "")
