"""The words of families: who acts for a child, and who is insured through whom."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Relation(TextChoices):
    """What the co-insured person is to the main insured person (CSS, article 7)."""

    SPOUSE = "spouse", _("Spouse")
    PARTNER = "partner", _("Registered partner")
    HOUSEHOLD_RELATIVE = "household_relative", _("Relative who keeps the household")
    OWN_CHILD = "own_child", _("Own child")
    ADOPTED_CHILD = "adopted_child", _("Adopted child")
    FOSTER_CHILD = "foster_child", _("Child taken in for good")


class TieBasis(TextChoices):
    AUTOMATIC = "automatic", _("Automatic: born and resident in Luxembourg, under 18")
    DECISION = "decision", _("Decision of the CNS")


class TieEnd(TextChoices):
    """Why somebody is no longer co-insured."""

    THIRTY = "thirty", _("30th birthday")
    SEPARATION = "separation", _("Divorce or end of the partnership")
    MOVED_AWAY = "moved_away", _("No longer lives in Luxembourg")
    OWN_INSURANCE = "own_insurance", _("Insured in their own right")
    OTHER_PRINCIPAL = "other_principal", _("Co-insured through somebody else")
    DEATH = "death", _("Death")
    REQUEST = "request", _("At the person's request")
    DECISION = "decision", _("Decision of the CNS")


class GuardianshipSource(TextChoices):
    REGISTER = "register", _("National Register of Natural Persons")
    EVIDENCE = "evidence", _("Document shown to an agent")
