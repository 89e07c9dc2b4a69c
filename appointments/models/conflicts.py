"""Appointments that were agreed, and that the agency's hours no longer allow."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appointments.choices import ConflictState
from appointments.models.agencies import Desk
from appointments.models.appointment import Appointment
from cns_portal import clock


class Conflict(models.Model):
    """One appointment that the nightly review, or the review after a change, found outside."""

    appointment = models.ForeignKey(
        Appointment,
        on_delete=models.CASCADE,
        related_name="conflicts",
        verbose_name=_("appointment"),
    )
    desk = models.ForeignKey(
        Desk,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("desk"),
        help_text=_("Where it lay when it was found: a desk's day is decided about together."),
    )
    refusal = models.CharField(_("rule"), max_length=30, help_text=_("The rule's reason."))
    details = models.JSONField(_("what its sentence needs"), default=dict, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ConflictState.choices, default=ConflictState.OPEN
    )
    found_at = models.DateTimeField(_("found"), default=clock.now)
    told_at = models.DateTimeField(_("agency told"), null=True, blank=True)
    closed_at = models.DateTimeField(_("decided"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("decided by"),
    )

    class Meta:
        verbose_name = _("appointment outside the hours")
        verbose_name_plural = _("appointments outside the hours")
        ordering = ["-found_at"]
        indexes = [
            models.Index(name="conflict_open", fields=["found_at"], condition=Q(state="open")),
        ]
        constraints = [
            models.UniqueConstraint(
                name="conflict_one_open_per_appointment",
                fields=["appointment"],
                condition=Q(state="open"),
            ),
            models.CheckConstraint(
                name="conflict_state_is_known", condition=Q(state__in=sorted(ConflictState.values))
            ),
            models.CheckConstraint(
                name="conflict_open_iff_not_closed",
                condition=Q(state="open", closed_at__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id} {self.refusal}"
