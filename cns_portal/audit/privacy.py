"""What the trail keeps about people: it is the proof of what was done with their data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cns_portal.audit import belonging
from cns_portal.audit.models import AuditEntry, AuditLink
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


A_YEAR = timedelta(days=365)


class Trail(Holding):
    """Who did what to which record, and who looked at it."""

    code = "audit.trail"
    label = _("Who did what, and who looked at your data")
    what = _("Who did or looked at what in your file, when and for what purpose, without a name.")
    why = _("To tell you who looked at your data, and to find out what went wrong.")
    legal_basis = _(
        "Accountability and security of the processing (GDPR, articles 5(2) and 32); article "
        "17(3)(b) and (e) excepts it from erasure"
    )
    tables = (AuditEntry, AuditLink)
    persons = (Persons.INSURED, Persons.AGENTS)
    categories = (Category.USE,)
    recipients = (Recipient.PERSON, Recipient.DPO)
    measures = (Measure.ROLES, Measure.APPEND_ONLY)
    turn = Turn.FLOOR

    @property
    def keep_for(self) -> str:
        """What the data protection officer has decided; no law found gives a period."""
        years = settings.AUDIT_KEEP_YEARS
        if years is None:
            return gettext(
                "No period is set: the data protection officer decides. The entries prove one "
                "another, and the portal deletes none."
            )
        return ngettext(
            "%(years)d year, as the data protection officer decided. The entries prove one "
            "another: the portal counts the older ones and deletes none by itself.",
            "%(years)d years, as the data protection officer decided. The entries prove one "
            "another: the portal counts the older ones and deletes none by itself.",
            years,
        ) % {"years": years}

    def due(self, *, now: datetime) -> int:
        """How many are older than the period; none while no period is set."""
        if settings.AUDIT_KEEP_YEARS is None:
            return 0
        since = now - settings.AUDIT_KEEP_YEARS * A_YEAR
        return AuditEntry.objects.filter(at__lt=since).count()

    def forget(self, *, now: datetime) -> int:
        """Nothing: the chain would break, and the database itself refuses to."""
        return 0

    def rows_of(self, dossier: Dossier) -> Iterable[QuerySet]:
        """What concerns the person."""
        return belonging.trail_rows(dossier)

    def would_erase(self, dossier: Dossier, *, now: datetime) -> Erased:
        """Nothing: the database itself refuses to."""
        kept = sum(rows.count() for rows in self.rows_of(dossier))
        return Erased(stays=(Stays(kept, self.why),)) if kept else Erased()

    def erase(self, dossier: Dossier, *, now: datetime) -> Erased:
        """Nothing: the database itself refuses to."""
        return self.would_erase(dossier, now=now)


HOLDINGS = (Trail(),)
