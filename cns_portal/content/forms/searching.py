"""What somebody looks for, tidied. Nothing that is asked is an error."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from cns_portal.content.choices.entries import Kind
from cns_portal.content.rules.folding import LONGEST_QUESTION

LAST_PAGE = 100_000


@dataclass(frozen=True, slots=True)
class Question:
    """The words as they can be shown again, the kind to keep to, the page of results."""

    text: str
    kind: str
    page: int

    @classmethod
    def asked(cls, query: QueryDict) -> Question:
        kind = query.get("kind", "")
        return cls(
            text=tidied(query.get("q", "")),
            kind=kind if kind in Kind.values else "",
            page=_number(query.get("page", "")),
        )


def tidied(text: str) -> str:
    """Without what cannot be seen (it could turn the page's own words around), one blank each."""
    seen = "".join(letter if letter.isprintable() else " " for letter in text[:LONGEST_QUESTION])
    return " ".join(seen.split())


def _number(text: str) -> int:
    """A page's number; 1 for anything else."""
    if text.isascii() and text.isdecimal() and len(text) <= len(str(LAST_PAGE)):
        return max(1, min(int(text), LAST_PAGE))
    return 1
