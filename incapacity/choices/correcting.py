"""Why what an agent corrects in a certificate cannot stand."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class WrongCorrection(TextChoices):
    NO_DAYS = "no_days", _("A certificate that was sent has a first and a last day.")
    NO_ISSUE = "no_issue", _("A certificate that was sent has the date on which it was issued.")
    ENDS_BEFORE_IT_BEGINS = (
        "ends_before_it_begins",
        _("The last day lies before the first day. If the sheet says so, ask the person."),
    )
    BEFORE_THE_RULES = (
        "before_the_rules",
        _("It begins before the rules that are known here. Check the year."),
    )
    NO_CHILD = (
        "no_child",
        _("Leave for family reasons names the child: choose it, or enter its matricule."),
    )
    CHILD_IS_THE_PARENT = (
        "child_is_the_parent",
        _("The matricule given for the child is the parent’s own."),
    )
    OTHERS_CERTIFICATE = (
        "others_certificate",
        _("Choose an earlier certificate of the same person."),
    )
