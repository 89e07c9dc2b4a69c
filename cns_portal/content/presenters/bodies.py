"""Bodies of social security: what they answer for and how they are reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cns_portal.content.presenters import hours
from cns_portal.content.presenters.cards import Card

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cns_portal.content.models import BodyDetails
    from cns_portal.content.selectors.reading import Shown


@dataclass(frozen=True)
class Phone:
    """A number to read, to dial (`tel:`), and when somebody answers."""

    number: str
    url: str
    hours: list[str]


@dataclass(frozen=True)
class Body:
    """A body with what is known about it; what no source gives is empty."""

    shown: Shown

    @cached_property
    def card(self) -> Card:
        return Card.of(self.shown)

    @cached_property
    def details(self) -> BodyDetails | None:
        return getattr(self.shown.entry, "body", None)

    @property
    def address(self) -> list[str]:
        return _lines(self.details.address) if self.details else []

    @property
    def postal_address(self) -> list[str]:
        return _lines(self.details.postal_address) if self.details else []

    @cached_property
    def phones(self) -> list[Phone]:
        return [_phone(line) for line in _lines(self.details.phones)] if self.details else []

    @cached_property
    def hours(self) -> list[str]:
        return hours.in_words(self.details.hours) if self.details else []

    @property
    def fax(self) -> str:
        return self.details.fax if self.details else ""

    @property
    def email(self) -> str:
        return self.details.email if self.details else ""

    @property
    def website(self) -> str:
        return self.details.website if self.details else ""

    @property
    def website_name(self) -> str:
        """The site as people say it: cns.public.lu."""
        return (urlsplit(self.website).hostname or "").removeprefix("www.")

    @property
    def source(self) -> str:
        return self.details.source if self.details else ""

    @property
    def checked_on(self) -> date | None:
        return self.details.checked_on if self.details else None


@dataclass(frozen=True)
class Listed:
    """A body of the directory with its departments below it."""

    body: Body
    departments: list[Body]


def bodies(entries: Iterable[Shown]) -> list[Body]:
    return [Body(shown) for shown in entries]


def directory(entries: Iterable[Shown]) -> list[Listed]:
    """Departments under the body they belong to, as far as it is among these; the order stays."""
    everybody = bodies(entries)
    keys = {body.shown.entry.pk for body in everybody}
    below: dict[int, list[Body]] = {}
    above = []
    for body in everybody:
        parent = body.details.part_of_id if body.details else None
        if parent in keys:
            below.setdefault(parent, []).append(body)
        else:
            above.append(body)
    return [Listed(body, below.get(body.shown.entry.pk, [])) for body in above]


def _phone(line: str) -> Phone:
    number, _stroke, when = (part.strip() for part in line.partition("|"))
    digits = "".join(filter(str.isdigit, number))
    sign = "+" if "+" in number else ""
    return Phone(number=number, url=f"tel:{sign}{digits}", hours=hours.in_words(when))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
