"""The time an appointment could be moved to, said as the present one is."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import formats
from django.utils.translation import gettext as _

from appointments.models import Agency
from appointments.presenters.times import clock_time
from cns_portal.kernel import civil_time


@dataclass(frozen=True)
class NewTime:
    """A start that was chosen; no agency for a video call."""

    starts_at: datetime
    agency: Agency | None

    @property
    def day(self) -> date:
        """Luxembourg's day."""
        return civil_time.day_of(self.starts_at)

    @property
    def when(self) -> str:
        """ "Tuesday 24 November 2026, 9:30", as the card says it."""
        day = f"{formats.date_format(self.day, 'l')} {formats.date_format(self.day, 'DATE_FORMAT')}"
        return _("%(day)s, %(time)s") % {"day": day, "time": clock_time(self.starts_at)}

    @property
    def place(self) -> str:
        """ "Esch-sur-Alzette agency", or that it is a video call."""
        if self.agency is None:
            return _("Video call")
        return _("%(agency)s agency") % {"agency": self.agency.name}

    @property
    def address(self) -> str:
        """Where to come; empty for a video call."""
        return self.agency.address if self.agency else ""
