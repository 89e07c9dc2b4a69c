"""The outbox: what is to be delivered is a row, written with the change it tells about."""

import uuid

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cns_portal.inbox.choices import EmailStatus, MessageStatus
from cns_portal.inbox.querysets import AttachmentQuerySet, EmailQuerySet, MessageQuerySet
from cns_portal.sealing.fields import SealedBytes, SealedNote, SealedText

_LANGUAGES = ["fr", "de", "lb", "en"]
_ONE_LINE = r"^[^\r\n]+$"


class Posting(models.Model):
    """What a message and an e-mail have in common: how far delivery has come."""

    idempotency_key = models.CharField(_("idempotency key"), max_length=200)
    reference = models.CharField(_("reference"), max_length=40, db_index=True, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    created_at = models.DateTimeField(_("created"))
    # Every attempt is counted before it begins, every refusal when it is answered: the
    # difference are attempts that took the worker down with them.
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    refusals = models.PositiveIntegerField(_("refusals"), default=0)
    not_before = models.DateTimeField(_("not before"))
    last_error = models.CharField(_("last error"), max_length=200, blank=True)
    check_code = models.CharField(
        _("asked before sending"),
        max_length=100,
        blank=True,
        help_text=_("Who says whether it is still wanted when its turn has come."),
    )
    check_payload = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True


class Message(Posting):
    """What a person reads under "My messages", once its attachments are there.

    The body is plain text; an address stands on a line of its own. It is sealed: it repeats what
    an agent wrote, and may say what somebody is treated for. The title never does.
    """

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True)
    dossier = models.ForeignKey(
        "accounts.Dossier",
        verbose_name=_("dossier"),
        on_delete=models.PROTECT,
        related_name="messages",
    )
    title = models.CharField(_("title"), max_length=200)
    body = SealedText(_("text"))
    status = models.CharField(
        _("status"), max_length=10, choices=MessageStatus, default=MessageStatus.PENDING
    )
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        permissions = [("retry_message", _("Can have a message delivered again that was given up"))]
        indexes = [
            models.Index(name="message_due", fields=["not_before"], condition=Q(status="pending")),
            models.Index(name="message_of_a_dossier", fields=["dossier", "-delivered_at"]),
        ]
        constraints = [
            models.UniqueConstraint(name="message_is_posted_once", fields=["idempotency_key"]),
            models.CheckConstraint(
                name="message_language_is_known", condition=Q(language__in=_LANGUAGES)
            ),
            models.CheckConstraint(
                name="message_status_is_known", condition=Q(status__in=MessageStatus.values)
            ),
            models.CheckConstraint(
                name="message_is_delivered_iff_dated",
                condition=Q(status=MessageStatus.DELIVERED, delivered_at__isnull=False)
                | (~Q(status=MessageStatus.DELIVERED) & Q(delivered_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="message_is_read_after_delivery",
                condition=Q(read_at__isnull=True) | Q(delivered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Email(Posting):
    """An e-mail exactly as it will be sent, with the Message-ID that every copy would carry."""

    recipient = models.EmailField(_("recipient"))
    subject = models.CharField(_("subject"), max_length=200)
    text_body = SealedNote(_("text"))
    html_body = SealedNote(_("HTML"), default="", blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=200)
    status = models.CharField(
        _("status"), max_length=10, choices=EmailStatus, default=EmailStatus.PENDING
    )
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    announces = models.ForeignKey(
        Message,
        verbose_name=_("announces"),
        on_delete=models.CASCADE,
        related_name="announcements",
        null=True,
        blank=True,
    )
    resend_of = models.ForeignKey(
        "self",
        verbose_name=_("sent again from"),
        on_delete=models.CASCADE,
        related_name="copies",
        null=True,
        blank=True,
    )

    objects = EmailQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-mail")
        verbose_name_plural = _("e-mails")
        permissions = [("resend_email", _("Can send an e-mail again"))]
        indexes = [
            models.Index(name="email_due", fields=["not_before"], condition=Q(status="pending")),
        ]
        constraints = [
            models.UniqueConstraint(name="email_is_posted_once", fields=["idempotency_key"]),
            models.UniqueConstraint(name="email_has_its_own_message_id", fields=["message_id"]),
            models.CheckConstraint(
                name="email_language_is_known", condition=Q(language__in=_LANGUAGES)
            ),
            models.CheckConstraint(
                name="email_status_is_known", condition=Q(status__in=EmailStatus.values)
            ),
            models.CheckConstraint(
                name="email_is_sent_iff_dated",
                condition=Q(status=EmailStatus.SENT, sent_at__isnull=False)
                | (~Q(status=EmailStatus.SENT) & Q(sent_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="email_headers_are_one_line_each",
                condition=Q(subject__regex=_ONE_LINE)
                & Q(recipient__regex=_ONE_LINE)
                & Q(message_id__regex=_ONE_LINE),
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class Attachment(models.Model):
    """A file that goes with a message or an e-mail: there at once, or made by the worker.

    What is in it is sealed: certificates name people, and some say what they are treated for.
    """

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True)
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, related_name="attachments", null=True, blank=True
    )
    email = models.ForeignKey(
        Email, on_delete=models.CASCADE, related_name="attachments", null=True, blank=True
    )
    position = models.PositiveSmallIntegerField(_("position"))
    filename = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(_("content type"), max_length=200)
    maker = models.CharField(_("maker"), max_length=100, blank=True)
    payload = models.JSONField(_("what it is made from"), default=dict, encoder=DjangoJSONEncoder)
    content = SealedBytes(_("content"), null=True, blank=True)
    made_at = models.DateTimeField(_("made"), null=True, blank=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.CheckConstraint(
                name="attachment_goes_with_a_message_or_an_email",
                condition=Q(message__isnull=False, email__isnull=True)
                | Q(message__isnull=True, email__isnull=False),
            ),
            models.CheckConstraint(
                name="attachment_has_content_or_a_maker",
                condition=Q(content__isnull=False) | ~Q(maker=""),
            ),
            models.CheckConstraint(
                name="attachment_has_content_iff_made",
                condition=Q(content__isnull=False, made_at__isnull=False)
                | Q(content__isnull=True, made_at__isnull=True),
            ),
            models.CheckConstraint(
                name="attachment_headers_are_one_line_each",
                condition=Q(filename__regex=_ONE_LINE) & Q(content_type__regex=_ONE_LINE),
            ),
            models.UniqueConstraint(
                name="attachment_has_its_own_place",
                fields=["message", "email", "position"],
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.filename
