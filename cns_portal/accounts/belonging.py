"""The rows of this floor that are about a person: how they sign in, and where they are signed in.

What would open something (passwords, sessions, secrets of a second factor) is not loaded, and so
is never handed out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken

from cns_portal.accounts import owners
from cns_portal.accounts.models import Account, SignIn

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cns_portal.accounts.models import Dossier


def account_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """The account, what identifies its owner, and the rights that it has."""
    account = owners.account_of(dossier)
    if account is None:
        return
    yield Account.objects.filter(pk=account.pk).defer("password")
    yield Account.groups.through.objects.filter(account=account)
    yield Account.user_permissions.through.objects.filter(account=account)
    yield SocialAccount.objects.filter(user=account)
    yield SocialToken.objects.filter(account__user=account).defer("token", "token_secret")
    yield Authenticator.objects.filter(user=account).defer("data")
    yield EmailAddress.objects.filter(user=account)
    yield EmailConfirmation.objects.filter(email_address__user=account).defer("key")


def visit_rows(dossier: Dossier) -> Iterator[QuerySet]:
    """Where the person is signed in at this moment."""
    account = owners.account_of(dossier)
    if account is not None:
        yield SignIn.objects.filter(account=account).defer("session_key")
