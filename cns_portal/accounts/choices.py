"""The words of signing in."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Refusal(TextChoices):
    """Why an identity that was shown is not accepted."""

    INCOMPLETE = (
        "incomplete",
        _("Your identity arrived without a name. Please try again or use another means."),
    )
    LEVEL_TOO_LOW = (
        "level_too_low",
        _(
            "Your means of identification does not reach the level of assurance "
            "“substantial” that this portal needs. Please use another one."
        ),
    )
    MATRICULE_MALFORMED = (
        "matricule_malformed",
        _(
            "Your identity arrived with a national identification number that cannot be right. "
            "Please contact the CNS."
        ),
    )
    NO_IDENTIFIER = (
        "no_identifier",
        _(
            "Your identity arrived with neither a national identification number nor an eIDAS "
            "identifier, so we cannot tell whose file to open."
        ),
    )
