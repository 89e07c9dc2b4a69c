"""To whom the money of a claim goes, as pages may show it: never more than four characters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from insured.selectors import bank
from reimbursements.selectors import payees

if TYPE_CHECKING:
    from reimbursements.models import Claim


@dataclass(frozen=True)
class Receiver:
    """An account. `is_another` says that it is not the insured person's own."""

    holder: str
    account: str
    bank_name: str
    is_another: bool


def receiver_of(claim: Claim) -> Receiver | None:
    """Where the money of a claim goes today; None without any account."""
    declared = payees.declared_for(claim.person, claim=claim)
    account = declared or bank.in_force(claim.person)
    if account is None:
        return None
    return Receiver(
        holder=account.holder,
        account=f"{account.country} … {account.last_four}",
        bank_name=account.bank_name,
        is_another=declared is not None,
    )
