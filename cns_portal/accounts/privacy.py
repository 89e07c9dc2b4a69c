"""What the portal remembers about visits and accounts, and for how long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cns_portal.accounts import belonging, erasing, owners, sessions
from cns_portal.accounts.models import Account, SignIn
from cns_portal.keeping import (
    Category,
    Erased,
    Holding,
    Measure,
    Persons,
    Recipient,
    Stays,
    Turn,
)

if TYPE_CHECKING:
    from cns_portal.accounts.models import Dossier

KEEP_ADMIN_LOG = timedelta(days=2 * 365)
AT_ONCE = 5_000


class Sessions(Holding):
    """Who is signed in, and what a visitor has typed on the way to an appointment."""

    code = "accounts.sessions"
    label = _("Your visit")
    what = _(
        "That you are signed in, when, with which kind of browser, and what you have typed but not "
        "sent yet. No address of your computer is kept."
    )
    why = _("So that the pages of one visit belong together and nothing typed is lost.")
    legal_basis = _("Asked for by you when you use the portal (GDPR, article 6(1)(e))")
    keep_for = _("Two hours after the last answer without signing in, eight hours otherwise.")
    tables = (Session, SignIn)
    persons = (Persons.INSURED, Persons.VISITORS, Persons.AGENTS)
    categories = (Category.IDENTITY, Category.USE)
    recipients = (Recipient.PERSON,)
    measures = (Measure.ROLES,)
    turn = Turn.ACCOUNT

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.visit_rows(dossier)

    def _over(self, now: datetime) -> QuerySet[Session]:
        return Session.objects.filter(expire_date__lt=now)

    def due(self, *, now: datetime) -> int:
        """How many visits are over."""
        return self._over(now).count()

    def forget(self, *, now: datetime) -> int:
        """Delete what they left, the oldest first."""
        over = self._over(now).order_by("expire_date").values_list("pk", flat=True)
        forgotten = Session.objects.filter(pk__in=list(over[:AT_ONCE])).delete()[0]
        sessions.forget_ended()
        return forgotten

    def would_erase(self, dossier: Dossier, *, now: datetime) -> Erased:
        """Every place where the person is signed in would go."""
        return Erased(gone=sum(rows.count() for rows in self.rows_of(dossier)))

    def erase(self, dossier: Dossier, *, now: datetime) -> Erased:
        """Sign the person out everywhere."""
        account = owners.account_of(dossier)
        return Erased(gone=erasing.end_visits(account) if account else 0)


class Accounts(Holding):
    """With what somebody signs in."""

    code = "accounts.accounts"
    label = _("Your account")
    what = _(
        "With which electronic identity you sign in, your name as it says it, your language. Of "
        "agents: the user name, the rights, the agencies and the second factor."
    )
    why = _("So that only you get into your space, and to know which agent did what.")
    legal_basis = _("Task in the public interest (GDPR, article 6(1)(e))")
    keep_for = _(
        "As long as you use the portal. After an erasure a row without anything about you stays, "
        "because what was done with the account points at it. Agents: as long as what they did."
    )
    tables = (
        Account,
        Account.groups.through,
        Account.user_permissions.through,
        EmailAddress,
        EmailConfirmation,
        SocialAccount,
        SocialToken,
        Authenticator,
    )
    persons = (Persons.INSURED, Persons.AGENTS)
    categories = (Category.IDENTITY, Category.USE)
    measures = (Measure.ROLES, Measure.SEALED, Measure.DIGESTS)
    turn = Turn.ACCOUNT

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        return belonging.account_rows(dossier)

    def due(self, *, now: datetime) -> int:
        """None: an account ends by a decision."""
        return 0

    def forget(self, *, now: datetime) -> int:
        """Nothing."""
        return 0

    def would_erase(self, dossier: Dossier, *, now: datetime) -> Erased:
        """All of it would go; an agent's own account stays."""
        account = owners.account_of(dossier)
        if account is None:
            return Erased()
        if account.is_staff:
            return Erased(stays=(Stays(1, _("You are an agent: who did what has to stay known.")),))
        identified = (SocialAccount, EmailAddress, Authenticator)
        rows = [model.objects.filter(user=account).count() for model in identified]
        return Erased(gone=sum(rows) + (0 if erasing.is_anonymous(account) else 1))

    def erase(self, dossier: Dossier, *, now: datetime) -> Erased:
        """Make the account nobody's."""
        account = owners.account_of(dossier)
        if account is None or account.is_staff:
            return self.would_erase(dossier, now=now)
        return Erased(gone=erasing.anonymise(account))


class AdminLog(Holding):
    """The admin's own log of what agents changed in it."""

    code = "accounts.admin_log"
    label = _("What agents changed in the portal's settings")
    what = _("Which agent changed which record in the pages for agents, and when.")
    why = _("To see how a setting came about.")
    legal_basis = _("Accountability (GDPR, article 5(2))")
    keep_for = _("Two years.")
    tables = (LogEntry,)
    persons = (Persons.AGENTS,)
    categories = (Category.USE,)
    recipients = (Recipient.AGENTS,)
    measures = (Measure.ROLES,)
    turn = Turn.FLOOR

    def _over(self, now: datetime) -> QuerySet[LogEntry]:
        return LogEntry.objects.filter(action_time__lt=now - KEEP_ADMIN_LOG)

    def due(self, *, now: datetime) -> int:
        """How many lines are past their time."""
        return self._over(now).count()

    def forget(self, *, now: datetime) -> int:
        """Delete them."""
        over = self._over(now).order_by("pk").values_list("pk", flat=True)
        return LogEntry.objects.filter(pk__in=list(over[:AT_ONCE])).delete()[0]


HOLDINGS = [Sessions(), Accounts(), AdminLog()]
