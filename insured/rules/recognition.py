"""Whose file a verified identity opens."""

from insured.choices import Refusal


def why_not_recognise(
    *,
    matricule_on_file: str | None,
    matricule_shown: str | None,
    file_has_another_account: bool,
    account_has_another_file: bool,
) -> Refusal | None:
    """Why an identity may not open the file found for it, or None.

    A matricule may, exceptionally, be changed by the State; which file it then belongs to is for a
    person to decide, never for this code.
    """
    if file_has_another_account or account_has_another_file:
        return Refusal.ANOTHER_PERSON
    if matricule_on_file and matricule_shown and matricule_on_file != matricule_shown:
        return Refusal.MATRICULE_DIFFERS
    return None
