"""What the page of an electronic certificate says while it lies in the person's space only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cns_portal.kernel.civil_time import wall
from cns_portal.kernel.spans import Days
from incapacity.choices.certificates import Cause, CertificateState, Outings
from incapacity.presenters import deadlines
from incapacity.presenters.causes import TONES
from incapacity.presenters.certificate import title_of
from incapacity.presenters.certificate_lines import lines_of
from incapacity.presenters.contradictions import sentence
from incapacity.presenters.outing_calendar import OutingCalendar, shows
from incapacity.presenters.words import full_day
from incapacity.selectors.deadlines import case_of

if TYPE_CHECKING:
    from incapacity.models import Certificate
    from incapacity.rules.contradictions import Concern


@dataclass(frozen=True)
class ElectronicView:
    """A certificate that arrived and was not passed on; nothing here asks the database."""

    certificate: Certificate
    concerns: Sequence[Concern]
    period_began: date | None
    """When the period of incapacity began to which these days belong."""
    has_diagnosis: bool
    now: datetime
    today: date

    @property
    def title(self) -> str:
        return title_of(self.certificate)

    @property
    def label(self) -> str:
        return str(CertificateState(self.certificate.state).label)

    @property
    def tone(self) -> str:
        return TONES[CertificateState(self.certificate.state)]

    @property
    def waits(self) -> bool:
        """Whether it is passed on by itself."""
        return self.certificate.state == CertificateState.ARRIVED

    @property
    def passes_on(self) -> str:
        """When that happens; empty where it is due any moment."""
        moment = self.certificate.passes_on_at
        if moment is None or moment <= self.now:
            return ""
        local = wall(moment)
        return _("{day} at {time}").format(
            day=full_day(local.date()), time=date_format(local, "TIME_FORMAT")
        )

    @cached_property
    def dues(self) -> list[deadlines.Due]:
        """Until when the employer is told and has their sheet, and the CNS has the certificate."""
        return deadlines.dues(case_of(self.certificate), today=self.today)

    @property
    def is_late(self) -> bool:
        """Whether the CNS gets it late even when it is passed on now."""
        return self.dues[-1].is_late

    @property
    def doubts(self) -> list[str]:
        """What does not fit, in sentences."""
        return [sentence(concern) for concern in self.concerns]

    @property
    def rows(self) -> list[tuple[str, str]]:
        """What the doctor's system sent, but for the diagnosis."""
        said = self.certificate
        return [
            *lines_of(said, has_diagnosis=self.has_diagnosis),
            (_("Arrived"), date_format(wall(said.created_at), "DATETIME_FORMAT")),
            (_("Sent by"), said.message.sender.name),
        ]

    @property
    def calendar(self) -> OutingCalendar | None:
        """On which of the days one may leave the house; None where no rule is known."""
        said = self.certificate
        if not shows(said.cause):
            return None
        return OutingCalendar.of(
            Days(said.first_day, said.last_day),
            cause=Cause(said.cause),
            today=self.today,
            period_began=self.period_began,
            said=Outings(said.outings),
        )
