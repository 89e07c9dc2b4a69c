"""What the pages of my space say about a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.functional import cached_property

from cns_portal.kernel import civil_time
from cns_portal.procedures import kinds
from cns_portal.procedures.choices import Phase

if TYPE_CHECKING:
    from cns_portal.inbox.models import Message
    from cns_portal.procedures.kinds import Kind
    from cns_portal.procedures.models import Procedure

TONES = {
    Phase.RECEIVED: "info",
    Phase.BEING_CHECKED: "info",
    Phase.DECIDED: "success",
    Phase.DONE: "neutral",
}


@dataclass(frozen=True)
class ProcedureRow:
    """A case in a list, and at the top of its own page."""

    procedure: Procedure

    @property
    def needs_the_person(self) -> bool:
        """Whether the case waits for the person (needs `with_question`)."""
        if self.procedure.phase == Phase.DONE:
            return False
        asks = kinds.kind(self.procedure.kind).asks
        return self.procedure.current_state in asks or self.procedure.has_question

    @property
    def changed_later(self) -> bool:
        """Whether something happened on a later day than the one on which it was sent."""
        sent, changed = self.procedure.created_at, self.procedure.updated_at
        return civil_time.day_of(changed) > civil_time.day_of(sent)

    @property
    def tone(self) -> str:
        return TONES[Phase(self.procedure.phase)]

    @property
    def url(self) -> str:
        return reverse("home:procedure", args=[self.procedure.reference])


@dataclass(frozen=True)
class WhatNext:
    """What happens next in the case, and until when.

    `since` is when its present state began; `question_until` the last day of an open question.
    """

    procedure: Procedure
    since: datetime
    is_asked: bool
    question_until: date | None

    @property
    def needs_the_person(self) -> bool:
        return self.procedure.phase != Phase.DONE and (
            self.is_asked or self.procedure.current_state in self._kind.asks
        )

    @property
    def sentence(self) -> str:
        """What happens next, in the room's words; empty when the room says nothing."""
        return str(self._kind.what_next.get(self.procedure.current_state, ""))

    @cached_property
    def until(self) -> date | None:
        """The last day of the next step, when one is known."""
        if self.procedure.phase == Phase.DONE:
            return None
        return self.question_until or self._kind.answer_by(self.procedure, since=self.since)

    @property
    def is_unknown(self) -> bool:
        """Whether the CNS has the next step, and nobody knows how long it takes."""
        under_way = self.procedure.phase in {Phase.RECEIVED, Phase.BEING_CHECKED}
        return under_way and not self.needs_the_person and self.until is None

    @property
    def _kind(self) -> Kind:
        return kinds.kind(self.procedure.kind)


def attachment_links(message: Message) -> list[dict]:
    """The message's files for `file_link`: address, name, kind."""
    return [
        {
            "url": reverse("home:attachment", args=[message.public_id, attachment.position]),
            "label": attachment.filename,
            "kind": attachment.filename.rpartition(".")[2].upper(),
        }
        for attachment in message.attachments.all()
    ]


def phase_steps(procedure: Procedure) -> list[dict]:
    """The phases for `progress_tracker`; when the case is done, all of them are.

    Of a case that was cut short only its beginning and its end are shown; of one that is settled
    the decision comes last.
    """
    kind = kinds.kind(procedure.kind)
    if procedure.current_state in kind.cut_short:
        return _all_done([Phase.RECEIVED.label, procedure.state_label])
    if procedure.current_state in kind.settled:
        return _all_done([phase.label for phase in Phase if phase != Phase.DONE])
    phases = list(Phase)
    here = phases.index(Phase(procedure.phase))
    finished = procedure.phase == Phase.DONE
    return [
        {
            "label": phase.label,
            "state": "done" if index < here or finished else "now" if index == here else "next",
        }
        for index, phase in enumerate(phases)
    ]


def _all_done(labels: list) -> list[dict]:
    return [{"label": label, "state": "done"} for label in labels]
