"""What the holdings of the hall have in common: rows that are past their time, deleted in turns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext_lazy as _

from cns_portal import inbox, procedures
from cns_portal.keeping import Erased, Holding, Stays, spared
from cns_portal.kernel import civil_time

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

    from cns_portal.accounts.models import Dossier
    from cns_portal.procedures.models import Procedure

PUBLIC_TASK = _("Task in the public interest (GDPR, article 6(1)(e))")
LEGAL_DUTY = _("Legal duty and public task (GDPR, article 6(1)(c) and (e))")

TWO_YEARS = timedelta(days=2 * 365)
"""No official period was found; two years match the time limit for claims (domain 3.1)."""

MOST_AT_ONCE = 500


FOR_AS_LONG_AS_INSURED = _(
    "As long as you are insured and as long as the law on archives asks for."
)

OF_SOMEBODY_ELSE = _("It belongs to somebody else's procedure, and is about them as well.")


class Deleted(Holding):
    """A holding whose rows are deleted, the oldest first, so many in one turn.

    The same rows, and what hangs on them, go when one person's data are erased: those of `goes`.
    """

    at_once = MOST_AT_ONCE
    over_because = "time_over"
    """What the trail of documents says when their time is over."""

    def over(self, now: datetime) -> QuerySet:
        """The rows past their time, in the order in which they go."""
        raise NotImplementedError

    def goes(self, dossier: Dossier, *, now: datetime) -> QuerySet:
        """The rows of this person that nothing obliges us to keep. Never what is still open."""
        raise NotImplementedError

    def stays(self, dossier: Dossier, *, now: datetime) -> tuple[Stays, ...]:
        """What an erasure leaves."""
        return ()

    def chosen(self, rows: QuerySet, *, most: int | None = None) -> list[Any]:
        """These rows, the oldest first, with what `take` needs of them; at most so many."""
        return list(rows.order_by("pk").only("pk")[:most])

    def take(self, rows: list[Any], *, reason: str) -> None:
        """Delete these rows and what hangs on them; `reason` is for the trail of documents."""
        if rows:
            type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows]).delete()

    def forgettable(self, now: datetime) -> QuerySet:
        """The rows past their time that a turn of forgetting may take: none that is blocked."""
        return spared(self.over(now), rows_of=self.spares)

    def spares(self, dossier: Dossier) -> Iterable[QuerySet]:
        """The rows that stay while this person's data are blocked, of the table of `over`.

        Where a row goes for several people, or for what hangs on it, all of them hold it.
        """
        return self.rows_of(dossier)

    def due(self, *, now: datetime) -> int:
        """How many rows are past their time."""
        return self.forgettable(now).count()

    def forget(self, *, now: datetime) -> int:
        """Delete them; returns how many went in this turn."""
        rows = self.chosen(self.forgettable(now), most=self.at_once)
        self.take(rows, reason=self.over_because)
        return len(rows)

    def would_erase(self, dossier: Dossier, *, now: datetime) -> Erased:
        """What `erase` would do now."""
        gone = self.goes(dossier, now=now).count()
        return Erased(gone=gone, stays=self.stays(dossier, now=now))

    def erase(self, dossier: Dossier, *, now: datetime) -> Erased:
        """Delete what may go; say what stays."""
        rows = self.chosen(self.goes(dossier, now=now))
        self.take(rows, reason="erased")
        return Erased(gone=len(rows), stays=self.stays(dossier, now=now))


class OfCases(Deleted):
    """A holding whose rows have a case each (`procedure`): they are held before they go."""

    def chosen(self, rows: QuerySet, *, most: int | None = None) -> list[Any]:
        """Those that are free, in a turn of forgetting; when a person is erased, all of them.

        What somebody is just working on, or has just sent, is none of them any more: it is asked
        again once it is held. An erasure holds the person already, so the cases come next.
        """
        manager = rows.model._default_manager
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[:most])
        asked = manager.filter(pk__in=keys).order_by("pk")
        if most is None:
            for case in sorted(filter(None, asked.values_list("procedure", flat=True))):
                procedures.hold(case)
        locked = asked.select_for_update(of=("self",), skip_locked=most is not None)
        found = list(locked.select_related("procedure"))
        still = rows.filter(pk__in=[row.pk for row in found]).values_list("pk", flat=True)
        return [row for row in found if row.pk in set(still)]


class Kept(Holding):
    """A holding that ends by a decision, not by the calendar. Erasing it would break a duty."""

    def due(self, *, now: datetime) -> int:
        """None."""
        return 0

    def forget(self, *, now: datetime) -> int:
        """Nothing."""
        return 0

    def would_erase(self, dossier: Dossier, *, now: datetime) -> Erased:
        """Nothing."""
        count = sum(rows.count() for rows in self.rows_of(dossier))
        return Erased(stays=(Stays(count, self.why),)) if count else Erased()

    def erase(self, dossier: Dossier, *, now: datetime) -> Erased:
        """Nothing."""
        return self.would_erase(dossier, now=now)


def staying(
    rows: QuerySet,
    *,
    why: _StrOrPromise,
    last: str | tuple[str, ...] = (),
    keep: timedelta = TWO_YEARS,
) -> tuple[Stays, ...]:
    """That these rows stay; until `keep` after the latest day in the columns `last`, if named."""
    columns = (last,) if isinstance(last, str) else last
    latest = {f"last_{number}": Max(column) for number, column in enumerate(columns)}
    found = rows.order_by().aggregate(count=Count("pk", distinct=True), **latest)
    if not found["count"]:
        return ()
    days = [_day_of(moment) for name in latest if (moment := found[name]) is not None]
    return (Stays(found["count"], why, max(days) + keep if days else None),)


def _day_of(moment: date | datetime) -> date:
    return civil_time.day_of(moment) if isinstance(moment, datetime) else moment


def forget_cases(cases: Iterable[Procedure]) -> None:
    """Delete cases of the ground floor with the messages about them, after the room's own rows."""
    for procedure in cases:
        inbox.forget_about(procedure.reference)
        procedures.forget(procedure)
