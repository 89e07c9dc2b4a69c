"""The words of bank accounts."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AccountState(TextChoices):
    PROPOSED = "proposed", _("Waits for a second agent")
    IN_FORCE = "in_force", _("In force")
    REPLACED = "replaced", _("Replaced")
    REJECTED = "rejected", _("Rejected")


class BankRefusal(TextChoices):
    """Why a bank account cannot be changed."""

    NOT_AN_IBAN = "not_an_iban", _("This is not a valid IBAN.")
    NO_HOLDER = "no_holder", _("Give the name of the account holder.")
    CHANGED_MEANWHILE = (
        "changed_meanwhile",
        _(
            "Your bank account was changed in the meantime, perhaps in another window. "
            "Check what is written down now; nothing was changed by this form."
        ),
    )
    ALREADY_PROPOSED = (
        "already_proposed",
        _("A change is waiting for a second agent already. It has to be decided first."),
    )
    SAME_ACCOUNT = "same_account", _("This account is the one in force already.")
    DECIDED = "decided", _("This change is decided already.")
    FOUR_EYES = (
        "four_eyes",
        _("Whoever entered a change does not decide about it: another agent does."),
    )
    OWN_FILE = "own_file", _("Nobody works on their own file: another agent does.")
    NO_REASON = "no_reason", _("Give the reason: the person reads it.")
