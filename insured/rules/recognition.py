"""Whose file a verified identity opens."""

from collections.abc import Collection

from insured.choices import Refusal


def why_not_recognise(
    *,
    matricule_on_file: str | None,
    matricule_shown: str | None,
    former_matricules: Collection[str] = (),
    file_has_another_account: bool,
    account_has_another_file: bool,
) -> Refusal | None:
    """Why an identity may not open the file found for it, or None.

    A matricule may, exceptionally, be changed by the State; which file it then belongs to is for a
    person to decide, never for this code. `former_matricules` are what was decided: a means of
    identification that still carries one of them opens the same file.
    """
    if file_has_another_account or account_has_another_file:
        return Refusal.ANOTHER_PERSON
    known = {matricule_on_file, *former_matricules}
    if matricule_on_file and matricule_shown and matricule_shown not in known:
        return Refusal.MATRICULE_DIFFERS
    return None
