"""Declaring that somebody else is paid, and ending it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import audit, clock
from cns_portal.db import promise
from cns_portal.kernel import iban as numbers
from cns_portal.kernel.refusal import Refused
from insured.services import former_addresses, holding
from insured.services.telling import tell
from reimbursements.choices.claims import ClaimState
from reimbursements.choices.money import PayeeForm, PayeeState, PaymentState
from reimbursements.choices.paying import PayeeRefusal
from reimbursements.models import Claim, PayeeDeclaration, Payment
from reimbursements.notices import payments as notices
from reimbursements.rules import payees as rules
from reimbursements.services import steps

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from insured.models import InsuredPerson


@transaction.atomic
def declare(
    person: InsuredPerson,
    *,
    actor: Account,
    form: PayeeForm,
    iban: str,
    holder: str,
    confirmed: bool,
    first_day: date | None = None,
    last_day: date | None = None,
    claim: Claim | None = None,
    instead_of: PayeeDeclaration | None = None,
) -> PayeeDeclaration:
    """From now on, or for the bills of one `claim`, money goes to `holder`. Raises `Refused`.

    `instead_of` is the declaration that form C changes: it holds until the day before. The person
    is told, also where they were reached before.
    """
    holding.hold([person.pk])
    today, number = clock.today(), numbers.normalised(iban)
    if refusal := rules.why_not_declare(
        form=form,
        number=number,
        holder=holder,
        confirmed=confirmed,
        first_day=first_day,
        last_day=last_day,
        today=today,
    ):
        raise Refused(refusal)
    if form == PayeeForm.BILLS:
        claim = _for_claim(person, claim)
        first_day, last_day = today, None
    elif form == PayeeForm.CHANGE:
        _give_way(person, instead_of, from_day=first_day)
    bank = numbers.bank_of(number)
    with promise(
        "payee_declaration_one_at_a_time", broken=Refused(PayeeRefusal.ALREADY_FOR_THESE_DAYS)
    ):
        declaration = PayeeDeclaration.objects.create(
            person=person,
            form=form,
            holder=" ".join(holder.split())[:150],
            iban=number,
            country=number[:2],
            last_four=numbers.last_four(number),
            bank_name=bank.name if bank else "",
            first_day=first_day,
            last_day=last_day,
            declared_at=clock.now(),
            declared_by=actor,
        )
    if claim is not None:
        claim.payee = declaration
        claim.save(update_fields=["payee"])
    audit.record(
        actor, "payee.declared", declaration, dossier=person.dossier, details={"form": str(form)}
    )
    tell(
        person,
        lambda: notices.payee_declared(declaration),
        once=f"payee:{declaration.pk}:declared",
    )
    former_addresses.warn(person, about=f"payee:{declaration.pk}")
    return declaration


@transaction.atomic
def end(declaration: PayeeDeclaration, *, actor: Account) -> PayeeDeclaration:
    """It holds for nothing any more that is not ordered at the bank yet. Raises `Refused`."""
    person = declaration.person
    holding.hold([person.pk])
    declaration = _locked(person, declaration)
    _end(declaration, state=PayeeState.REVOKED)
    audit.record(actor, "payee.ended", declaration, dossier=person.dossier)
    tell(person, lambda: notices.payee_ended(declaration), once=f"payee:{declaration.pk}:ended")
    former_addresses.warn(person, about=f"payee:{declaration.pk}:ended")
    return declaration


def _for_claim(person: InsuredPerson, claim: Claim | None) -> Claim:
    """The claim, held, once the rule allows it; an earlier declaration for it gives way."""
    found = Claim.objects.of(person).filter(pk=claim.pk).first() if claim else None
    held = steps.locked(found.pk) if found else None
    payments = Payment.objects.filter(statement__claim=held).values_list("state", flat=True)
    if refusal := rules.why_not_for_claim(
        state=ClaimState(held.state) if held else None,
        payments=[PaymentState(state) for state in payments] if held else [],
    ):
        raise Refused(refusal)
    if held.payee and held.payee.state == PayeeState.IN_FORCE:
        _end(held.payee, state=PayeeState.REVOKED)
    return held


def _give_way(
    person: InsuredPerson, before: PayeeDeclaration | None, *, from_day: date | None
) -> None:
    """An earlier declaration holds until the day before; one that had not begun, not at all."""
    if before is None:
        raise Refused(PayeeRefusal.NOT_IN_FORCE)
    before = _locked(person, before)
    last = from_day - timedelta(days=1)
    if before.first_day > last:
        _end(before, state=PayeeState.REVOKED)
        return
    if before.last_day is None or before.last_day > last:
        before.last_day = last
        before.save(update_fields=["last_day"])
    _end(before, state=PayeeState.REPLACED)


def _locked(person: InsuredPerson, declaration: PayeeDeclaration) -> PayeeDeclaration:
    row = (
        PayeeDeclaration.objects.of(person)
        .select_for_update(of=("self",))
        .select_related("person__dossier")
        .get(pk=declaration.pk)
    )
    if refusal := rules.why_not_end(PayeeState(row.state)):
        raise Refused(refusal)
    return row


def _end(declaration: PayeeDeclaration, *, state: PayeeState) -> None:
    declaration.state, declaration.ended_at = state, clock.now()
    declaration.save(update_fields=["state", "ended_at"])
