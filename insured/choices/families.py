"""Why a child's file or a guardianship cannot be registered."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FamilyRefusal(TextChoices):
    """Read by the agent who registers."""

    NO_PARENTS = "no_parents", _("Name at least one parent who has a file.")
    NOT_BORN_YET = "not_born_yet", _("The date of birth lies in the future.")
    FILE_EXISTS = "file_exists", _("There is already a file with this matricule.")
    OWN_PARENT = "own_parent", _("Nobody is their own parent.")
    KNOWN_ALREADY = (
        "known_already",
        _("It is already on file that this person acts for the child on some of these days."),
    )
