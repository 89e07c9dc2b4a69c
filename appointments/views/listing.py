"""Free times on a page, as its address asks for them: `?from=`, `?days=`, `?day=`, `?all=`."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from django.http import QueryDict

from appointments.models import Agency
from appointments.presenters import times as presenters
from appointments.presenters.places import moment
from appointments.rules.booking import last_day
from appointments.rules.free_times import FreeTime, Offer
from appointments.selectors.free_times import free_times
from appointments.views.draft import day_from, number_from
from cns_portal.kernel import civil_time

DAYS_SHOWN = 28
MOST_DAYS = 60
ALTERNATIVES = 6

Found = Mapping[int, Mapping[date, tuple[FreeTime, ...]]]


class Listing:
    """The days with free times and the times of one of them, in a constant number of queries.

    `wanted` is the day to show when the address names none; `mend` puts in or takes out times
    that are free for this person alone. With `anywhere` the agency does not matter (video calls).
    """

    def __init__(
        self,
        query: QueryDict,
        *,
        offer: Offer,
        agencies: dict[int, Agency],
        address: str,
        now: datetime,
        version: int,
        wanted: date | None = None,
        anywhere: bool = False,
        names_agency: bool = False,
        mend: Callable[[Found], Found] = lambda found: found,
    ) -> None:
        self.count = number_from(query.get("days"), most=MOST_DAYS) or DAYS_SHOWN
        wanted = day_from(query.get("day")) or wanted
        self.today, self.last = civil_time.day_of(now), last_day(offer, now)
        self.first = self._first_day(day_from(query.get("from")), wanted)
        found = free_times(
            offer=offer,
            agency_ids=list(agencies),
            first=self.first,
            count=self.count,
            now=now,
            version=version,
            with_full_days=True,
        )
        self.found = mend(presenters.merged(found) if anywhere else found)
        self._address = f"{address}{'&' if '?' in address else '?'}"
        self.list = presenters.DayList(
            agencies={} if anywhere else agencies,
            found=self.found,
            first=self.first,
            count=min(self.count, (self.last - self.first).days + 1),
            wanted=wanted,
            names_agency=names_agency,
            show_all="all" in query,
            address=f"{self._address}from={self.first.isoformat()}&days={self.count}",
        )

    def _first_day(self, asked: date | None, wanted: date | None) -> date:
        """Where the list begins: as asked for, else today, or later so that `wanted` is in it."""
        if asked:
            return max(asked, self.today)
        if wanted and wanted >= self.today + timedelta(days=self.count):
            return max(self.today, min(wanted, self.last) - timedelta(days=self.count // 2))
        return self.today

    @property
    def later_url(self) -> str:
        """The days after these; empty at the end of what can be booked."""
        after = self.first + timedelta(days=self.count)
        return f"{self._address}from={after.isoformat()}" if after <= self.last else ""

    @property
    def earlier_url(self) -> str:
        """The days before these; empty where today is the first one."""
        before = max(self.today, self.first - timedelta(days=self.count))
        return f"{self._address}from={before.isoformat()}" if self.first > self.today else ""

    def nearest(self, near: datetime | None) -> list[tuple[str, str, Agency | None]]:
        """The free times closest to a moment: as a form sends them, in words, and their agency."""
        if near is None:
            return []
        return [
            (self.list.value(starts_at, agency), moment(starts_at), self.list.agencies.get(agency))
            for starts_at, agency in presenters.nearest(self.found, near, count=ALTERNATIVES)
        ]
