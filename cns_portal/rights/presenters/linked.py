"""What the page behind an emailed link says: what was asked and answered, no name, no number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from cns_portal.documents import State
from cns_portal.kernel import civil_time
from cns_portal.rights.choices.requests import LetterBy
from cns_portal.rights.presenters.request import RightsView
from cns_portal.rights.rules import linking


@dataclass(frozen=True)
class LinkedRequest(RightsView):
    """A request as whoever holds its link sees it."""

    @property
    def until(self) -> date | None:
        """The last day on which the link opens this; None as long as the request is open.

        The end of a restriction is told when the answer may be long past: it can be read as well.
        """
        closed_at = self.request.decided_at or self.request.withdrawn_at
        answered_on = civil_time.day_of(closed_at) if closed_at else None
        return linking.last_day(
            closed_on=self.request.lifted_from or answered_on, days=settings.RIGHTS_LINK_DAYS
        )

    @property
    def has_ended(self) -> bool:
        """Whether the link opens nothing any more."""
        return linking.has_ended(last=self.until, today=self.today)

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
