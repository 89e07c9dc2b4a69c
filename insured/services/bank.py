"""Changing the bank account of a person: by themselves at once, by agents with four eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from cns_portal import audit, clock
from cns_portal.db import promise
from cns_portal.kernel import iban as numbers
from cns_portal.kernel.refusal import Refused
from insured.choices import AccountState
from insured.choices.bank import BankRefusal
from insured.models import BankAccount, InsuredPerson
from insured.notices import bank as notices
from insured.rules import bank as rules
from insured.services import former_addresses
from insured.services.telling import tell

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account


@transaction.atomic
def change_own(
    person: InsuredPerson, *, actor: Account, iban: str, holder: str, seen: UUID | None
) -> BankAccount:
    """The person's new account, in force at once; told to how they were reached before.

    `seen` is the account that the form showed. Sending the same form twice changes nothing the
    second time. A change that waits for a second agent is set aside. Raises `Refused`.
    """
    person = _locked(person)
    number, holder = _checked(iban, holder)
    before = BankAccount.objects.of(person).in_force().first()
    if before and (before.iban, before.holder) == (number, holder):
        return before
    if refusal := rules.why_not_change_own(
        seen=str(seen or ""), in_force=str(before.public_id) if before else ""
    ):
        raise Refused(refusal)
    waiting = BankAccount.objects.of(person).filter(state=AccountState.PROPOSED).first()
    if waiting:
        with translation.override(person.language):
            reason = _("You entered another account yourself in the meantime.")
        _reject(waiting, by=actor, reason=reason)
    _retire(before)
    now = clock.now()
    account = _create(
        person,
        number,
        holder,
        state=AccountState.IN_FORCE,
        proposed_at=now,
        proposed_by=actor,
        decided_at=now,
        decided_by=actor,
    )
    _told_as_changed(account, before=before, actor=actor)
    return account


@transaction.atomic
def propose(
    person: InsuredPerson, *, agent: Account, iban: str, holder: str, reason: str
) -> BankAccount:
    """What an agent enters for a person; used once another agent has confirmed it.

    `reason` says on what evidence, for the second agent. Raises `Refused`.
    """
    person = _locked(person)
    number, holder = _checked(iban, holder)
    before = BankAccount.objects.of(person).in_force().first()
    present = BankAccount.objects.of(person).filter(state=AccountState.PROPOSED)
    if refusal := rules.why_not_propose(
        is_own_file=person.account_id == agent.pk,
        one_is_proposed=present.exists(),
        is_in_force=bool(before) and (before.iban, before.holder) == (number, holder),
        reason=reason,
    ):
        raise Refused(refusal)
    with promise(
        "bank_account_one_proposed_per_person", broken=Refused(BankRefusal.ALREADY_PROPOSED)
    ):
        account = _create(
            person,
            number,
            holder,
            state=AccountState.PROPOSED,
            proposed_at=clock.now(),
            proposed_by=agent,
            by_an_agent=True,
            reason=reason.strip()[:300],
        )
    audit.record(agent, "bank_account.proposed", account, dossier=person.dossier)
    tell(person, lambda: notices.proposed(account), once=f"bank:{account.pk}:proposed")
    return account


@transaction.atomic
def confirm(account_id: int, *, agent: Account) -> BankAccount:
    """Another agent than the one who entered it puts the account in force. Raises `Refused`."""
    account = _to_decide(account_id, agent)
    before = BankAccount.objects.of(account.person).in_force().first()
    _retire(before)
    account.state = AccountState.IN_FORCE
    account.decided_at, account.decided_by = clock.now(), agent
    account.save(update_fields=["state", "decided_at", "decided_by"])
    _told_as_changed(account, before=before, actor=agent)
    return account


@transaction.atomic
def reject(account_id: int, *, agent: Account, reason: str) -> BankAccount:
    """Another agent than the one who entered it says no, and why. Raises `Refused`."""
    account = _to_decide(account_id, agent)
    if not reason.strip():
        raise Refused(BankRefusal.NO_REASON)
    _reject(account, by=agent, reason=reason)
    tell(account.person, lambda: notices.rejected(account), once=f"bank:{account.pk}:rejected")
    return account


def _locked(person: InsuredPerson) -> InsuredPerson:
    """Of two changes at once the second waits here, and then sees the first."""
    return (
        InsuredPerson.objects.select_for_update(of=("self",))
        .select_related("dossier")
        .get(pk=person.pk)
    )


def _checked(iban: str, holder: str) -> tuple[str, str]:
    if refusal := rules.why_not_account(iban, holder):
        raise Refused(refusal)
    return numbers.normalised(iban), " ".join(holder.split())[:150]


def _create(person: InsuredPerson, number: str, holder: str, **columns) -> BankAccount:
    bank = numbers.bank_of(number)
    return BankAccount.objects.create(
        person=person,
        iban=number,
        country=number[:2],
        last_four=numbers.last_four(number),
        bank_name=bank.name if bank else "",
        holder=holder,
        **columns,
    )


def _to_decide(account_id: int, agent: Account) -> BankAccount:
    holder = BankAccount.objects.values_list("person", flat=True).get(pk=account_id)
    person = _locked(InsuredPerson(pk=holder))
    account = BankAccount.objects.select_for_update(of=("self",)).get(pk=account_id)
    account.person = person
    if refusal := rules.why_not_decide(
        state=account.state,
        is_own_file=person.account_id == agent.pk,
        is_who_proposed=account.proposed_by_id == agent.pk,
    ):
        raise Refused(refusal)
    return account


def _retire(account: BankAccount | None) -> None:
    if account:
        account.state, account.replaced_at = AccountState.REPLACED, clock.now()
        account.save(update_fields=["state", "replaced_at"])


def _reject(account: BankAccount, *, by: Account, reason: str) -> None:
    account.state, account.reason = AccountState.REJECTED, reason.strip()[:300]
    account.decided_at, account.decided_by = clock.now(), by
    account.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    audit.record(by, "bank_account.rejected", account, dossier=account.person.dossier)


def _told_as_changed(account: BankAccount, *, before: BankAccount | None, actor: Account) -> None:
    audit.record(actor, "bank_account.changed", account, dossier=account.person.dossier)
    tell(
        account.person,
        lambda: notices.changed(account, before=before),
        once=f"bank:{account.pk}:in_force",
    )
    former_addresses.warn(account.person, about=f"bank:{account.pk}")
