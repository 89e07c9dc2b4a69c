"""What was decided about the appointments that a change of hours, desks or closures touched."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appointments.choices import StepResult, Treatment
from appointments.models.appointment import Appointment
from cns_portal import clock


class Replanning(models.Model):
    """One answer to the question what becomes of the appointments that a change touches.

    `public_id` is drawn with the question: answered twice, it is answered once.
    """

    public_id = models.UUIDField(_("public identifier"), default=uuid.uuid4, unique=True)
    subject = models.CharField(_("what was changed"), max_length=200)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("decided by"),
    )
    made_at = models.DateTimeField(_("decided"), default=clock.now)

    class Meta:
        verbose_name = _("decision about touched appointments")
        verbose_name_plural = _("decisions about touched appointments")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.subject} {self.made_at:%Y-%m-%d %H:%M}Z"


class ReplanningStep(models.Model):
    """What is to become of one appointment, and what became of it.

    Rows, so that nothing is lost when the process that works through them ends in between.
    """

    replanning = models.ForeignKey(Replanning, on_delete=models.CASCADE, related_name="steps")
    appointment = models.ForeignKey(
        Appointment, on_delete=models.CASCADE, related_name="replanning_steps"
    )
    refusal = models.CharField(_("rule"), max_length=30)
    details = models.JSONField(_("what its sentence needs"), default=dict, blank=True)
    treatment = models.CharField(_("wanted"), max_length=10, choices=Treatment.choices)
    reason = models.TextField(_("reason"), max_length=500, blank=True)
    result = models.CharField(_("result"), max_length=10, choices=StepResult.choices, blank=True)
    failure = models.CharField(_("why not"), max_length=30, blank=True)
    moved_to = models.ForeignKey(
        Appointment, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("touched appointment")
        verbose_name_plural = _("touched appointments")
        ordering = ["pk"]
        indexes = [
            models.Index(
                name="replanning_step_to_do", fields=["replanning"], condition=Q(done_at=None)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="replanning_step_once_per_appointment", fields=["replanning", "appointment"]
            ),
            models.CheckConstraint(
                name="replanning_step_treatment_is_known",
                condition=Q(treatment__in=sorted(Treatment.values)),
            ),
            models.CheckConstraint(
                name="replanning_step_done_iff_it_has_a_result",
                condition=Q(done_at__isnull=True, result="")
                | Q(done_at__isnull=False, result__in=sorted(StepResult.values)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id} {self.treatment}"
