"""What was told, where a row has to remember it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appointments.choices import ReminderKind
from appointments.models.appointment import Appointment
from cns_portal import clock


class Reminder(models.Model):
    """That a reminder was posted. A moved appointment is another row, so it is reminded anew."""

    appointment = models.ForeignKey(
        Appointment,
        on_delete=models.CASCADE,
        related_name="reminders",
        verbose_name=_("appointment"),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=ReminderKind.choices)
    posted_at = models.DateTimeField(_("posted"), default=clock.now)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(name="reminder_once_per_kind", fields=["appointment", "kind"]),
            models.CheckConstraint(
                name="reminder_kind_is_known", condition=Q(kind__in=["two_days", "two_hours"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id} {self.kind}"
