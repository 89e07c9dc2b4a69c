"""What does not fit, in words: for the person before sending, and for agents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format

from cns_portal.kernel.spans import Days
from incapacity.choices.contradictions import DO_ABOUT, Contradiction
from incapacity.presenters.causes import number, stretch

if TYPE_CHECKING:
    from incapacity.rules.contradictions import Concern


@dataclass(frozen=True)
class Said:
    """What does not fit, and what the person can do."""

    code: Contradiction
    sentence: str
    what_to_do: str

    @property
    def holds_when_sent(self) -> bool:
        """Whether what the person can do is the same once it is sent: seeing to missing days."""
        return self.code == Contradiction.LEAVES_GAP


def said(concerns: Iterable[Concern]) -> list[Said]:
    """Each concern with its days and numbers, as the reader's language writes them."""
    return [
        Said(concern.what, sentence(concern), str(DO_ABOUT[concern.what])) for concern in concerns
    ]


def sentence(concern: Concern) -> str:
    """A concern without what can be done about it."""
    words = {name: in_words(value) for name, value in concern.about.items()}
    return str(concern.what.label).format(**words)


def in_words(value: Any) -> str:
    """A day in full, days from one to another, a number of days; anything else as it is."""
    if isinstance(value, Days):
        return stretch(value)
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, Decimal):
        return number(value)
    return str(value)
