"""The words of the list on which somebody ticks off what is theirs to do with the sheets."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Tick(TextChoices):
    """What is ticked off. The CNS does none of it, and is not told."""

    TOLD = "told", _("My employer knows that I am away")
    SHEET_2 = "sheet_2", _("My employer has sheet 2")
    SHEET_3 = "sheet_3", _("I keep sheet 3")


class TickRefusal(TextChoices):
    """Why nothing can be ticked."""

    NOTHING_TO_TICK = (
        "nothing_to_tick",
        _("This certificate was taken back: there is nothing to tick off."),
    )
