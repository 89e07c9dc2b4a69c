"""The words of a copy of everything that the portal holds on somebody."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ExportState(TextChoices):
    ASKED = "asked", _("Waiting for its turn")
    BUILDING = "building", _("Being put together")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Could not be put together")
    EXPIRED = "expired", _("Deleted after its time")


class ExportRefusal(TextChoices):
    """Why a copy cannot be asked for or downloaded."""

    UNDER_WAY = (
        "under_way",
        _("A copy is being put together already. You get a message when it is ready."),
    )
    ENOUGH_TODAY = (
        "enough_today",
        _("You have asked for several copies today. Please try again tomorrow."),
    )
    NOT_READY = "not_ready", _("This copy is not ready yet.")
    FAILED = "failed", _("This copy could not be put together. Please ask for a new one.")
    EXPIRED = (
        "expired",
        _("This copy was deleted after its time. You can ask for a new one at any time."),
    )
    OF_SOMEBODY_ELSE = (
        "of_somebody_else",
        _("This copy is not of the person whom the request is about. Have a new one prepared."),
    )
