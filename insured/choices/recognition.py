"""The words of the hall."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Refusal(TextChoices):
    """Why a verified identity does not open a file."""

    ANOTHER_PERSON = (
        "another_person",
        _(
            "This means of identification was used here before for another person. "
            "Please contact the CNS so that we can put the file in order."
        ),
    )
    MATRICULE_DIFFERS = (
        "matricule_differs",
        _(
            "Your file carries another national identification number than your identity. "
            "Please contact the CNS so that we can put the file in order."
        ),
    )
