"""The three figures of somebody's certificates, each with the sentences that explain it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cns_portal.kernel.spans import DAY, Days
from incapacity.choices.certificates import CertificateState
from incapacity.choices.counting import Payer
from incapacity.parameters import benefit_limit as benefit_parameters
from incapacity.parameters import employer_pays as employer_parameters
from incapacity.parameters import family_leave as leave_parameters
from incapacity.presenters.causes import month_name, number, stretch
from incapacity.rules import benefit_limit, employer_pays
from insured.rules.ages import age_on

if TYPE_CHECKING:
    from incapacity.rules.family_leave import BandUse
    from incapacity.selectors.balances import Balances, LeaveOf

DAYS_PAGE = "incapacity:days"


@dataclass(frozen=True)
class Gauge:
    """How much of something is used, drawn; the numbers stand beside it."""

    used: Decimal | int
    of: int

    @property
    def width(self) -> str:
        """In per cent of its room, never more than all of it."""
        share = min(Decimal(1), Decimal(self.used) / self.of)
        return f"{100 * share:.2f}%"

    @property
    def is_full(self) -> bool:
        return self.used >= self.of


@dataclass(frozen=True)
class Figure:
    """One of the figures: the count, what it means, the text it comes from, where to follow it."""

    code: str
    title: str
    count: str
    of: str
    gauge: Gauge
    sentences: list[str]
    basis: str
    url: str


@dataclass(frozen=True)
class ChildFigure:
    """What is left of the leave for one child."""

    found: LeaveOf
    today: date

    @property
    def name(self) -> str:
        return self.found.name or _("A child without a number")

    @property
    def age(self) -> str:
        """ "2 years old", where the birth is known and past."""
        born = self.found.leave.child.born_on
        if born is None or born > self.today:
            return ""
        years = age_on(born, self.today)
        if not years:
            return _("under one year old")
        return ngettext("{count} year old", "{count} years old", years).format(count=years)

    @property
    def gauge(self) -> Gauge | None:
        use = self.found.leave.current
        return Gauge(use.used, use.allowed) if use else None

    @cached_property
    def sentences(self) -> list[str]:
        leave = self.found.leave
        if leave.child.born_on is None:
            return [_("Without a date of birth the days cannot be worked out: an agent decides.")]
        if leave.current is None:
            return [_("No age band any more: {used} days were taken.").format(
                used=number(sum((use.used for use in leave.bands), Decimal(0)))
            )]  # fmt: skip
        said = [left_in_words(leave.current), self._until(leave.current)]
        if leave.current.band.only_in_hospital:
            said.append(_("At this age only while the child is in hospital."))
        if leave.child.doubled:
            said.append(_("Doubled: the special supplementary allowance is paid for the child."))
        if leave.current.over:
            said.append(_("{over} days more than there are: an agent decides about them.").format(
                over=number(leave.current.over)
            ))  # fmt: skip
        return [sentence for sentence in said if sentence]

    def _until(self, use: BandUse) -> str:
        """Until when the days of a band serve; empty where there is no end."""
        if use.days is None or use.days.last is None:
            return ""
        if use == self.found.leave.bands[-1]:
            sentence = _("They serve until {day}.")
        else:
            sentence = _("They serve until {day}; then the next age band begins.")
        return sentence.format(day=date_format(use.days.last, "DATE_FORMAT"))


def left_in_words(use: BandUse) -> str:
    """ "7 of 12 days are left", for the ages of the band."""
    return _("{left} of {allowed} days are left for the ages {first} to {last}.").format(
        left=number(use.left),
        allowed=use.allowed,
        first=use.band.first_age,
        last=use.band.last_age,
    )


@dataclass(frozen=True)
class Figures:
    """Everything about the figures on a page. Nothing here asks the database."""

    balances: Balances

    @cached_property
    def both(self) -> list[Figure]:
        """Who pays, and how long benefit lasts."""
        return [self.who_pays, self.how_long]

    @cached_property
    def who_pays(self) -> Figure:
        standing = self.balances.employer
        terms, counted = standing.following.terms, standing.following.in_reference
        return Figure(
            code="pay",
            title=_("Who pays while you are ill"),
            count=str(counted),
            of=(
                _("of {days} days").format(days=terms.days)
                if counted < terms.days
                else _("days; the limit of {days} is reached").format(days=terms.days)
            ),
            gauge=Gauge(counted, terms.days),
            sentences=self._who_pays_in_words(),
            basis=str(employer_parameters.BASIS.label),
            url=f"{reverse(DAYS_PAGE)}?of=pay",
        )

    def _who_pays_in_words(self) -> list[str]:
        standing = self.balances.employer
        month, following = standing.month, standing.following
        said = [
            _("Counted in the {months} months from {days}.").format(
                months=following.terms.months, days=stretch(following.reference)
            ),
            pays_in(month),
        ]
        provisional = following.in_reference - self._certain(
            employer_pays.counted, following.reference
        )
        if provisional:
            said.append(_being_checked(provisional))
        return said + self._what_comes()

    def _what_comes(self) -> list[str]:
        """The 77th day, and from when somebody else pays."""
        standing = self.balances.employer
        said = []
        for change in standing.changes:
            if change == standing.following and change.payer == Payer.CNS:
                said.append(
                    _("Day {limit} is {day}: from {month} on the CNS pays.").format(
                        limit=change.terms.days,
                        day=date_format(standing.limit_on, "DATE_FORMAT"),
                        month=month_name(change.first),
                    )
                )
            else:
                said.append(pays_from(change))
        if not standing.changes and standing.following.in_reference:
            from_month = employer_pays.cns_pays_from(
                self.balances.for_employer, ill_since=self.balances.today + DAY
            )
            said.append(
                _(
                    "If you were unable to work without a break from tomorrow on, the CNS would "
                    "pay from {month} on."
                ).format(month=month_name(from_month))
            )
        return said

    @cached_property
    def how_long(self) -> Figure:
        standing = self.balances.benefit
        return Figure(
            code="benefit",
            title=_("How long sickness benefit lasts"),
            count=str(standing.used),
            of=_("of {days} days, {weeks} weeks").format(
                days=standing.terms.days, weeks=standing.terms.weeks
            ),
            gauge=Gauge(standing.used, standing.terms.days),
            sentences=self._how_long_in_words(),
            basis=str(benefit_parameters.BASIS.label),
            url=f"{reverse(DAYS_PAGE)}?of=benefit",
        )

    def _how_long_in_words(self) -> list[str]:
        standing = self.balances.benefit
        said = [
            _("Counted in the {weeks} weeks from {days}.").format(
                weeks=standing.terms.reference_weeks, days=stretch(standing.window)
            )
        ]
        provisional = standing.used - self._certain(benefit_limit.counted, standing.window)
        if provisional:
            said.append(_being_checked(provisional))
        if standing.ends_on is None:
            if standing.used:
                said.append(
                    _(
                        "If you were unable to work without a break from tomorrow on, benefit "
                        "would last until {day}."
                    ).format(day=date_format(standing.would_end_on, "DATE_FORMAT"))
                )
        elif standing.ends_on < standing.day:
            said.append(_("The limit is passed. The CNS tells you what follows from it."))
        else:
            said.append(
                _(
                    "Your certificates go beyond the limit: {day} is the last day with benefit."
                ).format(day=date_format(standing.ends_on, "DATE_FORMAT"))
            )
        return said

    def _certain(self, counted, days: Days) -> int:
        """How many days lie in accepted certificates."""
        accepted = [one for one in self.balances.absences if one.state == CertificateState.ACCEPTED]
        return counted(accepted, on=self.balances.today).within(days)

    @cached_property
    def children(self) -> list[ChildFigure]:
        return [ChildFigure(found, self.balances.today) for found in self.balances.children]

    @property
    def leave_url(self) -> str:
        return f"{reverse(DAYS_PAGE)}?of=leave"

    @property
    def leave_basis(self) -> str:
        return str(leave_parameters.BASIS.label)


def pays_in(month: employer_pays.Month) -> str:
    """Who pays in a month."""
    if month.payer == Payer.CNS:
        return _("In {month} the CNS pays.").format(month=month_name(month.first))
    return _("In {month} your employer pays.").format(month=month_name(month.first))


def pays_from(month: employer_pays.Month) -> str:
    """Who pays from a month on, in which that changes."""
    if month.payer == Payer.CNS:
        return _("From {month} on the CNS pays.").format(month=month_name(month.first))
    return _("From {month} on your employer pays again, unless days are added.").format(
        month=month_name(month.first)
    )


def _being_checked(days: int) -> str:
    return ngettext(
        "{count} of these days is in a certificate that is still being checked.",
        "{count} of these days are in certificates that are still being checked.",
        days,
    ).format(count=days)
