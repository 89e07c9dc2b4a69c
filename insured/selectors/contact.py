"""How somebody is reached, and how they want to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insured.models import EmailChange

if TYPE_CHECKING:
    from insured.models import InsuredPerson


def waiting_change_of(person: InsuredPerson) -> EmailChange | None:
    """The address that waits until its link is followed; one query."""
    return EmailChange.objects.of(person).waiting().first()
