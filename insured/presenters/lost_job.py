"""What stays until when after a job, and what to do by which day: for a person and the family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from insured.choices.affiliation import Cover
from insured.choices.coverage import LegalBasis
from insured.notices.sentences import in_words, sentence
from insured.presenters.events import address
from insured.presenters.voluntary import Cost
from insured.rules import voluntary as voluntary_rules
from insured.rules.coverage import Facts, History, Period
from insured.rules.endings import ended_on, ended_through
from insured.rules.voluntary import Applicant, Loss, WhyNot
from insured.selectors.families import lives_here

if TYPE_CHECKING:
    from insured.selectors.family_coverage import Member

DAY = timedelta(days=1)


def last_day_on_file(me: Member) -> date | None:
    """The last day of the latest work that is declared to end or to have ended, else None."""
    work = [row for row in me.rows if row.cover == Cover.COMPULSORY]
    return work[-1].last_day if work else None


@dataclass(frozen=True)
class Step:
    """A stretch of time with what is covered in it. `tone` colours it."""

    when: str
    what: str
    tone: str


@dataclass(frozen=True)
class After:
    """What stays for one person after the last day of work."""

    name: str
    history: History
    last_day: date

    @cached_property
    def ending(self):
        """The end of the affiliation that the last day of work brings; None: it goes on."""
        run = next((run for run in self.history.runs if self.last_day in run), None)
        if run is None:
            earlier = [end for end in self.history.endings if end.last <= self.last_day]
            return earlier[-1] if earlier else None
        return next((end for end in self.history.endings if end.last == run.last), None)

    @property
    def goes_on(self) -> bool:
        """Whether another insurance covers the person on the day after."""
        return any(self.last_day + DAY in run for run in self.history.runs)

    @property
    def steps(self) -> list[Step]:
        """From the last day of work on, in order."""
        if self.goes_on:
            what = _("Another insurance on file goes on: nothing changes for health care.")
            return [Step(_("after {day}").format(day=in_words(self.last_day)), what, "success")]
        if self.ending is None:
            return []
        return list(self._steps(self.ending))

    def _steps(self, ending):
        facts, last = self.history.facts, ending.last
        yield Step(_until(last), _("Insured as before."), "success")
        if facts.covered_elsewhere:
            what = _("Nothing is kept here, because another insurance covers you.")
            yield Step(_from(last + DAY), what, "neutral")
            return
        if ending.kept_until is None:
            what = _(
                "Not covered: the insurance had lasted less than six months without an "
                "interruption of eight days or longer."
            )
            yield Step(_from(last + DAY), what, "danger")
            return
        what = _("Health care is still covered: the current month and the three that follow.")
        yield Step(_span(last + DAY, ending.kept_until), what, "success")
        if facts.illness_under_treatment is not False:
            what = (
                _("Only the illness under treatment is still covered.")
                if facts.illness_under_treatment
                else _("Only an illness that was under treatment is still covered.")
            )
            yield Step(_span(ending.kept_until + DAY, ending.illness_until), what, "warning")
            yield Step(_from(ending.illness_until + DAY), _("Not covered."), "danger")
            return
        yield Step(_from(ending.kept_until + DAY), _("Not covered."), "danger")


@dataclass(frozen=True)
class LostJob:
    """The answer of the page."""

    family: Sequence[Member]
    stated: date
    facts: Facts
    today: date

    @cached_property
    def me(self) -> After:
        me = self.family[0]
        return After(
            name=me.person.full_name,
            history=History(self._periods, facts=self.facts),
            last_day=self.last_day,
        )

    @cached_property
    def _periods(self) -> list[Period]:
        return ended_on(self.stated, self.family[0].history.periods)

    @cached_property
    def last_day(self) -> date:
        """The stated day; an earlier one that is declared comes first."""
        declared = last_day_on_file(self.family[0])
        return min(self.stated, declared) if declared else self.stated

    @property
    def differs(self) -> bool:
        """Whether another last day was declared than the one that was typed."""
        declared = last_day_on_file(self.family[0])
        return declared is not None and declared != self.stated

    @cached_property
    def others(self) -> list[After]:
        """Everybody insured through the person on that day."""
        end = None if self.me.goes_on else self.last_day
        found = []
        for member in self.family[1:]:
            through_me = self.family[0].person.pk
            periods = member.history.periods
            if any(p.through == through_me and self.last_day in p.days for p in periods):
                history = History(ended_through(through_me, end, periods))
                found.append(After(member.person.full_name, history, self.last_day))
        return found

    @property
    def basis(self) -> str:
        return LegalBasis.KEPT.label

    @cached_property
    def loss(self) -> Loss | None:
        """The end after which the insurance can be continued."""
        return voluntary_rules.loss_to_continue(self._periods, on=self.asked_on)

    @property
    def asked_on(self) -> date:
        """The day on which it could be asked for: today, or right after the end."""
        return max(self.today, self.last_day + DAY)

    @cached_property
    def _reasons(self) -> list[WhyNot]:
        person = self.family[0].person
        applicant = Applicant(
            birth_date=person.birth_date,
            lives_in_luxembourg=lives_here(person),
            periods=tuple(self._periods),
            covered_otherwise=self.facts.covered_elsewhere,
        )
        return voluntary_rules.why_not_continued(applicant, on=self.asked_on)

    @property
    def can_continue(self) -> bool:
        """Whether nothing known stands in the way of continued insurance."""
        return not self._reasons

    @property
    def why_not_continue(self) -> list[str]:
        return [sentence(why.reason, why.details) for why in self._reasons]

    @property
    def deadline(self) -> date | None:
        return self.loss.deadline if self.loss else None

    @property
    def cost(self) -> Cost | None:
        return Cost.on(self.asked_on)

    @property
    def voluntary_url(self) -> str:
        return address("insured:voluntary")


def _until(day: date) -> str:
    return _("until {day}").format(day=in_words(day))


def _from(day: date) -> str:
    return _("from {day} on").format(day=in_words(day))


def _span(first: date, last: date) -> str:
    return _("{first} to {last}").format(first=in_words(first), last=in_words(last))
