"""Objecting to a statement: until when, and why not."""

from __future__ import annotations

from datetime import date, timedelta

from reimbursements.choices.claims import ClaimRefusal

DAYS = 40
"""From the day on which the decision was told (Social Security Code, article 455bis).

The text was read for the appeal to the Conseil arbitral and for the opposition at a sister body;
for the opposition at the CNS the same is assumed (article 83).
"""


def object_until(published_on: date) -> date:
    """The last day, itself included. The day on which it was told does not count."""
    return published_on + timedelta(days=DAYS)


def why_not(*, until: date | None, today: date, objected_before: bool) -> ClaimRefusal | None:
    """Why nobody can object to a statement now, or None.

    `objected_before`: there is an objection to it that was not taken back.
    """
    if objected_before:
        return ClaimRefusal.OBJECTED_ALREADY
    if until is None or today > until:
        return ClaimRefusal.TOO_LATE_TO_OBJECT
    return None
