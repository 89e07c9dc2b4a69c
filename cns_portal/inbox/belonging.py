"""Messages and e-mails to a person, with their files.

What tells the outbox what to do is left out: it may hold keys to a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cns_portal.inbox.models import Attachment, Email, Message

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cns_portal.accounts.models import Dossier

OF_THE_OUTBOX = ("idempotency_key", "check_code", "check_payload")


def message_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """What is in the dossier, the e-mails that announced it, and the files."""
    messages = Message.objects.of(dossier)
    announcements = Email.objects.filter(announces__dossier=dossier)
    yield messages.defer(*OF_THE_OUTBOX).order_by("pk")
    yield announcements.defer(*OF_THE_OUTBOX).order_by("pk")
    yield Attachment.objects.filter(message__in=messages).defer("payload", "maker").order_by("pk")


def email_rows(references: Iterable[str]) -> Iterator[QuerySet]:
    """E-mails about these cases that announce no message, and their files."""
    emails = Email.objects.filter(reference__in=references, announces__isnull=True)
    emails = emails.exclude(reference="")
    yield emails.defer(*OF_THE_OUTBOX).order_by("pk")
    yield Attachment.objects.filter(email__in=emails).defer("payload", "maker").order_by("pk")


def confirmation_rows(address: str) -> Iterator[QuerySet]:
    """E-mails to an address that are about no case: without their text, which holds keys."""
    if address:
        letters = Email.objects.filter(recipient__iexact=address, reference="")
        letters = letters.filter(announces__isnull=True)
        yield letters.defer(*OF_THE_OUTBOX, "text_body", "html_body").order_by("pk")
