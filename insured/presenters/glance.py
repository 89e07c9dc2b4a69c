"""The insurance of today in a line: for the first page of my space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insured.presenters.coverage import Answer, answer_for

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from insured.selectors.family_coverage import Member


def glance(family: Sequence[Member], *, today: date) -> Answer | None:
    """Whether the first of `family` is covered today, and why; None when nothing was declared."""
    me = family[0]
    if not me.rows:
        return None
    names = {row.through_id: row.through.full_name for row in me.rows if row.through}
    return answer_for(me.shown_coverage(today), name=me.person.full_name, names=names)
