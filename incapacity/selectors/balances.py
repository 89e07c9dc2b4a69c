"""How somebody stands: who pays, how long benefit lasts, the leave for each child."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cns_portal.kernel import matricule
from incapacity.choices.certificates import Cause
from incapacity.rules import benefit_limit, employer_pays, family_leave
from incapacity.rules.counting import Counted
from incapacity.rules.facts import Child
from incapacity.selectors import absences
from insured.selectors.children import children_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable
    from datetime import date

    from incapacity.rules.facts import Absence
    from incapacity.rules.family_leave import ChildLeave
    from insured.models import InsuredPerson


@dataclass(frozen=True)
class LeaveOf:
    """The leave for one child, and what to call the child.

    Who is no child of the person on file is called by the number that the person has typed:
    somebody else's name is nobody's business.
    """

    leave: ChildLeave
    name: str
    is_own: bool


@dataclass(frozen=True)
class Balances:
    """Everything that is counted for a person on a day."""

    today: date
    absences: list[Absence]
    for_employer: Counted
    """The days that count towards the 77th."""
    for_benefit: Counted
    """The days that count towards 78 weeks."""
    employer: employer_pays.Standing
    benefit: benefit_limit.Standing
    children: list[LeaveOf]


def of(person: InsuredPerson, *, today: date) -> Balances:
    """All figures of a person; three queries, whatever the number of certificates."""
    found = absences.of(person)
    return from_absences(found, own=children_of(person, today=today), today=today)


def from_absences(found: list[Absence], *, own: Iterable[InsuredPerson], today: date) -> Balances:
    """The same from certificates and children that are known already; no query."""
    for_employer = employer_pays.counted(found, on=today)
    for_benefit = benefit_limit.counted(found, on=today)
    return Balances(
        today=today,
        absences=found,
        for_employer=for_employer,
        for_benefit=for_benefit,
        employer=employer_pays.standing(for_employer, today=today),
        benefit=benefit_limit.standing(for_benefit, today=today),
        children=_leave(found, own, today),
    )


def leave_for(person: InsuredPerson, child: Child, *, today: date) -> ChildLeave:
    """What is used and left for one child, to say so before a certificate is sent; one query."""
    return family_leave.balance(child, absences.of(person), today=today)


def child_facts(child: InsuredPerson) -> Child:
    """A child on file, as the rules know it."""
    return Child(
        key=absences.key_of_child(child.pk, child.matricule),
        born_on=child.birth_date
        or (matricule.birth_date(child.matricule) if child.matricule else None),
    )


def _leave(found: Iterable[Absence], own: Iterable[InsuredPerson], today: date) -> list[LeaveOf]:
    """Own children who may still have leave or have had some, then others with a certificate."""
    of_child: dict[Hashable, list[Absence]] = {}
    for absence in found:
        if absence.cause == Cause.FAMILY and absence.child is not None:
            of_child.setdefault(absence.child.key, []).append(absence)
    leaves = []
    for person in own:
        child = child_facts(person)
        mine = of_child.pop(child.key, [])
        leave = family_leave.balance(child, mine, today=today)
        if mine or leave.current or child.born_on is None:
            leaves.append(LeaveOf(leave, person.full_name, is_own=True))
    for key, mine in of_child.items():
        leave = family_leave.balance(mine[-1].child, mine, today=today)
        leaves.append(LeaveOf(leave, _number(key), is_own=False))
    return leaves


def _number(key: Hashable) -> str:
    return matricule.grouped(key) if isinstance(key, str) else ""
