"""The words of social security cards."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CardState(TextChoices):
    ORDERED = "ordered", _("Ordered")
    SENT = "sent", _("Sent")
    ACTIVE = "active", _("In use")
    LOST = "lost", _("Reported lost")
    REPLACED = "replaced", _("Replaced by a newer card")
    TO_RETURN = "to_return", _("To be returned")
    RETURNED = "returned", _("Returned")


class CardReason(TextChoices):
    FIRST_AFFILIATION = "first_affiliation", _("First affiliation")
    NEW_AFFILIATION = "new_affiliation", _("Affiliated again")
    RENEWAL = "renewal", _("The European side expires")
    LOST = "lost", _("Lost or stolen")
    DAMAGED = "damaged", _("Damaged")
    NOT_RECEIVED = "not_received", _("Did not arrive")
    DATA_CHANGED = "data_changed", _("Name or number changed")
