"""The words about the files of a bill: why one more is not taken, and what a code was read for."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PageRefusal(TextChoices):
    TOO_MANY = (
        "too_many",
        _("A bill holds at most {most} files. Put several pages into one PDF, or remove a file."),
    )
    SAME_FILE = "same_file", _("This file is already among those of this bill.")


FIELDS_READ = {
    "provider": _("provider"),
    "provider_name": _("provider"),
    "number": _("number of the bill"),
    "issued_on": _("date of the bill"),
    "total": _("total"),
    "currency": _("currency"),
    "paid_on": _("date of payment"),
    "prescribed_on": _("date of the prescription"),
    "lines": _("acts"),
}
"""The fields that a code on the bill can fill in, by their columns, as a sentence lists them."""
