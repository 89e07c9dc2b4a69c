"""Making an account nobody's: its row stays, because what was done with it points at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session

from cns_portal.accounts.models import SignIn

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account

NOBODY = "erased-"


def is_anonymous(account: Account) -> bool:
    """Whether it has been made nobody's."""
    return account.username.startswith(NOBODY) and not account.is_active


def end_visits(account: Account) -> int:
    """Sign the account out everywhere, and forget that it was signed in; how many places."""
    keys = list(SignIn.objects.filter(account=account).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    return SignIn.objects.filter(account=account).delete()[0]


def anonymise(account: Account) -> int:
    """Delete what identifies whose account it is; how many records that were.

    Nobody signs in with it again: the same person, with the same electronic identity, gets a new
    one. Never for an agent's account: who decided what has to stay known.
    """
    if account.is_staff:
        raise ValueError("An agent's account is not made anonymous.")
    gone = 0 if is_anonymous(account) else 1
    for model, rows in (
        (SocialAccount, SocialAccount.objects.filter(user=account)),
        (EmailAddress, EmailAddress.objects.filter(user=account)),
        (Authenticator, Authenticator.objects.filter(user=account)),
    ):
        gone += rows.delete()[1].get(model._meta.label, 0)
    account.groups.clear()
    account.user_permissions.clear()
    account.username = f"{NOBODY}{account.pk}"
    account.first_name = account.last_name = account.email = ""
    account.is_active = False
    account.last_login = None
    account.set_unusable_password()
    account.save()
    return gone
