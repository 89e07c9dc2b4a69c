"""The answer to the question what becomes of the appointments that a change touches."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from appointments.choices import Treatment
from appointments.forms.replanning import (
    insist_on_reason,
    reason_fields,
    reason_said,
    treatment_field,
)
from appointments.rules.booking import WhyNot
from appointments.rules.review import Booking
from appointments.services.replanning import Wanted

PREFIX = "plan"
MOST_LISTED = 150
MOST_FIELDS = 450
"""A request has 500 fields at most (settings), those of the changed form among them."""

AS_ABOVE = ("", _("As chosen above"))


class AnswerForm(forms.Form):
    """One choice for all, and another for single ones; a reason that the people read."""

    def __init__(
        self,
        data: QueryDict,
        *,
        touched: Sequence[tuple[Booking, WhyNot]],
        may_act: bool,
    ) -> None:
        self.touched = touched
        self.carried = carried(data)
        asked = f"{PREFIX}-question" in data
        super().__init__(data if asked else None, prefix=PREFIX)
        self.fields["treatment"] = treatment_field(
            may_act=may_act,
            label=_("All of these appointments"),
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose what becomes of these appointments.")},
        )
        room = MOST_FIELDS - len(self.carried)
        self.listed = [booking.key for booking, _why in touched][: min(MOST_LISTED, max(room, 0))]
        for key in self.listed:
            field = treatment_field(may_act=may_act, required=False, label=_("What becomes of it"))
            field.choices = [AS_ABOVE, *field.choices]
            self.fields[f"one-{key}"] = field
        if may_act:
            self.fields |= reason_fields()

    @cached_property
    def question(self) -> uuid.UUID:
        """Drawn once: the same answer sent twice is one answer."""
        return question_of(self.data) or uuid.uuid4()

    @cached_property
    def unseen(self) -> set[int]:
        """What the agent has not been shown yet: booked since the question was asked."""
        if not self.is_bound:
            return set()
        seen = set(self.data.get(f"{PREFIX}-seen", "").split(","))
        return {booking.key for booking, _why in self.touched if str(booking.key) not in seen}

    @property
    def seen(self) -> str:
        """All that is asked about now, for the page to send back."""
        return ",".join(str(booking.key) for booking, _why in self.touched)

    def is_answered(self) -> bool:
        """Whether somebody has chosen, knowing of everything."""
        return self.is_bound and self.is_valid() and not self.unseen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen = {cleaned.get("treatment"), *(cleaned.get(f"one-{key}") for key in self.listed)}
        if "ready" in self.fields and chosen & {Treatment.MOVE, Treatment.CANCEL}:
            insist_on_reason(self, cleaned)
        return cleaned

    def wanted(self) -> Iterable[Wanted]:
        """Of an answered question: what becomes of each."""
        for_all = self.cleaned_data["treatment"]
        for booking, why in self.touched:
            chosen = self.cleaned_data.get(f"one-{booking.key}") or for_all
            yield Wanted(booking.key, why, Treatment(chosen))

    def reason(self) -> str:
        """Of an answered question, in the language of the moment."""
        return reason_said(self.cleaned_data)()


@dataclass(frozen=True)
class Carried:
    """One value that was typed into the form of the change."""

    name: str
    value: str


def carried(data: QueryDict) -> list[Carried]:
    """What was sent of the change itself, to go along with the question."""
    own = (f"{PREFIX}-", "csrfmiddlewaretoken")
    return [
        Carried(name, value)
        for name, values in data.lists()
        if not name.startswith(own)
        for value in values
    ]


def question_of(data: QueryDict) -> uuid.UUID | None:
    """The question that is being answered, None where none was asked."""
    try:
        return uuid.UUID(data.get(f"{PREFIX}-question", ""))
    except ValueError:
        return None
