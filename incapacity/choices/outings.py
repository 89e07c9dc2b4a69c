"""The words of leaving the house during sick leave."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OutingRule(TextChoices):
    """What holds on one day."""

    AT_HOME = "at_home", _("Stay at home")
    HOURS = "hours", _("You may go out at set hours")
    FORBIDDEN = "forbidden", _("Stay at home: the doctor does not allow going out")
    LIFTED = "lifted", _("You may go out at any hour: the restrictions were lifted")
    NO_RULE = "no_rule", _("No rule about going out is known for this leave")


class AlwaysAllowed(TextChoices):
    """For what one may leave the house on any day."""

    MEDICAL_BOARD = "medical_board", _("An appointment with the medical board (CMSS)")
    CARE = "care", _("Getting care or medicine")
    MEAL = "meal", _("A meal outside, after telling the CNS")


class OutingBasis(TextChoices):
    """The texts behind the rules."""

    CNS_PAGE = "cns_page", _("CNS, “Authorised absences from home when on sick leave”")
    LES_FRONTALIERS = "les_frontaliers", _("lesfrontaliers.lu, after a leaflet of the CNS")
    CHECKS = "checks", _("Rule of 2010 on administrative checks")
