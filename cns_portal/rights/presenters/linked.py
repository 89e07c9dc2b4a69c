"""What the page behind an emailed link says: what was asked and answered, no name, no number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cns_portal.documents import State
from cns_portal.rights.choices.requests import LetterBy
from cns_portal.rights.presenters.request import RightsView


@dataclass(frozen=True)
class LinkedRequest(RightsView):
    """A request as whoever holds its link sees it."""

    @property
    def letters(self) -> list[dict[str, Any]]:
        """What was written to and fro, the oldest first."""
        return [
            {"own": letter.by == LetterBy.APPLICANT, "at": letter.at, "text": letter.text}
            for letter in self.request.letters.all()
        ]

    @property
    def copy_was_rejected(self) -> bool:
        """Whether another copy of the identity document is needed."""
        copy = self.request.identity_copy
        return self.is_open and copy is not None and copy.state == State.REJECTED

    @property
    def why_rejected(self) -> str:
        """Why the copy could not be accepted."""
        return self.request.identity_copy.why_rejected if self.copy_was_rejected else ""

    @property
    def copy_is_gone(self) -> bool:
        """Whether the copy was deleted, as promised."""
        copy = self.request.identity_copy
        return copy is not None and copy.deleted_at is not None
