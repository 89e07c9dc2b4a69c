"""The words of loading tariffs."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LoadRefusal(TextChoices):
    """Why a set of data files is not loaded; `key` and `since` name the entry."""

    EDITED = (
        "edited",
        _(
            "{key} from {since} is already loaded with another content. An entry is never edited:"
            " add one from a later day, or say that this one is corrected."
        ),
    )
    MISSING = (
        "missing",
        _("{key} from {since} is loaded but no longer in the files. An entry is never removed."),
    )
    IN_THE_PAST = (
        "in_the_past",
        _("{key} from {since} changes care that has already been given. Say that this is meant."),
    )
    NOTHING_TO_CORRECT = (
        "nothing_to_correct",
        _("{key} from {since} is to be corrected, but the files and what is loaded agree."),
    )


class ChangeKind(TextChoices):
    ADDED = "added", _("New")
    CORRECTED = "corrected", _("Corrected")


class RecalculationRefusal(TextChoices):
    """Why an agent cannot do something with a bill that a change of tariffs touches."""

    CLOSED = "closed", _("Somebody has dealt with this recalculation already.")
    NO_REASON = "no_reason", _("Give the reason why the decision stays.")
    OWN_FILE = "own_file", _("Nobody works on their own file: another agent does.")
    OPEN_ALREADY = "open_already", _("The bill is being decided anew already.")
