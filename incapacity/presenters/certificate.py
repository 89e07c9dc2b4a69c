"""What the page of a certificate says: how far it has come, and what it means for its days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cns_portal.kernel import civil_time
from cns_portal.kernel.dated import NothingInForceError
from cns_portal.kernel.spans import Days
from incapacity.choices.certificates import Cause, CertificateState, Channel, Outings, Sequel
from incapacity.choices.happenings import WHAT_NEXT
from incapacity.presenters.causes import TONES
from incapacity.presenters.certificate_lines import lines_of
from incapacity.presenters.outing_calendar import OutingCalendar, shows
from incapacity.presenters.sheets import Sheets
from incapacity.rules.states import DECIDED, WAITING
from incapacity.selectors import granted as allowed

if TYPE_CHECKING:
    from cns_portal.procedures.models import Procedure
    from incapacity.models import Certificate
    from incapacity.rules.facts import Absence
    from incapacity.rules.periods import Period
    from incapacity.selectors.granted import Granted


@dataclass(frozen=True)
class Link:
    """A certificate by its days, and the way to its page."""

    title: str
    url: str


@dataclass(frozen=True)
class CertificateView:
    """A certificate that was sent, fetched with what its page needs."""

    certificate: Certificate
    period: Period | None
    """The period of incapacity to which it belongs; None where it does not count."""
    granted: Sequence[Granted]
    later: Sequence[Certificate]
    has_diagnosis: bool
    today: date

    # -- how far it has come ----------------------------------------------------------------------

    @property
    def state(self) -> CertificateState:
        return CertificateState(self.certificate.state)

    @property
    def label(self) -> str:
        return str(self.state.label)

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def title(self) -> str:
        return title_of(self.certificate)

    @property
    def sent_on(self) -> date:
        return civil_time.day_of(self.certificate.sent_at)

    @property
    def what_next(self) -> str:
        """What happens next, and who does it."""
        return str(WHAT_NEXT[self.state])

    @property
    def needs_the_person(self) -> bool:
        return self.state == CertificateState.NEEDS_YOU

    @property
    def reference(self) -> str:
        return self.certificate.procedure.reference

    @property
    def procedure_url(self) -> str:
        return reverse("home:procedure", args=[self.reference])

    @property
    def steps(self) -> list[dict[str, str]]:
        """Received, being checked, decided: for `progress_tracker`."""
        received = {"label": _("Received"), "state": "done", "text": _day(self.sent_on)}
        if self.state == CertificateState.WITHDRAWN:
            return [received, {"label": self.label, "state": "done"}]
        is_decided = self.state in DECIDED
        is_begun = is_decided or self.state != CertificateState.SENT
        waiting = {CertificateState.NEEDS_YOU, CertificateState.AT_BOARD}
        return [
            {**received, "state": "done" if is_begun else "now"},
            {
                "label": _("Being checked"),
                "state": "done" if is_decided else "now" if is_begun else "next",
                "text": self.label if self.state in waiting else "",
            },
            {
                "label": self.label if is_decided else _("Decided"),
                "state": "done" if is_decided else "next",
                "text": self._decided_on,
            },
        ]

    @property
    def _decided_on(self) -> str:
        at = self.certificate.decided_at
        return _day(civil_time.day_of(at)) if at else ""

    @property
    def lateness(self) -> str:
        """That it came after the deadline; empty where it was in time."""
        if not self.certificate.late:
            return ""
        if self.state in WAITING:
            words = _(
                "It should have been sent by {day}. It is checked all the same, and an agent "
                "decides what follows from the delay."
            )
        else:
            words = _("It should have been sent by {day}.")
        return words.format(day=_day(self.certificate.due_on))

    # -- what it says and means -------------------------------------------------------------------

    @cached_property
    def lines(self) -> list[tuple[str, str]]:
        return lines_of(self.certificate, has_diagnosis=self.has_diagnosis)

    @cached_property
    def sheets(self) -> Sheets:
        return Sheets(self.certificate, self.today)

    @cached_property
    def days(self) -> Days | None:
        first, last = self.certificate.first_day, self.certificate.last_day
        return Days(first, last) if first and last else None

    @cached_property
    def calendar(self) -> OutingCalendar | None:
        """When one may leave the house; None where no rule is known, or it does not count."""
        if self.period is None or not shows(self.certificate.cause):
            return None
        try:
            return OutingCalendar.of(
                self.days,
                cause=Cause(self.certificate.cause),
                today=self.today,
                period_began=self.period.days.first,
                said=Outings(self.certificate.outings),
                lifted=allowed.lifted(self.granted),
            )
        except NothingInForceError:
            return None

    @property
    def stays(self) -> list[str]:
        """On which of these days a stay abroad is allowed, and where."""
        return [
            _("You may stay abroad from {first} to {last}. Country: {country}.").format(
                country=one.country.label, first=_day(one.days.first), last=_day(one.days.end)
            )
            for one in self.granted
            if one.is_stay and self.days and one.days.overlaps(self.days)
        ]

    @property
    def may_ask(self) -> bool:
        """Whether something can still be asked for on these days."""
        return self.calendar is not None and self.days.end >= self.today

    # -- what belongs to it -----------------------------------------------------------------------

    @property
    def in_a_row(self) -> str:
        """Which days of a longer period of incapacity these are; empty where it stands alone."""
        if self.period is None or len(self.period.absences) < 2:
            return ""
        return ngettext(
            "It is part of a period of incapacity of {count} day in a row, from {first} to {last}. "
            "Its own first day is day {number} of it.",
            "It is part of a period of incapacity of {count} days in a row, from {first} to {last}."
            " Its own first day is day {number} of it.",
            self.period.length,
        ).format(
            count=self.period.length,
            first=_day(self.period.days.first),
            last=_day(self.period.days.end),
            number=self.period.number_of(self.certificate.first_day),
        )

    @property
    def others(self) -> list[Link]:
        """The other certificates of the period, by their days."""
        absences = self.period.absences if self.period else ()
        return [_link(one) for one in absences if one.key != self.certificate.public_id]

    @property
    def earlier(self) -> Link | None:
        """The one that it prolongs, or whose illness came back, where the CNS has it."""
        row = self.certificate.earlier
        if row is None or row.procedure_id is None:
            return None
        return Link(title_of(row), address_of(row))

    @property
    def earlier_label(self) -> str:
        relapse = self.certificate.sequel == Sequel.RELAPSE
        return _("A relapse after") if relapse else _("It prolongs")

    @property
    def may_continue(self) -> bool:
        """Whether another certificate can go on from it: not from a birth, nor from a refusal."""
        return self.period is not None and self.certificate.cause != Cause.MATERNITY

    @property
    def sequels(self) -> list[tuple[str, str]]:
        """What can be begun from here, and what the button says."""
        return [
            (Sequel.PROLONGATION, _("Send a prolongation")),
            (Sequel.RELAPSE, _("Send a certificate for a relapse")),
        ]

    @property
    def followers(self) -> list[Link]:
        """What was sent after it, as its prolongation or relapse."""
        return [Link(title_of(row), address_of(row)) for row in self.later]


def title_of(certificate: Certificate) -> str:
    """A certificate by its days, as a heading."""
    first, last = certificate.first_day, certificate.last_day
    if first is None or last is None:
        return _("Certificate without days")
    return _title(Days(first, last))


def address_of(certificate: Certificate) -> str:
    """Its page."""
    return reverse("incapacity:certificate", args=[certificate.public_id])


def page_of(procedure: Procedure) -> str:
    """The page of the certificate behind a case."""
    return address_of(procedure.certificate)


def send_again(procedure: Procedure) -> str:
    """What can be done once it is taken back: an electronic one is the doctor's to send."""
    if procedure.certificate.channel == Channel.ELECTRONIC:
        return _(
            "An electronic certificate cannot be passed on again: if you need it all the same, ask "
            "the doctor for a new one, or for a sheet on paper."
        )
    return _("You can send it again.")


def _link(absence: Absence) -> Link:
    return Link(_title(absence.days), reverse("incapacity:certificate", args=[absence.key]))


def _title(days: Days) -> str:
    if days.first == days.last:
        return _("Certificate of {day}").format(day=_day(days.first))
    return _("Certificate from {first} to {last}").format(
        first=_day(days.first), last=_day(days.end)
    )


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
