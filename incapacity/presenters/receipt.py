"""What a certificate that was sent is confirmed with: the moment, the days, the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cns_portal.kernel import civil_time, codes, matricule
from cns_portal.kernel.spans import Days
from incapacity.choices.certificates import Cause, CertificateState, Outings, PageKind
from incapacity.choices.contradictions import Contradiction
from incapacity.choices.which_sheet import advice_for, has_three_sheets
from incapacity.presenters.causes import days_in_words, stretch
from incapacity.presenters.contradictions import Said, said
from incapacity.presenters.deadlines import Due, dues
from incapacity.presenters.outing_calendar import OutingCalendar, shows
from incapacity.rules.contradictions import is_too_long
from incapacity.rules.counting import length
from incapacity.selectors.deadlines import case_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from incapacity.models import Certificate
    from incapacity.rules.contradictions import Concern

OF_OTHERS = frozenset(
    {
        *(Contradiction.SAME_FILE, Contradiction.SAME_CERTIFICATE, Contradiction.OVERLAPS),
        *(Contradiction.LEAVES_GAP, Contradiction.CONTINUES_ANOTHER),
        *(Contradiction.DOES_NOT_ADJOIN, Contradiction.PROLONGS_NOTHING),
    }
)
"""What is said of earlier certificates. The rest was said before sending, and is the agent's."""


@dataclass(frozen=True)
class ReceiptView:
    """One certificate that was sent. `period_began` and `concerns` for the page, not for paper."""

    certificate: Certificate
    today: date | None = None
    period_began: date | None = None
    concerns: Iterable[Concern] = ()

    @property
    def reference(self) -> str:
        return self.certificate.procedure.reference

    @property
    def days(self) -> Days:
        return Days(self.certificate.first_day, self.certificate.last_day)

    @property
    def days_in_words(self) -> str:
        return _("{days} ({count})").format(
            days=stretch(self.days), count=days_in_words(length(self.days))
        )

    @property
    def moment(self) -> str:
        """When it arrived, to the second, as the clocks of Luxembourg showed it."""
        at = civil_time.wall(self.certificate.sent_at)
        return _("{day}, {time} (Luxembourg time, UTC{offset})").format(
            day=date_format(at, "DATE_FORMAT"),
            time=at.strftime("%H:%M:%S"),
            offset=f"{at:%z}"[:3] + ":" + f"{at:%z}"[3:],
        )

    @property
    def matricule(self) -> str:
        number = self.certificate.person.matricule
        return matricule.grouped(number) if number else ""

    @property
    def in_time(self) -> str:
        """Whether it came in time, in one sentence."""
        due_on = self.certificate.due_on
        if due_on is None:
            return _("No deadline holds for it.")
        day = date_format(due_on, "DATE_FORMAT")
        if self.certificate.late:
            return _("It had to be sent by {day}: it is late. It is checked all the same.").format(
                day=day
            )
        return _("It had to be sent by {day}: it came in time.").format(day=day)

    @property
    def state(self) -> str:
        return str(CertificateState(self.certificate.state).label)

    @property
    def is_withdrawn(self) -> bool:
        return self.certificate.state == CertificateState.WITHDRAWN

    @property
    def files(self) -> list[Mapping[str, Any]]:
        """The files as they came: what each shows, and the digest by which it is known again."""
        pages = (self.certificate.as_sent or {}).get("pages", [])
        return [
            {
                "number": number,
                "kind": _kind(page.get("kind", "")),
                "digest": codes.grouped(page.get("sha256", ""), 8),
            }
            for number, page in enumerate(pages, start=1)
        ]

    @cached_property
    def employer(self) -> list[Due]:
        """What the person still has to do towards an employer: to tell them, and sheet 2."""
        if self.today is None:
            return []
        country = self.certificate.country
        return dues(case_of(self.certificate), today=self.today, country=country)[:2]

    @property
    def advice(self) -> str:
        """Which sheet is whose, for a doctor abroad; empty where there are three numbered ones."""
        country = self.certificate.country
        return "" if has_three_sheets(country) else str(advice_for(country).label)

    @cached_property
    def doubts(self) -> list[Said]:
        """What overlaps or leaves a gap with earlier certificates."""
        return said(concern for concern in self.concerns if concern.what in OF_OTHERS)

    @cached_property
    def calendar(self) -> OutingCalendar | None:
        """When one may leave the house on these days; None where no rule is known."""
        if self.today is None or is_too_long(self.days) or not shows(self.certificate.cause):
            return None
        return OutingCalendar.of(
            self.days,
            cause=Cause(self.certificate.cause),
            today=self.today,
            period_began=self.period_began,
            said=Outings(self.certificate.outings),
        )


def _kind(value: str) -> str:
    return str(PageKind(value).label) if value in PageKind.values else value
