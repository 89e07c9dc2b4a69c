"""Why one more file is not taken, whatever it is a file of."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PageRefusal(TextChoices):
    TOO_MANY = (
        "too_many",
        _("At most {most} files fit here. Put several pages into one PDF, or remove a file."),
    )
    SAME_FILE = "same_file", _("This file is already among those below.")
