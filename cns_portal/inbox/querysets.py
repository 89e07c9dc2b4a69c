"""The questions asked about messages, e-mails and their attachments."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from cns_portal.inbox.choices import EmailStatus, MessageStatus

if TYPE_CHECKING:
    from cns_portal.accounts.models import Dossier


class MessageQuerySet(models.QuerySet):
    def of(self, dossier: "Dossier") -> Self:
        return self.filter(dossier=dossier)

    def delivered(self) -> Self:
        """What the person can see: the newest first."""
        return self.filter(status=MessageStatus.DELIVERED).order_by("-delivered_at", "-pk")

    def unread(self) -> Self:
        return self.filter(status=MessageStatus.DELIVERED, read_at=None)

    def about(self, reference: str) -> Self:
        return self.filter(reference=reference)

    def due(self, *, now: datetime) -> Self:
        return self.filter(status=MessageStatus.PENDING, not_before__lte=now)


class EmailQuerySet(models.QuerySet):
    def about(self, reference: str) -> Self:
        return self.filter(reference=reference)

    def due(self, *, now: datetime) -> Self:
        """What may be sent now. An announcement waits until its message can be seen."""
        return self.filter(
            Q(announces=None) | Q(announces__status=MessageStatus.DELIVERED),
            status=EmailStatus.PENDING,
            not_before__lte=now,
        )


class AttachmentQuerySet(models.QuerySet):
    def of(self, dossier: "Dossier") -> Self:
        """The attachments of messages that the person can see."""
        return self.filter(message__dossier=dossier, message__status=MessageStatus.DELIVERED)

    def without_content(self) -> Self:
        """For lists: names and types, not the bytes."""
        return self.defer("content", "payload").order_by("position")
