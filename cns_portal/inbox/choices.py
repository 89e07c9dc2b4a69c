"""The words of delivery."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MessageStatus(TextChoices):
    PENDING = "pending", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    PARKED = "parked", _("Given up")
    WITHDRAWN = "withdrawn", _("No longer wanted")


class EmailStatus(TextChoices):
    PENDING = "pending", _("Waiting")
    SENT = "sent", _("Sent")
    PARKED = "parked", _("Given up")
    WITHDRAWN = "withdrawn", _("No longer wanted")


class Refusal(TextChoices):
    STILL_WAITING = "still_waiting", _("This e-mail is still waiting to be sent.")
    NO_LONGER_WANTED = "no_longer_wanted", _("What this e-mail says is no longer true.")
    COPY_WAITING = "copy_waiting", _("A copy of this e-mail is already waiting to be sent.")
    NOT_GIVEN_UP = "not_given_up", _("Delivery of this message has not been given up.")
