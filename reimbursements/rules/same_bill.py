"""Whether two bills are one and the same: asked before sending, and when a bill is decided."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Looks:
    """What makes a bill recognisable. Empty where it is not known."""

    reference: str = ""
    """Of the claim with which it was sent, or what names it."""
    patient: int | None = None
    provider_code: str = ""
    provider_name: str = ""
    number: str = ""
    total: Decimal | None = None
    currency: str = "EUR"
    days: frozenset[date] = frozenset()
    """On which care was given."""


def is_same(one: Looks, other: Looks) -> bool:
    """Whether the two look like one bill.

    The same provider with the same number; or the same person, provider, total and a day of care
    in common. Two bills that both have a number, and not the same one, are two bills.
    """
    if not _same_provider(one, other):
        return False
    numbers = _letters(one.number), _letters(other.number)
    if all(numbers):
        return numbers[0] == numbers[1] and not _differ(one.patient, other.patient)
    return (
        one.patient is not None
        and one.patient == other.patient
        and one.total is not None
        and (one.total, one.currency) == (other.total, other.currency)
        and not one.days.isdisjoint(other.days)
    )


def first_same(bill: Looks, others: Iterable[Looks]) -> Looks | None:
    """The first of the others that looks like this bill."""
    return next((other for other in others if is_same(bill, other)), None)


def _same_provider(one: Looks, other: Looks) -> bool:
    if one.provider_code and other.provider_code:
        return _letters(one.provider_code) == _letters(other.provider_code)
    names = _letters(one.provider_name), _letters(other.provider_name)
    return names[0] == names[1] and bool(names[0])


def _differ(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and one != other


def _letters(text: str) -> str:
    """Letters and digits only, without case: a number is typed with and without its dashes."""
    return re.sub(r"[\W_]+", "", text.casefold())
