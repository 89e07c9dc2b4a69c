"""What the CNS allowed beforehand, after the medical board has said so: noted, and ended."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import audit, clock
from cns_portal.kernel.refusal import Refused
from reimbursements.choices.authorising import AuthorisationRefusal
from reimbursements.models import Authorisation

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from insured.models import InsuredPerson


@transaction.atomic
def grant(
    person: InsuredPerson,
    *,
    agent: Account,
    first_day: date,
    last_day: date | None = None,
    code: str = "",
    care: str = "",
    abroad: bool = False,
    quantity: int | None = None,
) -> Authorisation:
    """Note what is allowed: an act, a kind of care, or care abroad; both days count.

    Raises `Refused` when it allows nothing, ends before it begins, or is the agent's own.
    """
    if person.account_id == agent.pk:
        raise Refused(AuthorisationRefusal.OWN_FILE)
    if not (code or care or abroad):
        raise Refused(AuthorisationRefusal.ALLOWS_NOTHING)
    if last_day is not None and last_day < first_day:
        raise Refused(AuthorisationRefusal.ENDS_BEFORE)
    granted = Authorisation.objects.create(
        person=person,
        code=code.strip().upper(),
        care=care,
        abroad=abroad,
        quantity=quantity,
        first_day=first_day,
        last_day=last_day,
        granted_at=clock.now(),
        granted_by=agent,
    )
    audit.record(agent, "authorisation.granted", granted, dossier=person.dossier)
    return granted


@transaction.atomic
def end(authorisation_id: int, *, agent: Account, last_day: date) -> Authorisation:
    """From the day after `last_day` on it allows nothing. What was decided with it stays.

    Raises `Refused` when it would end before it begins, or is the agent's own.
    """
    granted = (
        Authorisation.objects.select_for_update(of=("self",))
        .select_related("person__dossier")
        .get(pk=authorisation_id)
    )
    if granted.person.account_id == agent.pk:
        raise Refused(AuthorisationRefusal.OWN_FILE)
    if last_day < granted.first_day:
        raise Refused(AuthorisationRefusal.ENDS_BEFORE)
    granted.last_day = last_day
    granted.save(update_fields=["last_day"])
    audit.record(agent, "authorisation.ended", granted, dossier=granted.person.dossier)
    return granted
