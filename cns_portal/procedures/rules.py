"""Whether something can still be written about a case. Plain values, no clock."""

from cns_portal.procedures.choices import Phase, Refusal

MOST_FILES = 8
"""Files in one message. Less than a form may carry (DATA_UPLOAD_MAX_NUMBER_FILES), so that one too
many is answered with a sentence."""

LONGEST = 5000
"""Characters of a message; a letter of two pages."""


def why_not_reply(*, phase: Phase, has_dossier: bool) -> Refusal | None:
    """Why the person cannot write about the case, or an agent to the person.

    A house rule, without a source at the CNS: as long as a case is open somebody works on it and
    reads what is written. When it is finished, a message would be read by nobody.
    """
    if not has_dossier:
        return Refusal.NOT_A_DIALOGUE
    if phase == Phase.DONE:
        return Refusal.FINISHED
    return None


def why_not_send(*, text: str, files: int) -> Refusal | None:
    """Why this cannot be a message of a person."""
    if not text.strip() and not files:
        return Refusal.NOTHING_WRITTEN
    if files > MOST_FILES:
        return Refusal.TOO_MANY_FILES
    return None
