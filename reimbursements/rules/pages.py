"""The files of a bill: how many, in which order, which way up."""

from __future__ import annotations

from collections.abc import Sequence

from reimbursements.choices.claims import ClaimState
from reimbursements.choices.pages import PageRefusal
from reimbursements.choices.sending import SendingRefusal

MOST_FILES = 20
"""A convention of the portal: as many as one file takes on one day (documents.FILES_A_DAY)."""

QUARTER = 90


def why_not_change(*, state: ClaimState) -> SendingRefusal | None:
    """Why the files of a bill stay as they are; None while it is a draft."""
    return None if state == ClaimState.DRAFT else SendingRefusal.SENT_ALREADY


def why_not_add(
    *, state: ClaimState, count: int, is_there: bool
) -> SendingRefusal | PageRefusal | None:
    """Why a bill with `count` files does not take another one, `is_there` when it has the same."""
    if refusal := why_not_change(state=state):
        return refusal
    if is_there:
        return PageRefusal.SAME_FILE
    return PageRefusal.TOO_MANY if count >= MOST_FILES else None


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
