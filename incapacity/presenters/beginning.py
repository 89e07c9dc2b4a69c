"""The answer to the first questions: until when, before anything else is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from incapacity.presenters.deadlines import Due, dues, note_on_return
from incapacity.rules.deadlines import Case


@dataclass(frozen=True)
class BeginView:
    """The deadlines of what is going to be sent. For a birth there are none that we know."""

    case: Case | None
    today: date

    @cached_property
    def dues(self) -> list[Due]:
        return dues(self.case, today=self.today) if self.case else []

    @property
    def headline(self) -> Due | None:
        """The one for the CNS, which is what this page is for."""
        return self.dues[-1] if self.dues else None

    @property
    def note(self) -> str:
        return note_on_return(self.case) if self.case else ""
