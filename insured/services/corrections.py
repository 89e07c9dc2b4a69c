"""Correcting a line of a person's file after the data protection officer has agreed to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from cns_portal import audit
from insured.models import InsuredPerson

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account

LINES = frozenset({"birth_place", "phone"})


@transaction.atomic
def correct(person: InsuredPerson, *, actor: Account, **lines: str) -> InsuredPerson:
    """Write the `lines` (place of birth, telephone) into the file; which ones is recorded.

    Raises `ValueError` for anything else: the State says who somebody is, and other details have
    services of their own.
    """
    if not set(lines) <= LINES:
        raise ValueError(f"Not lines that are corrected here: {sorted(set(lines) - LINES)}")
    person = InsuredPerson.objects.select_for_update(of=("self",)).get(pk=person.pk)
    lengths = {name: InsuredPerson._meta.get_field(name).max_length for name in lines}
    changed = sorted(name for name, value in lines.items() if getattr(person, name) != value)
    for name in changed:
        setattr(person, name, lines[name][: lengths[name]])
    if changed:
        person.save(update_fields=changed)
        audit.record(
            actor,
            "insured.corrected",
            person,
            dossier=person.dossier,
            details={"fields": changed},
        )
    return person
