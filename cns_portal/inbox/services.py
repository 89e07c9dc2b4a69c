"""Posting: what is to be delivered becomes a row in the caller's transaction."""

import uuid
from collections.abc import Collection, Iterable
from email.utils import parseaddr
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from cns_portal import audit, clock, queue
from cns_portal.inbox.attachments import AttachmentDraft
from cns_portal.inbox.checks import StillWanted
from cns_portal.inbox.choices import EmailStatus, MessageStatus, Refusal
from cns_portal.inbox.models import Attachment, Email, Message
from cns_portal.kernel.refusal import Refused

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account, Dossier


@transaction.atomic
def post_message(
    *,
    dossier: "Dossier",
    reference: str,
    title: str,
    body: str,
    language: str,
    idempotency_key: str,
    attachments: Iterable[AttachmentDraft] = (),
    notify: str | Collection[str] = "",
    still_wanted: StillWanted | None = None,
) -> Message:
    """Leave a message under "My messages"; it shows when its attachments have been made.

    With an address in `notify`, or several, an e-mail then says that there is a message, and
    nothing else.
    With `still_wanted`, neither is delivered when the room then says no.
    Posting again under the same `idempotency_key` changes nothing and returns the first message.
    """
    now = clock.now()
    message, is_new = Message.objects.get_or_create(
        idempotency_key=idempotency_key,
        defaults={
            "dossier": dossier,
            "reference": reference,
            "title": title,
            "body": body,
            "language": language,
            "created_at": now,
            "not_before": now,
            **_checked(still_wanted),
        },
    )
    if is_new:
        _attach(attachments, message=message)
        _announce(message, [notify] if isinstance(notify, str) else notify)
        queue.nudge("inbox.deliver")
    return message


@transaction.atomic
def post_email(
    *,
    recipient: str,
    subject: str,
    text_body: str,
    html_body: str,
    language: str,
    reference: str,
    idempotency_key: str,
    attachments: Iterable[AttachmentDraft] = (),
    still_wanted: StillWanted | None = None,
) -> Email:
    """Send an e-mail after the transaction, as often as it takes.

    With `still_wanted`, it is not sent when the room then says no. Posting again under the same
    `idempotency_key` changes nothing and returns the first e-mail. Raises `ValueError` for a
    malformed recipient or a subject of more than one line.
    """
    return _post_email(
        recipient=recipient,
        subject=subject,
        text_body=text_body,
        html_body=html_body,
        language=language,
        reference=reference,
        idempotency_key=idempotency_key,
        attachments=attachments,
        **_checked(still_wanted),
    )


@transaction.atomic
def resend(email: Email, *, actor: "Account | audit.Actor") -> Email:
    """Send `email` once more: a new row with its own Message-ID that says what it is a copy of.

    Raises `Refused` while the e-mail itself, or an earlier copy of it, still waits, and when it was
    withdrawn.
    """
    email = Email.objects.select_for_update(of=("self",)).get(pk=email.pk)
    if email.status == EmailStatus.PENDING:
        raise Refused(Refusal.STILL_WAITING)
    if email.status == EmailStatus.WITHDRAWN:
        raise Refused(Refusal.NO_LONGER_WANTED)
    if email.copies.filter(status=EmailStatus.PENDING).exists():
        raise Refused(Refusal.COPY_WAITING)
    copy = _post_email(
        recipient=email.recipient,
        subject=email.subject,
        text_body=email.text_body,
        html_body=email.html_body,
        language=email.language,
        reference=email.reference,
        idempotency_key=f"resend:{email.pk}:{email.copies.count() + 1}",
        announces=email.announces,
        resend_of=email,
        check_code=email.check_code,
        check_payload=email.check_payload,
    )
    Attachment.objects.bulk_create(
        Attachment(
            email=copy,
            position=original.position,
            filename=original.filename,
            content_type=original.content_type,
            maker=original.maker,
            payload=original.payload,
            content=original.content,
            made_at=original.made_at,
        )
        for original in email.attachments.order_by("position")
    )
    audit.record(actor, "email.sent_again", copy, details={"copy_of": email.pk})
    return copy


