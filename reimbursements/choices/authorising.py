"""Why an authorisation cannot be noted so."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AuthorisationRefusal(TextChoices):
    ALLOWS_NOTHING = (
        "allows_nothing",
        _("Say what is allowed: the code of an act, a kind of care, or care abroad."),
    )
    ENDS_BEFORE = "ends_before", _("The last day lies before the first one.")
    OWN_FILE = "own_file", _("Nobody works on their own file: another agent does.")
