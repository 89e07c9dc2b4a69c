"""What people are told about their bank account: never more than its last four characters."""

from django.utils.translation import gettext as _

from insured.models import BankAccount
from insured.notices.notice import Notice


def changed(account: BankAccount, *, before: BankAccount | None) -> Notice:
    """That money goes to another account from now on, and what to do if one did not want it."""
    text = [
        _("From now on, what the CNS pays you goes to the account {account}.").format(
            account=account
        )
    ]
    if before:
        text.append(_("Until now it went to the account {account}.").format(account=before))
    text.append(_if_it_was_not_you())
    return Notice(title=_("Your bank account was changed"), text="\n\n".join(text))


def proposed(account: BankAccount) -> Notice:
    """That an agent entered another account, and a second one has to confirm it."""
    return Notice(
        title=_("A new bank account was entered for you"),
        text="\n\n".join(
            [
                _(
                    "An agent of the CNS entered the account {account} for you. It is used once a "
                    "second agent has confirmed it; until then nothing changes."
                ).format(account=account),
                _if_it_was_not_you(),
            ]
        ),
    )


def rejected(account: BankAccount) -> Notice:
    """That the change was not confirmed, and why."""
    return Notice(
        title=_("The new bank account was not confirmed"),
        text=_(
            "The account {account} that an agent entered for you is not used, for this reason:\n\n"
            "{reason}\n\n"
            "Nothing has changed. You can enter an account yourself under My data."
        ).format(account=account, reason=account.reason),
    )


def _if_it_was_not_you() -> str:
    return _(
        "If you did not ask for this, please call (+352) 27 57 1 at once and look under My data "
        "where you are signed in."
    )
