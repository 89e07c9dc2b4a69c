"""Why declarations of the Centre commun do not fit together."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Contradiction(TextChoices):
    """What an agent reads beside a declaration that changes nothing."""

    NUMBER_TWICE = (
        "number_twice",
        _("Two declarations with different contents have the same number: neither counts."),
    )
    ENTRY_WHILE_OPEN = (
        "entry_while_open",
        _("A second entry, although the first one has not ended."),
    )
    EXIT_WITHOUT_ENTRY = (
        "exit_without_entry",
        _("An exit, although no entry was declared."),
    )
    EXIT_BEFORE_ENTRY = (
        "exit_before_entry",
        _("The exit lies before the entry."),
    )
    SECOND_EXIT = (
        "second_exit",
        _("A second exit, although the affiliation had already ended."),
    )
    OTHER_FUND = (
        "other_fund",
        _("The exit names another fund than the entry."),
    )
