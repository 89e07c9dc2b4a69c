"""Questions about messages and e-mails that other packages may ask."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch

from cns_portal.inbox.models import Attachment, Email, Message

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from cns_portal.accounts.models import Dossier
    from cns_portal.inbox.querysets import MessageQuerySet


# -- For agents: what was posted about a case, and how far it got ------------------------------


def messages_about(reference: str) -> QuerySet[Message]:
    """Every message about a procedure, delivered or not, newest first; for agents."""
    return Message.objects.about(reference).order_by("-created_at", "-pk")


def emails_about(reference: str) -> QuerySet[Email]:
    """Every e-mail about a procedure with how far it got, newest first; for agents."""
    return (
        Email.objects.about(reference)
        .defer("text_body", "html_body")
        .order_by("-created_at", "-pk")
    )


# -- For the person: what was delivered. Every question begins with the dossier ----------------


def unread_count(dossier: Dossier, *, about: str = "") -> int:
    """How many delivered messages were not opened yet, of all or of the case `about`."""
    unread = Message.objects.of(dossier).unread()
    return (unread.about(about) if about else unread).count()


def unread_by_reference(dossier: Dossier) -> dict[str, int]:
    """How many delivered messages were not opened yet, by the case they are about; one query."""
    counted = Message.objects.of(dossier).unread().values("reference").annotate(many=Count("pk"))
    return dict(counted.order_by("reference").values_list("reference", "many"))


def delivered_to(dossier: Dossier) -> MessageQuerySet:
    """What was delivered, the newest first, without the texts."""
    return Message.objects.of(dossier).delivered().defer("body")


def delivered_about(reference: str, dossier: Dossier) -> MessageQuerySet:
    """The delivered messages of one case with the names of their files: two queries."""
    return with_attachments(Message.objects.of(dossier).about(reference).delivered())


def latest_about(reference: str, dossier: Dossier, *, carrying: str) -> Message | None:
    """The last delivered message of a case with a file of this content type, and its files."""
    files = Attachment.objects.of(dossier).filter(content_type=carrying)
    told = Message.objects.of(dossier).about(reference).delivered()
    return with_attachments(told.filter(pk__in=files.values("message"))).first()


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


def with_attachments(messages: MessageQuerySet) -> MessageQuerySet:
    """The same messages with the names of their attachments: one more query in all."""
    return messages.prefetch_related(
        Prefetch("attachments", queryset=Attachment.objects.without_content())
    )


# -- For rooms: what became of something they posted themselves ---------------------------------


def delivered_among(keys: Collection[str]) -> set[str]:
    """Those of the idempotency keys under which a message was posted and delivered; one query."""
    found = Message.objects.delivered().filter(idempotency_key__in=list(keys))
    return set(found.order_by().values_list("idempotency_key", flat=True))


def posted_file(dossier: Dossier, key: str) -> Attachment | None:
    """The first file of the message posted under this key, if it is this person's and is made."""
    return (
        Attachment.objects.of(dossier)
        .filter(message__idempotency_key=key, made_at__isnull=False)
        .order_by("position")
        .first()
    )
