"""What my space shows of messages and procedures. Every question begins with the dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from cns_portal.inbox.models import Attachment, Message
from cns_portal.inbox.selectors import with_attachments
from cns_portal.procedures.models import Procedure

if TYPE_CHECKING:
    from cns_portal.accounts.models import Dossier
    from cns_portal.inbox.querysets import MessageQuerySet
    from cns_portal.procedures.querysets import ProcedureQuerySet


def unread_count(dossier: Dossier, *, about: Procedure | None = None) -> int:
    """How many delivered messages were not opened yet, of all or of one case."""
    unread = Message.objects.of(dossier).unread()
    return (unread.about(about.reference) if about else unread).count()


def messages_of(dossier: Dossier) -> MessageQuerySet:
    """What was delivered, the newest first, without the texts."""
    return Message.objects.of(dossier).delivered().defer("body")


def messages_about(dossier: Dossier, procedure: Procedure) -> MessageQuerySet:
    """The delivered messages of one case with the names of their files: two queries."""
    return with_attachments(Message.objects.of(dossier).about(procedure.reference).delivered())


def message_of(dossier: Dossier, public_id: UUID) -> Message | None:
    """The delivered message of this identifier, if it is this person's."""
    mine = Message.objects.of(dossier).delivered().filter(public_id=public_id)
    return with_attachments(mine).first()


def attachment_of(dossier: Dossier, message_id: UUID, position: int) -> Attachment | None:
    """The file at this place of the message, if it is this person's and has been made."""
    return (
        Attachment.objects.of(dossier)
        .filter(message__public_id=message_id, position=position, made_at__isnull=False)
        .first()
    )


def procedures_of(dossier: Dossier) -> ProcedureQuerySet:
    """Every case of the person, the newest first."""
    return Procedure.objects.of(dossier).recent()


def procedure_of(dossier: Dossier, reference: str) -> Procedure | None:
    """The case of this reference, if it is this person's."""
    return Procedure.objects.of(dossier).with_reference(reference).first()
