"""The words that all procedures share."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Phase(TextChoices):
    RECEIVED = "received", _("Received")
    BEING_CHECKED = "being_checked", _("Being checked")
    DECIDED = "decided", _("Decided")
    DONE = "done", _("Done")


class ActorKind(TextChoices):
    PERSON = "person", _("The person")
    AGENT = "agent", _("An agent")
    SYSTEM = "system", _("The portal")
    LINK = "link", _("Somebody with the link")
