"""The insurance of today in a line: for the first page of my space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from insured.presenters.coverage import Answer, answer_for
from insured.selectors.family_coverage import family_of

if TYPE_CHECKING:
    from datetime import date

    from insured.models import InsuredPerson


def glance(person: InsuredPerson, *, today: date) -> Answer | None:
    """Whether the person is covered today, and why; None when nothing was ever declared."""
    me = family_of(person, today=today)[0]
    if not me.rows:
        return None
    names = {row.through_id: row.through.full_name for row in me.rows if row.through}
    return answer_for(me.shown_coverage(today), name=person.full_name, names=names)
