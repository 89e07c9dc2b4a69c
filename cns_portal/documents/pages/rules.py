"""How many files, in which order, which way up."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cns_portal.documents.filetypes import MAX_NAME
from cns_portal.documents.pages.choices import PageRefusal

MOST_FILES = 20
"""A convention of the portal: as many as one file takes on one day (documents.FILES_A_DAY)."""

QUARTER = 90

LONGEST_ENDING = 10


def why_not_add(*, count: int, is_there: bool) -> PageRefusal | None:
    """Why there is no place for another file behind `count`, `is_there` when it is one of them."""
    if is_there:
        return PageRefusal.SAME_FILE
    return PageRefusal.TOO_MANY if count >= MOST_FILES else None


def told_apart(name: str, taken: Collection[str]) -> str:
    """The name with a number before its ending where another file is called the same.

    A telephone calls every photo alike: “image.jpg”, then “image (2).jpg”.
    """
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > LONGEST_ENDING:
        stem, dot, ending = name, "", ""
    found, number = name, 1
    while found in taken:
        number += 1
        mark = f" ({number})"
        found = f"{stem[: MAX_NAME - len(mark + dot + ending)]}{mark}{dot}{ending}"
    return found


def moved(order: Sequence[int], key: int, *, by: int) -> list[int]:
    """The order with `key` so many places later (earlier when negative), at most to an end."""
    others = [one for one in order if one != key]
    if len(others) == len(order):
        return list(order)
    place = min(max(order.index(key) + by, 0), len(others))
    return [*others[:place], key, *others[place:]]


def put_in_order(order: Sequence[int], wanted: Sequence[int]) -> list[int]:
    """The order as `wanted`; what is not named there keeps its turn behind, strangers are ignored.

    Nothing is lost and nothing is doubled, whatever is wanted.
    """
    known = set(order)
    first = list(dict.fromkeys(one for one in wanted if one in known))
    return [*first, *(one for one in order if one not in set(first))]


def turned(degrees: int) -> int:
    """A quarter further, clockwise."""
    return (degrees + QUARTER) % (4 * QUARTER)
