"""The words of papers that the portal issues."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PaperKind(TextChoices):
    AFFILIATION = "affiliation", _("Certificate of affiliation")
    CO_INSURANCE = "co_insurance", _("Co-insurance certificate")
    REPLACEMENT = "replacement", _("Replacement certificate for the European card")
    S1 = "s1", _("Form S1")
    BL1 = "bl1", _("Form BL1")
    S2 = "s2", _("Form S2: authorisation of planned care abroad")


class AbroadAnswer(TextChoices):
    """How the fund of the country of residence answers."""

    S071 = "s071", _("S071")
    BL6 = "bl6", _("BL6")
