"""How sure a value is that a rule works with, in the words of the page that shows it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sureness(TextChoices):
    """Where a value was read."""

    OFFICIAL = "official", _("official page or text")
    OLDER = "older", _("official, but older")
    SECONDARY = "secondary", _("press, union or insurer")
    CONVENTION = "convention", _("a convention of this portal")
