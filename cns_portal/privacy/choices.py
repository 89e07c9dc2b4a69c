"""The words of forgetting and erasing."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrderState(TextChoices):
    WAITING = "waiting", _("Waits until nothing is open any more")
    RUNNING = "running", _("Being carried out")
    DONE = "done", _("Carried out")
    CANCELLED = "cancelled", _("Taken back")


class Refusal(TextChoices):
    """Why an order of erasure cannot be changed."""

    BEGUN = "begun", _("The erasure has begun; it cannot be taken back any more.")
    CLOSED = "closed", _("This erasure is already carried out or taken back.")
