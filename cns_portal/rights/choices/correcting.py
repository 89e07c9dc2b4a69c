"""What people ask to have corrected, and who can correct it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CorrectionField(TextChoices):
    NAME = "name", _("Name")
    BIRTH_DATE = "birth_date", _("Date of birth")
    BIRTH_PLACE = "birth_place", _("Place of birth")
    MATRICULE = "matricule", _("Matricule")
    ADDRESS = "address", _("Address for letters")
    EMAIL = "email", _("E-mail address")
    PHONE = "phone", _("Telephone number")
    BANK_ACCOUNT = "bank_account", _("Bank account")
    AFFILIATION = "affiliation", _("Affiliation or employer")
    FAMILY = "family", _("Family and co-insurance")
    CASE = "case", _("Something in a claim, a certificate or another case")
    OTHER = "other", _("Something else")


class Owner(TextChoices):
    """Who can change such data, as the person reads it."""

    YOURSELF = "yourself", _("You change this yourself in the portal, at once.")
    PORTAL = "portal", _("It is kept here: the CNS changes it when your request is accepted.")
    REGISTER = (
        "register",
        _(
            "It comes from the national register of natural persons. Ask your commune to correct "
            "it there; the CNS then gets the new data. The data protection officer tells you "
            "which data the CNS has received."
        ),
    )
    CCSS = (
        "ccss",
        _(
            "The Centre commun de la sécurité sociale registers affiliations from what employers "
            "declare. Ask it to correct them; the data protection officer tells you which "
            "declarations the CNS has received."
        ),
    )
    AGENT = (
        "agent",
        _("An agent of the CNS looks at it in the case that it belongs to, and tells you there."),
    )
