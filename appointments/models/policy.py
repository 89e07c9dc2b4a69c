"""What staff decide about booking: how topics are offered, and how much one person may book."""

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from appointments.choices import Channel, TopicCode
from appointments.rules.free_times import Offer


class TopicOffer(models.Model):
    """How a topic is served through a channel. The values are the CNS's to set (domain 1.2)."""

    topic = models.CharField(_("topic"), max_length=20, choices=TopicCode.choices)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    active = models.BooleanField(_("offered"), default=True)
    slot_minutes = models.PositiveSmallIntegerField(
        _("minutes for the person"),
        default=15,
        validators=[MinValueValidator(5), MaxValueValidator(240)],
    )
    buffer_minutes = models.PositiveSmallIntegerField(
        _("minutes for the agent afterwards"),
        default=0,
        validators=[MaxValueValidator(120)],
    )
    notice_minutes = models.PositiveIntegerField(
        _("minimum notice in minutes"),
        default=120,
        help_text=_("How long before it begins an appointment can still be booked."),
    )
    horizon_days = models.PositiveSmallIntegerField(
        _("days ahead that can be booked"), default=60, validators=[MaxValueValidator(366)]
    )
    left_to_agent = models.BooleanField(
        _("an agent decides"),
        default=False,
        help_text=_("Requests are not accepted automatically; the page says so."),
    )

    class Meta:
        verbose_name = _("topic and channel")
        verbose_name_plural = _("topics and channels")
        ordering = ["topic", "channel"]
        constraints = [
            models.UniqueConstraint(
                name="topic_offer_once_per_channel", fields=["topic", "channel"]
            ),
            models.CheckConstraint(
                name="topic_offer_topic_is_known",
                condition=Q(topic__in=["reimbursement", "information", "long_term_care"]),
            ),
            models.CheckConstraint(
                name="topic_offer_never_reimburses_by_video",
                condition=~Q(topic="reimbursement", channel="video"),
                violation_error_message=_(
                    "Medical bills cannot be reimbursed during a video call."
                ),
            ),
            models.CheckConstraint(
                name="topic_offer_takes_whole_ticks",
                condition=Q(slot_minutes__gte=5, slot_minutes__lte=240),
                violation_error_message=_("An appointment takes between 5 and 240 minutes."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_topic_display()} · {self.get_channel_display()}"

    def as_rule(self) -> Offer:
        """The values the rules work with."""
        return Offer(
            topic=self.topic,
            channel=self.channel,
            slot_minutes=self.slot_minutes,
            buffer_minutes=self.buffer_minutes,
            notice=timedelta(minutes=self.notice_minutes),
            horizon_days=self.horizon_days,
            left_to_agent=self.left_to_agent,
        )


class BookingPolicy(models.Model):
    """Limits that hold for all topics: one row."""

    open_bookings_per_person = models.PositiveSmallIntegerField(
        _("open appointments per person"), default=3, validators=[MinValueValidator(1)]
    )
    hold_minutes = models.PositiveSmallIntegerField(
        _("minutes a chosen time is kept"), default=10, validators=[MinValueValidator(1)]
    )
    hold_extensions = models.PositiveSmallIntegerField(
        _("how often that can be extended"), default=2
    )
    holds_per_hour = models.PositiveSmallIntegerField(
        _("times that can be chosen per hour from one place"),
        default=30,
        help_text=_("Protects against programs that block times."),
    )

    arrival_opens_minutes = models.PositiveSmallIntegerField(
        _("minutes before which one can arrive"),
        default=30,
        help_text=_("Before that the terminal says when to come back."),
    )
    grace_minutes = models.PositiveSmallIntegerField(
        _("minutes of grace"),
        default=20,
        help_text=_("Whoever has not arrived so long after the beginning has missed it."),
    )
    earlier_offer_minutes = models.PositiveSmallIntegerField(
        _("minutes an earlier time is kept for one person"),
        default=30,
        validators=[MinValueValidator(1)],
    )

    class Meta:
        verbose_name = _("booking limits")
        verbose_name_plural = _("booking limits")
        constraints = [
            models.CheckConstraint(name="booking_policy_is_one_row", condition=Q(id=1)),
        ]

    def __str__(self) -> str:
        return str(_("Booking limits"))
