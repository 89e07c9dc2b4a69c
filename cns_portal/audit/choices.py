"""The words of the audit trail."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ActorKind(TextChoices):
    ACCOUNT = "account", _("Signed-in account")
    SYSTEM = "system", _("The portal itself")
    VISITOR = "visitor", _("Visitor without sign-in")


class Kind(TextChoices):
    CHANGE = "change", _("Change")
    VIEW = "view", _("Consultation")
