"""The words of replacing a national identification number."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NumberRefusal(TextChoices):
    """Why a number cannot become the number of a file."""

    NOT_A_NUMBER = (
        "not_a_number",
        _("This cannot be a national identification number: check the thirteen digits."),
    )
    UNCHANGED = "unchanged", _("The file already has this number.")
    ANOTHER_FILE = (
        "another_file",
        _(
            "This number belongs to another file. Two files are never made one because name and "
            "date of birth are the same: find out first whose number it is."
        ),
    )
    NO_REASON = "no_reason", _("Write down who changed the number, and which paper says so.")
