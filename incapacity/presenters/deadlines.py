"""A deadline in words: the last day, how many are left, what moved it, and by which rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cns_portal.kernel import public_holidays
from incapacity.choices.deadlines import DeadlineBasis, DeadlineRule, Duty
from incapacity.choices.sources import Sureness
from incapacity.choices.which_sheet import has_three_sheets
from incapacity.presenters.words import full_day, listed
from incapacity.rules.deadlines import Case, Deadline, deadlines
from incapacity.rules.sending import HOME

DAY = timedelta(days=1)
SOON = 2
"""From so few days left on the tone is one of warning. A convention of the portal."""


@dataclass(frozen=True)
class Due:
    """What a page says about one deadline. `done_on`: the day on which the duty was done.

    `country`: that of the doctor; only the sheets of Luxembourg are numbered. `explained`: whether
    the person has said why it is late.
    """

    deadline: Deadline
    today: date
    done_on: date | None = None
    country: str = HOME
    explained: bool = False

    @property
    def duty(self) -> Duty:
        return self.deadline.duty

    @property
    def title(self) -> str:
        """What has to be done."""
        if not has_three_sheets(self.country):
            if self.duty == Duty.EMPLOYER:
                return _("Give your employer their sheet")
            if self.duty == Duty.CNS:
                return _("Send the certificate")
        return str(self.deadline.duty.label)

    @property
    def day(self) -> date | None:
        return self.deadline.day

    @property
    def full_day(self) -> str:
        """The last day with its weekday; empty where there is none."""
        return full_day(self.day) if self.day else ""

    @property
    def is_late(self) -> bool:
        """Whether it was done too late, or can only be."""
        return self.deadline.is_late(self.done_on or self.today)

    @property
    def left(self) -> str:
        """How far away the last day is, or how late it was; empty where there is none."""
        if self.day is None:
            return ""
        days = (self.day - (self.done_on or self.today)).days
        if self.done_on is not None and days >= 0:
            return _("in time")
        if days < 0 and self._may_be_done:
            return ngettext("{days} day ago", "{days} days ago", -days).format(days=-days)
        if days < 0:
            return ngettext("{days} day late", "{days} days late", -days).format(days=-days)
        if days == 0:
            return _("today is the last day")
        return ngettext("{days} day left", "{days} days left", days).format(days=days)

    @property
    def tone(self) -> str:
        if self.day is None:
            return "neutral"
        if self.is_late:
            return "warning" if self._may_be_done else "danger"
        if self.done_on is not None:
            return "success"
        return "warning" if self.deadline.days_left(self.today) <= SOON else "info"

    @property
    def sentence(self) -> str:
        """All of it in one sentence, for a message or a line of a list."""
        if self.day is None:
            return f"{self.title}: {self.instead}."
        if self.done_on is not None:
            return _("{duty}: done ({left}), the last day was {day}.").format(
                duty=self.title, left=self.left, day=self.full_day
            )
        if self.is_late:
            return _("{duty}: the last day was {day} ({left}). {advice}").format(
                duty=self.title, left=self.left, day=self.full_day, advice=self.late
            )
        return _("{duty} by {day}: {left}.").format(
            duty=self.title, left=self.left, day=self.full_day
        )

    @property
    def instead(self) -> str:
        """What stands where a day would stand."""
        return {
            DeadlineRule.ONLY_WHEN_ASKED: _("only when your employer asks for it"),
            DeadlineRule.NOT_REQUIRED: _("not required"),
            DeadlineRule.AS_SOON_AS_POSSIBLE: _("as soon as possible"),
            DeadlineRule.NO_DAY_KNOWN: _("no day is set"),
        }.get(self.deadline.rule, "")

    @property
    def moved(self) -> str:
        """Which days it was moved over and to which; empty when it was not."""
        if not self.deadline.moved:
            return ""
        passed = (self.day - self.deadline.counted).days
        days = [_with_holiday(self.deadline.counted + number * DAY) for number in range(passed)]
        return _("It cannot end on {days}: it moves to {day}.").format(
            days=listed(days), day=self.full_day
        )

    @property
    def late(self) -> str:
        """What to do when it is late and not done yet; empty otherwise."""
        if not self.is_late or self.done_on is not None:
            return ""
        if self.duty == Duty.CNS and self.explained:
            return _("It is late and still accepted. An agent reads why.")
        if self.duty == Duty.CNS:
            return _("It is late and still accepted. Say why when you send it: an agent reads it.")
        return _("The day has passed. If it is not done yet, do it today.")

    @property
    def _may_be_done(self) -> bool:
        """Whether somebody may well have done it: the portal sees only what the CNS gets."""
        return self.done_on is None and self.duty != Duty.CNS

    @property
    def rule(self) -> str:
        """The rule behind it, with its numbers."""
        number = self.deadline.number
        return str(self.deadline.rule.label).format(day=number, days=number)

    @property
    def basis(self) -> str:
        """The text that orders it; empty where none was found."""
        if self.deadline.basis == DeadlineBasis.NONE:
            return ""
        return str(self.deadline.basis.label)

    @property
    def sureness(self) -> str:
        """How sure that is, where it is less than an official text of today."""
        sureness = self.deadline.sureness
        return "" if sureness == Sureness.OFFICIAL else str(sureness.label)


def dues(
    case: Case, *, today: date, told_on: date | None = None, given_on: date | None = None,
    sent_on: date | None = None, country: str = HOME,
) -> list[Due]:  # fmt: skip
    """The three deadlines of a certificate, each with the day on which it was kept, if it was."""
    done = {Duty.TELL: told_on, Duty.EMPLOYER: given_on, Duty.CNS: sent_on}
    return [Due(deadline, today, done[deadline.duty], country) for deadline in deadlines(case)]


def note_on_return(case: Case) -> str:
    """What somebody who prolongs reads when the counted day of return may not be theirs."""
    if not case.is_prolongation or not public_holidays.is_weekend_or_holiday(case.begins):
        return ""
    return _(
        "We count from {day}, the first day after the earlier certificate. If you do not work on "
        "that day, your planned day of return is later, and so are these days: the ones shown "
        "here are the safe ones."
    ).format(day=_with_holiday(case.begins))


def _with_holiday(day: date) -> str:
    """The day in full, with the name of the holiday that it is."""
    name = public_holidays.name(day, get_language())
    return f"{full_day(day)} ({name})" if name else full_day(day)
