"""What the holdings of the hall have in common: rows that are past their time, deleted in turns."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

PUBLIC_TASK = _("Task in the public interest (GDPR, article 6(1)(e))")
LEGAL_DUTY = _("Legal duty and public task (GDPR, article 6(1)(c) and (e))")

TWO_YEARS = timedelta(days=2 * 365)
"""No official period was found; two years match the time limit for claims (domain 3.1)."""

MOST_AT_ONCE = 500


class Deleted:
    """A holding whose rows are deleted, the oldest first, so many in one turn."""

    def over(self, now: datetime) -> QuerySet:
        """The rows past their time, in the order in which they go."""
        raise NotImplementedError

    def due(self, *, now: datetime) -> int:
        """How many rows are past their time."""
        return self.over(now).count()

    def forget(self, *, now: datetime) -> int:
        """Delete them; returns how many went in this turn."""
        rows = self.over(now)
        chosen = list(rows.order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])
        rows.model.objects.filter(pk__in=chosen).delete()
        return len(chosen)


class Kept:
    """A holding that ends by a decision, not by the calendar."""

    def due(self, *, now: datetime) -> int:
        """None."""
        return 0

    def forget(self, *, now: datetime) -> int:
        """Nothing."""
        return 0
