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


class SettingAside(TextChoices):
    """Why a declaration cannot be set aside, or cannot count again."""

    ALREADY = "already", _("This declaration has already been set aside.")
    NOT_SET_ASIDE = "not_set_aside", _("This declaration has not been set aside.")
    NOTHING_CONTRADICTS = (
        "nothing_contradicts",
        _("Nothing contradicts in the declarations of this person any more."),
    )
    NO_REASON = "no_reason", _("Give the reason: whoever reads the file later needs it.")
    REASON_TOO_LONG = "reason_too_long", _("The reason is too long: 500 characters at most.")
