"""Replacing a national identification number.

The State may change a number, exceptionally. The old one stays with the file, so that papers,
declarations and sign-ins that still carry it find the same person.
"""

from __future__ import annotations

from cns_portal.kernel import matricule
from insured.choices.numbers import NumberRefusal


def why_not_replace(
    *, present: str | None, new: str, reason: str, belongs_to_another_file: bool
) -> NumberRefusal | None:
    """Why `new` cannot replace the number of a file, or None.

    A number that the same file had before may come back. Names and dates of birth play no part:
    two people may share both.
    """
    if matricule.why_not(new) is not None:
        return NumberRefusal.NOT_A_NUMBER
    if matricule.normalised(new) == present:
        return NumberRefusal.UNCHANGED
    if belongs_to_another_file:
        return NumberRefusal.ANOTHER_FILE
    return None if reason.strip() else NumberRefusal.NO_REASON
