"""What comes next in the insurance of a person and of their family."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from insured.selectors.family_coverage import Member, family_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from insured.models import InsuredPerson
    from insured.rules.next_events import Event


@dataclass(frozen=True)
class FamilyEvent:
    """Something that happens to somebody of the family on a day."""

    event: Event
    member: Member

    @property
    def day(self) -> date:
        return self.event.day


def upcoming(person: InsuredPerson, *, today: date, until: date | None = None) -> list[FamilyEvent]:
    """Everything known to come for the person and the family, the nearest first; four queries."""
    return of_family(family_of(person, today=today), today=today, until=until)


def of_family(
    family: Iterable[Member], *, today: date, until: date | None = None
) -> list[FamilyEvent]:
    """The same for a family that was read already."""
    found = [
        FamilyEvent(event, member)
        for member in family
        for event in member.events(today)
        if until is None or event.day <= until
    ]
    return sorted(found, key=lambda one: (one.event, not one.member.is_me, one.member.person.pk))
