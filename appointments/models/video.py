"""The video call of an appointment, and the letters the two browsers send each other first."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appointments.choices import Side
from appointments.models.appointment import Appointment
from cns_portal import clock


def new_room() -> str:
    """A room name nobody can guess: 128 bits, nothing readable."""
    return secrets.token_hex(16)


class VideoCall(models.Model):
    """One call. The state of the appointment says whether the person waits or has been admitted;
    here stands who was there when, and where the two meet."""

    appointment = models.OneToOneField(
        Appointment,
        on_delete=models.CASCADE,
        related_name="video_call",
        verbose_name=_("appointment"),
    )
    room = models.CharField(max_length=32, unique=True, default=new_room, editable=False)
    waiting_since = models.DateTimeField(_("in the waiting room since"), null=True, blank=True)
    person_seen_at = models.DateTimeField(_("person last there"), null=True, blank=True)
    agent_seen_at = models.DateTimeField(_("agent last there"), null=True, blank=True)
    # One opening of the page at each end: a newer one replaces the older. The one
    # that left stays here, without a time: a greeting of it that comes late is not believed.
    person_session = models.CharField(max_length=32, blank=True, editable=False)
    agent_session = models.CharField(max_length=32, blank=True, editable=False)
    admitted_at = models.DateTimeField(_("admitted"), null=True, blank=True)
    admitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("admitted by"),
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("video call")
        verbose_name_plural = _("video calls")
        constraints = [
            models.CheckConstraint(
                name="video_call_room_has_128_bits", condition=Q(room__regex=r"^[0-9a-f]{32}$")
            ),
            models.CheckConstraint(
                name="video_call_ends_after_admission",
                condition=Q(ended_at__isnull=True) | Q(admitted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appointment_id}"


class VideoSignal(models.Model):
    """A letter from one browser to the other (WebRTC's offer, answer, candidates).

    They lie in the database, so that a restarted server loses none; they are deleted with the
    end of the call.
    """

    call = models.ForeignKey(VideoCall, on_delete=models.CASCADE, related_name="signals")
    sender = models.CharField(max_length=6, choices=Side.choices)
    session = models.CharField(max_length=32, help_text="One opening of the page.")
    content = models.JSONField()
    sent_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("signal of a video call")
        verbose_name_plural = _("signals of video calls")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="video_signal_sender_is_known", condition=Q(sender__in=["person", "agent"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.sender}"
