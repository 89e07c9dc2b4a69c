"""The words of bank accounts."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AccountState(TextChoices):
    PROPOSED = "proposed", _("Waits for a second agent")
    IN_FORCE = "in_force", _("In force")
    REPLACED = "replaced", _("Replaced")
    REJECTED = "rejected", _("Rejected")
