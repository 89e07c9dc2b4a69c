"""A copy of everything that the portal holds on somebody, and who downloaded it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cns_portal.rights.choices.exports import ExportState
from cns_portal.rights.models.requests import RightsRequest
from cns_portal.rights.querysets import ExportQuerySet

UNDER_WAY = ["asked", "building"]
KEPT = ["building", "ready"]
MADE = ["ready", "expired"]
OVER = ["failed", "expired"]


class Export(models.Model):
    """One copy: a zip in sealed pieces under `storage_name`, made by the worker, gone after days.

    `done` of `total` files are in it so far. `claimed_at` is when its worker was heard of last.
    """

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True)
    person = models.ForeignKey(
        "insured.InsuredPerson",
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="exports",
    )
    request = models.ForeignKey(
        RightsRequest,
        verbose_name=_("request"),
        on_delete=models.SET_NULL,
        related_name="exports",
        null=True,
        blank=True,
        help_text=_("That of somebody who did not sign in; empty when asked for in the portal."),
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    asked_at = models.DateTimeField(_("asked"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    state = models.CharField(
        _("state"), max_length=10, choices=ExportState, default=ExportState.ASKED
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    claimed_at = models.DateTimeField(_("worker last heard of"), null=True, blank=True)
    done = models.PositiveIntegerField(_("files put in"), default=0)
    total = models.PositiveIntegerField(_("files in all"), null=True, blank=True)
    storage_name = models.CharField(_("storage name"), max_length=32, blank=True, editable=False)
    pieces = models.PositiveIntegerField(_("pieces"), null=True, blank=True)
    size = models.PositiveBigIntegerField(
        _("size"), null=True, blank=True, help_text=_("Bytes of the zip file.")
    )
    records = models.PositiveIntegerField(_("records in it"), null=True, blank=True)
    missing = models.PositiveIntegerField(_("files that could not be read"), null=True, blank=True)
    ready_at = models.DateTimeField(_("ready"), null=True, blank=True)
    expires_at = models.DateTimeField(_("available until"), null=True, blank=True)
    ended_at = models.DateTimeField(_("given up or deleted"), null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy of personal data")
        verbose_name_plural = _("copies of personal data")
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(
                name="export_to_build", fields=["asked_at"], condition=Q(state__in=UNDER_WAY)
            ),
            models.Index(
                name="export_to_delete", fields=["expires_at"], condition=Q(state="ready")
            ),
            models.Index(name="export_of_a_person", fields=["person", "-asked_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="export_state_is_known", condition=Q(state__in=ExportState.values)
            ),
            models.CheckConstraint(
                name="export_language_is_known",
                condition=Q(language__in=["fr", "de", "lb", "en"]),
            ),
            models.CheckConstraint(
                name="export_is_being_built_iff_claimed",
                condition=Q(state="building", claimed_at__isnull=False)
                | (~Q(state="building") & Q(claimed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="export_has_a_file_iff_built_or_ready",
                condition=(Q(state__in=KEPT) & ~Q(storage_name=""))
                | (~Q(state__in=KEPT) & Q(storage_name="")),
            ),
            models.CheckConstraint(
                name="export_is_made_iff_dated_and_measured",
                condition=Q(
                    state__in=MADE,
                    ready_at__isnull=False,
                    expires_at__isnull=False,
                    size__isnull=False,
                    pieces__isnull=False,
                    records__isnull=False,
                    missing__isnull=False,
                )
                | (
                    ~Q(state__in=MADE)
                    & Q(
                        ready_at__isnull=True,
                        expires_at__isnull=True,
                        size__isnull=True,
                        pieces__isnull=True,
                        records__isnull=True,
                        missing__isnull=True,
                    )
                ),
            ),
            models.CheckConstraint(
                name="export_is_over_iff_dated",
                condition=Q(state__in=OVER, ended_at__isnull=False)
                | (~Q(state__in=OVER) & Q(ended_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="export_expires_after_it_is_ready",
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("ready_at")),
            ),
            models.UniqueConstraint(
                name="export_one_under_way_per_person",
                fields=["person"],
                condition=Q(state__in=UNDER_WAY),
            ),
        ]

    def __str__(self) -> str:
        return f"export {self.public_id}"


class ExportDownload(models.Model):
    """That somebody downloaded a copy."""

    export = models.ForeignKey(
        Export, verbose_name=_("copy"), on_delete=models.CASCADE, related_name="downloads"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("downloaded by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    at = models.DateTimeField(_("downloaded"))

    class Meta:
        verbose_name = _("download of personal data")
        verbose_name_plural = _("downloads of personal data")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"download of {self.export_id}"
