"""The rules for somebody who is ill, told from the values that the rules themselves use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.utils.translation import gettext as _

from cns_portal.kernel.spans import Days
from incapacity.choices.asking import StayReason
from incapacity.choices.certificates import Cause, Sequel, SheetLanguage
from incapacity.choices.sources import Sureness
from incapacity.choices.which_sheet import OnTheSheet, SheetAdvice
from incapacity.parameters import outings as parameters
from incapacity.parameters.sourced import Sourced
from incapacity.presenters.deadlines import Due, dues, note_on_return
from incapacity.presenters.outing_calendar import OutingCalendar, hours_in_words, shows
from incapacity.presenters.words import full_day, listed
from incapacity.rules.deadlines import Case

DAY = timedelta(days=1)
WITHOUT_AN_END = 14
"""Days that the calendar shows of a certificate whose last day is not known yet."""


@dataclass(frozen=True)
class Situation:
    """A row of the table of deadlines: the rules of one kind of certificate."""

    label: str
    told: Due
    employer: Due
    cns: Due

    @property
    def bases(self) -> list[str]:
        """The texts, each once, with a word about those that are less sure."""
        named = {}
        for due in (self.told, self.employer, self.cns):
            if due.basis:
                named[f"{due.basis} ({due.sureness})" if due.sureness else due.basis] = True
        return list(named)


def situations(today: date) -> list[Situation]:
    """Every kind of certificate that has rules of its own, by the rules in force today."""
    kinds = {
        _("A first certificate, or a relapse"): Case(first_day=today),
        _("An absence of one or two days"): Case(first_day=today, last_day=today + DAY),
        _("A prolongation"): Case(first_day=today, sequel=Sequel.PROLONGATION),
        _("An emergency admission to hospital"): Case(first_day=today, in_hospital=True),
        _("A sick child (leave for family reasons)"): Case(first_day=today, cause=Cause.FAMILY),
        _("Maternity leave"): Case(first_day=today, cause=Cause.MATERNITY),
    }
    return [Situation(label, *dues(case, today=today)) for label, case in kinds.items()]


@dataclass(frozen=True)
class Calculated:
    """The answer of the calculator."""

    case: Case
    today: date

    @property
    def asked(self) -> str:
        """The days that were asked about."""
        if self.case.last_day is None:
            return _("From {first} on").format(first=full_day(self.case.first_day))
        if self.case.last_day == self.case.first_day:
            return full_day(self.case.first_day)
        return _("{first} to {last}").format(
            first=full_day(self.case.first_day), last=full_day(self.case.last_day)
        )

    @cached_property
    def dues(self) -> list[Due]:
        return dues(self.case, today=self.today)

    @property
    def headline(self) -> str:
        """The answer in one sentence: until when the CNS has it."""
        return self.dues[-1].sentence

    @property
    def note(self) -> str:
        return note_on_return(self.case)

    @property
    def outings_elsewhere(self) -> bool:
        """Whether the calendar can only be drawn where the earlier certificates are known."""
        return shows(self.case.cause) and self.case.is_prolongation

    @property
    def calendar(self) -> OutingCalendar | None:
        """When one may leave the house on these days.

        None where no rule is known, and for a prolongation: its days are counted from the
        beginning of the first certificate, which nobody was asked for.
        """
        case = self.case
        if not shows(case.cause) or case.is_prolongation:
            return None
        last = case.last_day or case.first_day + (WITHOUT_AN_END - 1) * DAY
        return OutingCalendar.of(Days(case.first_day, last), cause=case.cause, today=self.today)


@dataclass(frozen=True)
class OutingRules:
    """The rules on leaving the house in words, as they are on a day."""

    today: date

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What holds, and which text says so."""
        days, hours, lifted, checks = (
            timeline.on(self.today)
            for timeline in (
                parameters.DAYS_AT_HOME,
                parameters.HOURS_OUT,
                parameters.LIFTED_AFTER_DAYS,
                parameters.CHECKS,
            )
        )
        return [
            (
                _(
                    "On the first {days} days you stay at home, or where you said you stay, "
                    "whatever the certificate says."
                ).format(days=days.value),
                _source(days),
            ),
            (
                _("From day {day} on you may go out {hours}, unless the doctor forbids it.").format(
                    day=days.value + 1, hours=hours_in_words(hours.value)
                ),
                _source(hours),
            ),
            (
                _(
                    "When you are unable to work for more than {weeks} weeks in a row, you may ask "
                    "the CNS to lift the restrictions."
                ).format(weeks=lifted.value // 7),
                _source(lifted),
            ),
            (
                _("The CNS may come to check from the first day on, {hours}.").format(
                    hours=hours_in_words([checks.value])
                ),
                _source(checks),
            ),
        ]

    @property
    def abroad(self) -> list[str]:
        """For what a stay abroad may be authorised."""
        return [str(reason.label) for reason in StayReason]

    @property
    def always(self) -> list[str]:
        """For what one may always leave the house."""
        return [str(one.label) for one in parameters.ALWAYS_ALLOWED.on(self.today).value]


@dataclass(frozen=True)
class Sheet:
    """What to do with the sheet of a doctor of one country."""

    advice: SheetAdvice

    @property
    def label(self) -> str:
        return {
            SheetAdvice.LUXEMBOURG: _("Luxembourg"),
            SheetAdvice.FRANCE: _("France"),
            SheetAdvice.GERMANY: _("Germany"),
            SheetAdvice.BELGIUM: _("Belgium"),
            SheetAdvice.OTHER: _("Another country"),
        }[self.advice]

    @property
    def text(self) -> str:
        return str(self.advice.label)


def sheets() -> list[Sheet]:
    """The sheets of the countries where people insured here live, and of any other."""
    return [Sheet(advice) for advice in SheetAdvice]


def on_the_sheet() -> list[str]:
    """What must stand on every certificate."""
    return [str(what.label) for what in OnTheSheet]


def languages() -> str:
    """The languages in which a sheet is read without a translation."""
    return listed(
        str(language.label) for language in SheetLanguage if language != SheetLanguage.OTHER
    )


def _source(sourced: Sourced) -> str:
    if sourced.sureness == Sureness.OFFICIAL:
        return str(sourced.basis.label)
    return f"{sourced.basis.label} ({sourced.sureness.label})"
