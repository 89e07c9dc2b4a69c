"""What agents have allowed somebody while an incapacity for work runs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cns_portal.kernel.spans import Days
from incapacity.rules.asking import granted_days
from insured.choices import RequestKind
from insured.choices.countries import Country
from insured.selectors import requests

if TYPE_CHECKING:
    from incapacity.rules.facts import Absence
    from insured.models import InsuredPerson, Request

KINDS = (RequestKind.STAY_ABROAD, RequestKind.LIFT_RESTRICTIONS)


@dataclass(frozen=True)
class Granted:
    """Days on which somebody may stay abroad, or may leave the house at any hour."""

    kind: RequestKind
    days: Days
    reference: str
    country: Country | None = None
    """Where to, for a stay abroad."""

    @property
    def is_stay(self) -> bool:
        return self.kind == RequestKind.STAY_ABROAD


def granted_to(person: InsuredPerson, absences: Collection[Absence]) -> list[Granted]:
    """Everything that was accepted, by the day on which it begins; one query.

    What was granted until further notice ends with the period of incapacity in which it begins.
    """
    found = [_granted(row, absences) for row in requests.granted(person, KINDS)]
    return sorted((one for one in found if one), key=lambda one: (one.days.first, one.reference))


def stays(granted: Collection[Granted]) -> list[Days]:
    """The days on which a stay abroad is authorised."""
    return [one.days for one in granted if one.is_stay]


def lifted(granted: Collection[Granted]) -> list[Days]:
    """The days on which the restrictions on leaving the house are lifted."""
    return [one.days for one in granted if not one.is_stay]


def days_of(
    details: dict[str, Any], added: dict[str, Any] | None = None
) -> tuple[date, date | None]:
    """The first and the last day of a request: what the agent stated, else what was asked for."""
    said = {**details, **{name: value for name, value in (added or {}).items() if value}}
    last = said.get("last")
    return date.fromisoformat(said["first"]), date.fromisoformat(last) if last else None


def _granted(request: Request, absences: Collection[Absence]) -> Granted | None:
    first, last = days_of(request.details, (request.decision or {}).get("added"))
    days = granted_days(first, last, absences)
    if days is None:
        return None
    country = request.details.get("country")
    return Granted(
        kind=RequestKind(request.kind),
        days=days,
        reference=request.procedure.reference,
        country=Country(country) if country else None,
    )
