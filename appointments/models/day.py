"""The day at the agency: who came, who receives whom where, and the devices at the entrance."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appointments.choices import DeviceKind
from appointments.models.agencies import Agency, Desk
from appointments.models.appointment import Appointment
from cns_portal import clock


class Visit(models.Model):
    """Somebody who came to the agency for an appointment, known there by a number only.

    What happened when stands in the procedure's history; this row repeats what the display and
    the agents' list need at a glance. Only `services` write it, together with the event.
    """

    appointment = models.OneToOneField(
        Appointment, on_delete=models.CASCADE, related_name="visit", verbose_name=_("appointment")
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("agency")
    )
    day = models.DateField(_("day"))
    ticket = models.PositiveSmallIntegerField(_("ticket"))
    arrived_at = models.DateTimeField(_("arrived"))
    called_at = models.DateTimeField(_("called"), null=True, blank=True)
    desk = models.ForeignKey(
        Desk,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("called to"),
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("received by"),
    )

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        indexes = [
            models.Index(
                name="visit_called_last",
                fields=["agency", "day", "-called_at"],
                condition=Q(called_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="visit_ticket_once_a_day", fields=["agency", "day", "ticket"]
            ),
            models.CheckConstraint(name="visit_tickets_begin_at_one", condition=Q(ticket__gte=1)),
            models.CheckConstraint(
                name="visit_called_to_a_desk",
                condition=Q(called_at__isnull=True, desk__isnull=True)
                | Q(called_at__isnull=False, desk__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.ticket}"


class DeskShift(models.Model):
    """An agent at a desk, from taking it until leaving it or a colleague taking it over."""

    desk = models.ForeignKey(
        Desk, on_delete=models.PROTECT, related_name="shifts", verbose_name=_("desk")
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("agent"),
    )
    began_at = models.DateTimeField(_("began"), default=clock.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("shift at a desk")
        verbose_name_plural = _("shifts at desks")
        ordering = ["-began_at"]
        constraints = [
            models.UniqueConstraint(
                name="desk_shift_one_agent_per_desk",
                fields=["desk"],
                condition=Q(ended_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="desk_shift_one_desk_per_agent",
                fields=["agent"],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="desk_shift_ends_after_it_begins",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.desk} {self.began_at:%Y-%m-%d %H:%M}Z"


class Device(models.Model):
    """A terminal or display at an agency, signed in with a token of its own.

    Only the token's hash is kept; the token is shown once, to whoever sets the device up.
    """

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="devices", verbose_name=_("agency")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=DeviceKind.choices)
    name = models.CharField(_("where it stands"), max_length=60)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("set up"), default=clock.now, editable=False)
    last_seen_at = models.DateTimeField(_("last heard of"), null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("terminal or display")
        verbose_name_plural = _("terminals and displays")
        ordering = ["agency", "kind", "name"]
        constraints = [
            models.CheckConstraint(
                name="device_kind_is_known", condition=Q(kind__in=["terminal", "display"])
            ),
            models.CheckConstraint(
                name="device_token_is_a_hash", condition=Q(token_hash__regex=r"^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency} · {self.name}"
