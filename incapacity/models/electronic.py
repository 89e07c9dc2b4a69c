"""Who sends electronic certificates, and what has arrived from them."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from incapacity.models.certificates import Certificate


class Sender(models.Model):
    """A system that sends certificates for doctors. It signs, and it authenticates itself.

    `public_key` checks the signature of each message; of the token only a digest is kept. After a
    change the former pair goes on until `former_until`, so that nothing is lost meanwhile; a token
    goes with its own key, never with the other one.
    """

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)
    public_key = models.TextField(_("public key"), help_text=_("Ed25519, in PEM."))
    token_digest = models.CharField(_("digest of the token"), max_length=64, unique=True)
    active_from = models.DateTimeField(_("active from"))
    former_public_key = models.TextField(_("former public key"), blank=True)
    former_token_digest = models.CharField(
        _("digest of the former token"), max_length=64, unique=True, null=True, blank=True
    )
    former_until = models.DateTimeField(_("former key and token until"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("sender of electronic certificates")
        verbose_name_plural = _("senders of electronic certificates")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="sender_is_revoked_after_it_began",
                condition=Q(revoked_at__isnull=True) | Q(revoked_at__gte=F("active_from")),
            ),
            models.CheckConstraint(
                name="sender_digest_is_sha256",
                condition=Q(token_digest__regex=r"^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(
                name="sender_former_digest_is_sha256",
                condition=Q(former_token_digest__isnull=True)
                | Q(former_token_digest__regex=r"^[0-9a-f]{64}$"),
            ),
            models.CheckConstraint(
                name="sender_former_key_goes_with_its_token",
                condition=Q(
                    former_public_key="",
                    former_token_digest__isnull=True,
                    former_until__isnull=True,
                )
                | ~Q(former_public_key="")
                & Q(former_token_digest__isnull=False, former_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ElectronicMessage(models.Model):
    """A message that was accepted, once: the same again gets the same answer and does nothing."""

    sender = models.ForeignKey(
        Sender, verbose_name=_("sender"), on_delete=models.PROTECT, related_name="messages"
    )
    message_id = models.UUIDField(_("identifier of the message"))
    sha256 = models.CharField(_("digest of the content"), max_length=64)
    received_at = models.DateTimeField(_("received"))
    certificate = models.OneToOneField(
        Certificate,
        verbose_name=_("certificate"),
        on_delete=models.CASCADE,
        related_name="message",
    )

    class Meta:
        verbose_name = _("electronic message")
        verbose_name_plural = _("electronic messages")
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(name="electronic_message_by_sender", fields=["sender", "-received_at"])
        ]
        constraints = [
            models.UniqueConstraint(
                name="electronic_message_once_per_sender", fields=["sender", "message_id"]
            ),
            models.CheckConstraint(
                name="electronic_message_digest_is_sha256",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.message_id}"


POSTED_BEFORE_IT_WAS_SENT = ("arrived", "held_back", "sent_before")
"""What the person is told of an electronic certificate while it has no case."""


def posted_as(certificate: Certificate, what: str) -> str:
    """Under which key such a message is posted."""
    return f"certificate:{certificate.pk}:{what}"


def arrived_as(certificate: Certificate) -> str:
    """Under which key the message is posted that says that it arrived."""
    return posted_as(certificate, "arrived")
