"""The words of what people are told once about a day in their lives."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LifeNoteKind(TextChoices):
    EIGHTEEN = "eighteen", _("18th birthday")
    THIRTY = "thirty", _("30th birthday")
    CARD_EXPIRES = "card_expires", _("The European card expires")
    CARD_RETURN = "card_return", _("The card has to be returned")
    RIGHTS_END = "rights_end", _("The rights maintained come to an end")
