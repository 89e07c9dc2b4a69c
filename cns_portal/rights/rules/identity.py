"""Whether what somebody without a sign-in wrote of themselves fits the person found in the files.

A number typed wrongly finds somebody else, who would be named in the answer and whose data would
leave the house: what differs is never passed over in silence (GDPR, article 12(6)).
"""

from __future__ import annotations

import unicodedata


def fits(
    *,
    said_name: str,
    said_matricule: str,
    said_birth_date: str,
    name: str,
    matricule: str,
    birth_date: str,
) -> bool:
    """Compare the names, the matricule and the date of birth (ISO 8601) of both.

    What was not said, or is not known, differs from nothing. One word of the names in common is
    enough: many people have several first names, or a name by marriage.
    """
    if said_matricule and said_matricule != matricule:
        return False
    if said_birth_date and birth_date and said_birth_date != birth_date:
        return False
    said, known = _words(said_name), _words(name)
    return not said or not known or bool(said & known)


def _words(name: str) -> set[str]:
    """The words of a name without accents, hyphens and capitals."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return set("".join(sign if sign.isalnum() else " " for sign in letters).split())
