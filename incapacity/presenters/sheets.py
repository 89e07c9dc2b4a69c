"""The list on which somebody ticks off the sheets: what is done, until when the rest is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cns_portal.kernel.civil_time import day_of
from cns_portal.kernel.dated import NothingInForceError
from incapacity.choices.certificates import Channel
from incapacity.choices.deadlines import Duty
from incapacity.choices.sheets import Tick
from incapacity.choices.which_sheet import advice_for, has_three_sheets
from incapacity.presenters.deadlines import Due, dues
from incapacity.rules.sheets import why_not_tick
from incapacity.selectors.deadlines import case_of

if TYPE_CHECKING:
    from incapacity.models import Certificate


@dataclass(frozen=True)
class Line:
    """One thing to do. `tick` is empty for what the portal knows by itself."""

    title: str
    done_on: date | None
    tick: str = ""
    hint: str = ""
    due: Due | None = None
    """Until when, where a rule says so."""

    @property
    def is_done(self) -> bool:
        return self.done_on is not None

    @property
    def tone(self) -> str:
        if self.due and self.due.is_late:
            return "warning"
        if self.is_done:
            return "success"
        return self.due.tone if self.due else "neutral"

    @property
    def state(self) -> str:
        """Done, and when; how many days are left, or that they are over; else that it is open."""
        if self.is_done:
            late = self.due is not None and self.due.is_late
            text = _("done on {day}, after the last day") if late else _("done on {day}")
            return text.format(day=date_format(self.done_on, "DATE_FORMAT"))
        if self.due is None or self.due.day is None:
            return _("not ticked off")
        if self.due.is_late:
            return _("not ticked off, the last day has passed")
        return self.due.left


@dataclass(frozen=True)
class Sheets:
    """All that is to be done about one certificate, in the order of the deadlines."""

    certificate: Certificate
    today: date

    @property
    def lines(self) -> Sequence[Line]:
        known = self._dues()
        row = self.certificate
        return [
            Line(
                title=self._sent_title,
                done_on=day_of(row.sent_at),
                due=known.get(Duty.CNS),
            ),
            Line(
                title=str(Tick.TOLD.label),
                done_on=row.employer_told_on,
                tick=Tick.TOLD,
                due=known.get(Duty.TELL),
            ),
            Line(
                title=str(Tick.SHEET_2.label) if self._has_three else _("My employer has theirs"),
                done_on=row.employer_given_on,
                tick=Tick.SHEET_2,
                due=known.get(Duty.EMPLOYER),
            ),
            Line(
                title=str(Tick.SHEET_3.label) if self._has_three else _("I keep a copy for myself"),
                done_on=row.own_sheet_kept_on,
                tick=Tick.SHEET_3,
            ),
        ]

    @property
    def advice(self) -> str:
        """Which sheet goes where, by the country of the doctor."""
        if self._is_electronic:
            return _(
                "Your doctor sent it electronically, so there is no sheet for the CNS. This "
                "portal passes nothing on to your employer: give them what the doctor gave you "
                "for them, without the diagnosis."
            )
        return str(advice_for(self.certificate.country).label)

    @property
    def may_tick(self) -> bool:
        return why_not_tick(self.certificate.state) is None

    @property
    def _is_electronic(self) -> bool:
        return self.certificate.channel == Channel.ELECTRONIC

    @property
    def _has_three(self) -> bool:
        """Whether there are three numbered sheets."""
        return has_three_sheets(self.certificate.country) and not self._is_electronic

    @property
    def _sent_title(self) -> str:
        if self._is_electronic:
            return _("The CNS has it, passed on electronically")
        return _("The CNS has sheet 1") if self._has_three else _("The CNS has it")

    def _dues(self) -> dict[Duty, Due]:
        """None of a time for which no rule is known."""
        row = self.certificate
        try:
            found = dues(
                case_of(row),
                today=self.today,
                told_on=row.employer_told_on,
                given_on=row.employer_given_on,
                sent_on=day_of(row.sent_at),
            )
        except NothingInForceError:
            return {}
        return {due.duty: due for due in found}
