"""Earlier times: what became free, who asked for something earlier, and whom it was offered to."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from appointments.choices import Channel, OfferState
from appointments.models.agencies import Agency, Desk
from appointments.models.appointment import Appointment
from cns_portal import clock


class FreedTime(models.Model):
    """A desk's time that somebody gave back: written in the transaction that frees it.

    The worker offers it to one person after the other; `closed_at` says that nobody is left to
    ask, or that somebody has it.
    """

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+")
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    freed_at = models.DateTimeField(_("freed"), default=clock.now)
    closed_at = models.DateTimeField(_("no longer offered"), null=True, blank=True)

    class Meta:
        verbose_name = _("freed time")
        verbose_name_plural = _("freed times")
        ordering = ["freed_at", "pk"]
        indexes = [
            models.Index(
                name="freed_time_to_offer", fields=["freed_at"], condition=Q(closed_at__isnull=True)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="freed_time_ends_after_it_starts", condition=Q(starts_at__lt=F("ends_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.starts_at:%Y-%m-%d %H:%M}Z"


class EarlierWish(models.Model):
    """ "Tell me when something earlier frees up", for one request; first come, first asked."""

    procedure = models.ForeignKey(
        "procedures.Procedure",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("procedure"),
    )
    created_at = models.DateTimeField(_("asked"), default=clock.now)
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)

    class Meta:
        verbose_name = _("wish for something earlier")
        verbose_name_plural = _("wishes for something earlier")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="earlier_wish_once_per_request",
                fields=["procedure"],
                condition=Q(stopped_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.created_at:%Y-%m-%d %H:%M}Z"


class EarlierOffer(models.Model):
    """A freed time, kept for one person who may take it instead of the later one.

    `held` is the kept time itself, an appointment in the state "held" until the answer. When it
    is forgotten after a day, the offer stays, so that nobody is asked twice about the same time.
    """

    wish = models.ForeignKey(EarlierWish, on_delete=models.CASCADE, related_name="offers")
    freed_time = models.ForeignKey(FreedTime, on_delete=models.CASCADE, related_name="offers")
    held = models.OneToOneField(
        Appointment, on_delete=models.SET_NULL, related_name="earlier_offer", null=True
    )
    starts_at = models.DateTimeField(_("begins"))
    day = models.DateField(_("offered on"), help_text=_("At most one offer a day."))
    offered_at = models.DateTimeField(_("offered"), default=clock.now)
    expires_at = models.DateTimeField(_("kept until"))
    state = models.CharField(
        _("state"), max_length=10, choices=OfferState.choices, default=OfferState.OPEN
    )
    closed_at = models.DateTimeField(_("answered or over"), null=True, blank=True)

    class Meta:
        verbose_name = _("offer of something earlier")
        verbose_name_plural = _("offers of something earlier")
        ordering = ["-offered_at"]
        indexes = [
            models.Index(
                name="earlier_offer_expiring", fields=["expires_at"], condition=Q(state="open")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="earlier_offer_state_is_known",
                condition=Q(state__in=sorted(OfferState.values)),
            ),
            models.CheckConstraint(
                name="earlier_offer_open_iff_not_closed",
                condition=Q(state="open", closed_at__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="earlier_offer_open_keeps_a_time",
                condition=~Q(state="open") | Q(held__isnull=False),
            ),
            models.UniqueConstraint(
                name="earlier_offer_one_a_day_per_wish", fields=["wish", "day"]
            ),
            models.UniqueConstraint(
                name="earlier_offer_once_per_wish_and_time", fields=["wish", "freed_time"]
            ),
            models.UniqueConstraint(
                name="earlier_offer_to_one_person_at_a_time",
                fields=["freed_time"],
                condition=Q(state="open"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wish_id} {self.starts_at:%Y-%m-%d %H:%M}Z"
