"""What the pages of my space say about messages and procedures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cns_portal.procedures.choices import ActorKind, Phase

if TYPE_CHECKING:
    from cns_portal.inbox.models import Message
    from cns_portal.procedures.models import Procedure, ProcedureEvent

TONES = {
    Phase.RECEIVED: "info",
    Phase.BEING_CHECKED: "info",
    Phase.DECIDED: "success",
    Phase.DONE: "neutral",
}
# Agents act for the CNS: their names are in the trail, not on the person's page.
ACTORS = {
    ActorKind.PERSON: _("You"),
    ActorKind.AGENT: _("An agent of the CNS"),
    ActorKind.SYSTEM: _("The portal, automatically"),
    ActorKind.LINK: _("Somebody with the link from the confirmation"),
}


@dataclass(frozen=True)
class ProcedureRow:
    """A case in a list, and at the top of its own page."""

    procedure: Procedure

    @property
    def tone(self) -> str:
        return TONES[Phase(self.procedure.phase)]

    @property
    def url(self) -> str:
        return reverse("home:procedure", args=[self.procedure.reference])


@dataclass(frozen=True)
class MessageWithFiles:
    """A message of a conversation with the links to its files (attachments prefetched)."""

    message: Message

    @property
    def files(self) -> list[dict]:
        return attachment_links(self.message)

    @property
    def url(self) -> str:
        return reverse("home:message", args=[self.message.public_id])


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
    """The phases for `progress_tracker`; when the case is done, all of them are."""
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


def history_entries(events: Iterable[ProcedureEvent]) -> list[dict]:
    """The history for `timeline`, the latest first."""
    return [
        {
            "title": event.label,
            "at": event.at,
            "by": ACTORS[ActorKind(event.actor_kind)],
            "text": event.reason,
        }
        for event in reversed(list(events))
    ]
