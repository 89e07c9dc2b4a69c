"""What the portal remembers about a visit, and for how long."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cns_portal.accounts import sessions


class Sessions:
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

    def _over(self, now: datetime) -> QuerySet[Session]:
        return Session.objects.filter(expire_date__lt=now)

    def due(self, *, now: datetime) -> int:
        """How many visits are over."""
        return self._over(now).count()

    def forget(self, *, now: datetime) -> int:
        """Delete what they left."""
        forgotten = self._over(now).delete()[0]
        sessions.forget_ended()
        return forgotten


HOLDINGS = [Sessions()]
