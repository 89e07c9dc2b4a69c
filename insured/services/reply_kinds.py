"""For which kinds of cases texts are kept ready: requests of the hall, and what rooms add."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insured.choices import RequestKind

if TYPE_CHECKING:
    from django.utils.functional import Promise

_of_rooms: dict[str, str | Promise] = {}


def declare(code: str, label: str | Promise) -> None:
    """A room's kind of case for which agents keep texts ready; lazily translated.

    `code` is of small letters, digits and underscores. Saying it again is harmless.
    """
    _of_rooms[code] = label


def choices() -> list[tuple[str, str | Promise]]:
    """All kinds with their words, those of the hall first."""
    return [*RequestKind.choices, *_of_rooms.items()]
