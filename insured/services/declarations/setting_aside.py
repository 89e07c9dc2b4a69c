"""What an agent decides about declarations that contradict each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import audit
from cns_portal.kernel.refusal import Refused
from insured.choices import Standing
from insured.models import Declaration
from insured.rules import contradictions as rules
from insured.services.declarations.refolding import Changes, lock_people, refold_locked

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account


@transaction.atomic
def set_aside(declaration_id: int, *, actor: Account, because: str) -> Changes:
    """Let a declaration count for nothing, and compute the timeline without it.

    The declaration stays, with who set it aside and why. Raises `Refused` with a `SettingAside`.
    """
    declaration, people = _locked(declaration_id)
    contradicting = Declaration.objects.of(declaration.person).contradicting()
    if refusal := rules.why_not_set_aside(
        standing=declaration.standing,
        person_has_contradictions=contradicting.exists(),
        because=because,
    ):
        raise Refused(refusal)
    declaration.standing = Standing.SET_ASIDE
    declaration.contradiction = ""
    declaration.set_aside_by = actor
    declaration.set_aside_because = because.strip()
    return _decided(declaration, people, actor=actor, action="declaration.set_aside")


@transaction.atomic
def count_again(declaration_id: int, *, actor: Account) -> Changes:
    """Take back that a declaration was set aside. Raises `Refused` with a `SettingAside`."""
    declaration, people = _locked(declaration_id)
    if refusal := rules.why_not_count_again(standing=declaration.standing):
        raise Refused(refusal)
    declaration.standing = Standing.COUNTED
    declaration.set_aside_by = None
    declaration.set_aside_because = ""
    return _decided(declaration, people, actor=actor, action="declaration.counts_again")


def _locked(declaration_id: int) -> tuple[Declaration, set[int]]:
    """The declaration, and everybody about whom something was declared under its number."""
    declaration = Declaration.objects.get(pk=declaration_id)
    same = Declaration.objects.filter(number=declaration.number).order_by()
    people = set(same.values_list("person", flat=True))
    lock_people(people)
    locked = Declaration.objects.select_for_update(of=("self",)).select_related("person__dossier")
    return locked.get(pk=declaration_id), people


def _decided(
    declaration: Declaration, touched: set[int], *, actor: Account, action: str
) -> Changes:
    declaration.save(
        update_fields=["standing", "contradiction", "set_aside_by", "set_aside_because"]
    )
    audit.record(
        actor,
        action,
        declaration,
        dossier=declaration.person.dossier,
        details={"number": declaration.number},
    )
    return refold_locked(touched, lock_people(touched))
