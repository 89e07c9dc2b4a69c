"""Replacing a person's national identification number."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import audit, clock
from cns_portal.db import lock_in_turn, promise
from cns_portal.kernel import matricule
from cns_portal.kernel.refusal import Refused
from insured.choices.numbers import NumberRefusal
from insured.models import FormerMatricule, InsuredPerson, Mandate
from insured.notices import numbers as notices
from insured.rules import numbers as rules
from insured.services.telling import tell

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account

_NUMBER_LOCK = 0x4D415452  # "MATR", the class of advisory locks for numbers


@transaction.atomic
def replace(
    person_id: int, *, new: str, reason: str, actor: Account, birth_date: date | None = None
) -> InsuredPerson:
    """The person's file under the number `new`; the old one keeps leading to it.

    `reason` is kept with the old number, for agents. With `birth_date`, the date on file changes
    too. Raises `Refused` with a `NumberRefusal`.
    """
    new = matricule.normalised(new)
    person = InsuredPerson.objects.select_for_update(of=("self",)).get(pk=person_id)
    if new.isdigit():  # two files that are given the same number take turns
        lock_in_turn([(_NUMBER_LOCK, int(new) % 2**31)])
    others = InsuredPerson.objects.with_matricule(new).exclude(pk=person.pk)
    if refusal := rules.why_not_replace(
        present=person.matricule,
        new=new,
        reason=reason,
        belongs_to_another_file=others.exists(),
    ):
        raise Refused(refusal)
    old, person.matricule = person.matricule, new
    person.birth_date = birth_date or person.birth_date
    with promise("insured_insuredperson_matricule_key", broken=Refused(NumberRefusal.ANOTHER_FILE)):
        person.save(update_fields=["matricule", "birth_date"])
    FormerMatricule.objects.filter(person=person, matricule=new).delete()
    if old:
        FormerMatricule.objects.create(
            person=person, matricule=old, replaced_at=clock.now(), reason=reason.strip()
        )
        # Whoever was offered a mandate under the old number still finds it.
        Mandate.objects.filter(holder_matricule=old, holder=None).update(holder_matricule=new)
    entry = audit.record(actor, "insured.matricule_replaced", person, dossier=person.dossier)
    tell(person, notices.replaced, once=f"matricule:{entry.pk}")
    return person
