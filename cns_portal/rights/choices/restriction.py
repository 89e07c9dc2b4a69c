"""When the processing of data can be restricted."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RestrictionGround(TextChoices):
    """The four grounds of article 18(1) of the GDPR."""

    CONTESTED = "contested", _("The data are wrong, and I want them blocked until it is checked.")
    UNLAWFUL = "unlawful", _("The processing is unlawful, but I do not want the data erased.")
    CLAIMS = (
        "claims",
        _("The CNS no longer needs the data, but I need them for legal claims of my own."),
    )
    OBJECTED = (
        "objected",
        _("I have objected to the processing, and it is not yet decided who is right."),
    )
