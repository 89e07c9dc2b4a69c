"""Identifiers that come with a form."""

from collections.abc import Iterable
from uuid import UUID


def identifiers(texts: Iterable[str]) -> list[UUID]:
    """Those that are any; what was tampered with names nobody's row and is left out."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