@transaction.atomic
def retry_message(message: Message, *, actor: "Account | audit.Actor") -> Message:
    """Try again to deliver a message that was given up. Raises `Refused` for any other."""
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if message.status != MessageStatus.PARKED:
        raise Refused(Refusal.NOT_GIVEN_UP)
    message.status = MessageStatus.PENDING
    message.attempts = message.refusals = 0
    message.not_before = clock.now()
    message.save(update_fields=["status", "attempts", "refusals", "not_before"])
    audit.record(actor, "message.retried", message, dossier=message.dossier)
    queue.nudge("inbox.deliver")
    return message


@transaction.atomic
def mark_read(message: Message) -> None:
    """Note the first time that the person opened a delivered message."""
    now = clock.now()
    changed = Message.objects.filter(pk=message.pk).unread().update(read_at=now)
    if changed:
        message.read_at = now


@transaction.atomic
def mark_thread_read(dossier: "Dossier", reference: str) -> int:
    """Note that the person has read the delivered messages about a case; how many were new."""
    theirs = Message.objects.of(dossier).about(reference).unread()
    return theirs.update(read_at=clock.now())


@transaction.atomic
def forget_about(reference: str) -> int:
    """Delete every message and e-mail about a procedure, when its time is over; how many."""
    if not reference:
        raise ValueError("Only what is about a procedure can be forgotten with it.")
    _, deleted = Email.objects.about(reference).delete()
    _, more = Message.objects.about(reference).delete()
    return deleted.get(Email._meta.label, 0) + more.get(Message._meta.label, 0)


@transaction.atomic
def forget_posted(keys: Iterable[str]) -> int:
    """Delete the messages posted under these keys, with what announced them; how many rows."""
    found = Message.objects.filter(idempotency_key__in=list(keys))
    _, deleted = found.delete()
    return deleted.get(Message._meta.label, 0)


def _announce(message: Message, recipients: Iterable[str]) -> None:
    """Once for each address: parents of a child may share one."""
    for number, recipient in enumerate(dict.fromkeys(filter(None, recipients))):
        once = f"announce:{message.pk}:{number}" if number else f"announce:{message.pk}"
        _announce_to(message, recipient, once=once)


def _announce_to(message: Message, recipient: str, *, once: str) -> None:
    context = {
        "LANGUAGE_CODE": message.language,
        "address": f"{settings.SITE_URL}/{message.language}/espace/messages/",
    }
    with translation.override(message.language):
        _post_email(
            recipient=recipient,
            subject=gettext("You have a new message"),
            text_body=render_to_string("inbox/notices/new_message.txt", context),
            html_body=render_to_string("inbox/notices/new_message.html", context),
            language=message.language,
            reference=message.reference,
            idempotency_key=once,
            announces=message,
        )


def _post_email(
    *, recipient: str, subject: str, idempotency_key: str, attachments=(), **columns
) -> Email:
    try:
        validate_email(recipient)
    except ValidationError:
        raise ValueError("The recipient is not an e-mail address.") from None
    if not subject.strip() or len(subject.splitlines()) != 1:
        raise ValueError("The subject of an e-mail is one line.")
    now = clock.now()
    email, is_new = Email.objects.get_or_create(
        idempotency_key=idempotency_key,
        defaults={
            "recipient": recipient,
            "subject": subject,
            "message_id": f"<{uuid.uuid4().hex}@{_own_domain()}>",
            "created_at": now,
            "not_before": now,
            **columns,
        },
    )
    if is_new:
        _attach(attachments, email=email)
        queue.nudge("inbox.deliver")
    return email


def _attach(drafts: Iterable[AttachmentDraft], **owner) -> None:
    now = clock.now()
    Attachment.objects.bulk_create(
        Attachment(
            **owner,
            position=position,
            filename=draft.filename,
            content_type=draft.content_type,
            maker=draft.maker,
            payload=draft.payload or {},
            content=draft.content,
            made_at=None if draft.content is None else now,
        )
        for position, draft in enumerate(drafts, start=1)
    )


def _checked(still_wanted: StillWanted | None) -> dict:
    if still_wanted is None:
        return {}
    return {"check_code": still_wanted.check, "check_payload": still_wanted.payload}


def _own_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
