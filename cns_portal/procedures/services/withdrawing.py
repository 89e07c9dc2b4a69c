"""Taking a case back: whether that is possible, and how, its room says."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import clock
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures import kinds
from cns_portal.procedures.choices import Refusal

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from cns_portal.procedures.models import Procedure


def can_ever_be_withdrawn(procedure: Procedure) -> bool:
    """Whether such cases can be taken back at all."""
    return kinds.kind(procedure.kind).withdraw is not None


def why_not_withdraw(procedure: Procedure, *, now: datetime) -> str | None:
    """The sentence why the person cannot take the case back now; None when they can."""
    room = kinds.kind(procedure.kind)
    if room.withdraw is None:
        return str(Refusal.NOT_TO_WITHDRAW.label)
    sentence = room.why_not_withdraw(procedure, now) if room.why_not_withdraw else None
    return None if sentence is None else str(sentence)


@transaction.atomic
def withdraw(procedure: Procedure, *, actor: Account, on_behalf_of: str = "") -> None:
    """The person takes the case back. The room writes it down and tells who has to know.

    Raises `Refused` with the room's sentence when it cannot be taken back.
    """
    room = kinds.kind(procedure.kind)
    if sentence := why_not_withdraw(procedure, now=clock.now()):
        raise Refused(sentence)
    room.withdraw(procedure, actor=actor, on_behalf_of=on_behalf_of)
