"""A document: the row that says what is known about an uploaded file."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cns_portal.documents.choices import Rejection, State
from cns_portal.documents.querysets import DocumentQuerySet
from cns_portal.documents.scanner import NOT_SCANNED
from cns_portal.documents.vault import Place


class Document(models.Model):
    """An uploaded file. Its bytes lie elsewhere, encrypted, under `storage_name`.

    Keys to a document are always PROTECT: the row outlives the bytes.
    """

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True)
    dossier = models.ForeignKey(
        "accounts.Dossier",
        verbose_name=_("dossier"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uploaded by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty when a visitor sent the file without signing in."),
    )
    purpose = models.SlugField(_("purpose"), max_length=40)
    original_name = models.CharField(_("name given by the sender"), max_length=120, blank=True)
    content_type = models.CharField(_("type"), max_length=40)
    size = models.PositiveIntegerField(_("size"), help_text=_("Bytes, as they were sent."))
    sha256 = models.CharField(
        _("SHA-256"), max_length=64, help_text=_("Of the file as it was sent.")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.PENDING
    )
    # A member of `Rejection`. Its sentences are no business of the migrations: see `why_rejected`.
    rejection = models.CharField(_("reason"), max_length=20, blank=True, default="")
    page_count = models.PositiveSmallIntegerField(_("pages"), null=True, blank=True)
    has_small_picture = models.BooleanField(_("has a small picture"), default=False)
    storage_name = models.CharField(_("storage name"), max_length=32, editable=False)
    scanned_with = models.CharField(_("scanned with"), max_length=120, blank=True)
    scanned_at = models.DateTimeField(
        _("last scanned"), null=True, blank=True, help_text=_("Empty when no scanner has seen it.")
    )
    attempts = models.PositiveSmallIntegerField(_("attempts to check"), default=0)
    claimed_at = models.DateTimeField(_("check began"), null=True, blank=True)
    stored_at = models.DateTimeField(_("stored"))
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [
            models.Index(
                name="document_to_check",
                fields=["stored_at"],
                condition=Q(state="pending", deleted_at__isnull=True),
            ),
            models.Index(
                name="document_to_scan_again",
                fields=["scanned_at"],
                condition=Q(state="clean", deleted_at__isnull=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="document_storage_name_is_unique", fields=["storage_name"]
            ),
            models.CheckConstraint(
                name="document_state_is_known", condition=Q(state__in=State.values)
            ),
            models.CheckConstraint(
                name="document_rejection_is_known",
                condition=Q(rejection__in=["", *Rejection.values]),
            ),
            models.CheckConstraint(
                name="document_rejected_iff_reason_given",
                condition=Q(state="rejected") & ~Q(rejection="")
                | ~Q(state="rejected") & Q(rejection=""),
            ),
            models.CheckConstraint(
                name="document_pending_iff_unchecked",
                condition=Q(state="pending", checked_at__isnull=True)
                | ~Q(state="pending") & Q(checked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="document_clean_iff_pages_counted",
                condition=Q(state="clean", page_count__isnull=False, page_count__gte=1)
                | ~Q(state="clean") & Q(page_count__isnull=True),
            ),
            models.CheckConstraint(
                name="document_clean_says_how_it_was_scanned",
                condition=~Q(state="clean") | ~Q(scanned_with=""),
            ),
            models.CheckConstraint(
                name="document_with_a_small_picture_is_clean",
                condition=Q(has_small_picture=False) | Q(state="clean"),
            ),
            models.CheckConstraint(name="document_is_not_empty", condition=Q(size__gte=1)),
            models.CheckConstraint(name="document_has_a_purpose", condition=~Q(purpose="")),
            models.CheckConstraint(
                name="document_sha256_is_hexadecimal",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.public_id}"

    @property
    def why_rejected(self) -> str:
        """The sentence for the person who sent the file; empty unless it was rejected."""
        return str(Rejection(self.rejection).label) if self.rejection else ""

    @property
    def is_readable(self) -> bool:
        """Whether there is something to show: checked, scanned where there is a scanner, kept."""
        return self.state == State.CLEAN and self.deleted_at is None and not self.waits_for_scanner

    @property
    def waits_for_scanner(self) -> bool:
        """Whether it was taken when the portal had no scanner, and now it has one."""
        return bool(settings.CLAMAV_URL) and self.scanned_with == NOT_SCANNED

    @property
    def place(self) -> Place:
        """Where the bytes are, as long as there are any."""
        return Place.CHECKED if self.state == State.CLEAN else Place.QUARANTINE

    @property
    def places(self) -> list[Place]:
        """Where there are bytes of it: its own, and its small picture."""
        return [self.place, Place.SMALL] if self.has_small_picture else [self.place]
