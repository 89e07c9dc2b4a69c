"""What a page says about coverage on a day: yes or no in one word, why, and by which text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from insured.choices.affiliation import Cover, Fund
from insured.choices.coverage import CoverageReason as Why
from insured.notices.sentences import in_words, sentence

if TYPE_CHECKING:
    from insured.rules.coverage import Coverage

TAGS = {
    Why.AFFILIATED: (gettext_lazy("Covered"), "success"),
    Why.CO_INSURED: (gettext_lazy("Covered"), "success"),
    Why.VOLUNTARY: (gettext_lazy("Covered"), "success"),
    Why.KEPT: (gettext_lazy("Covered: rights are kept"), "warning"),
    Why.KEPT_FOR_ILLNESS: (gettext_lazy("Covered for one illness only"), "warning"),
    Why.NO_AFFILIATION: (gettext_lazy("Not covered"), "danger"),
    Why.NOT_YET: (gettext_lazy("Not covered yet"), "neutral"),
    Why.WAITING: (gettext_lazy("Not covered yet: waiting period"), "warning"),
    Why.AGENT_DECIDES: (gettext_lazy("An agent decides"), "neutral"),
    Why.TOO_SHORT: (gettext_lazy("Not covered"), "danger"),
    Why.COVERED_ELSEWHERE: (gettext_lazy("Not covered here"), "neutral"),
    Why.ENDED: (gettext_lazy("Not covered"), "danger"),
    Why.ENDED_BUT_ILLNESS: (gettext_lazy("Not covered, except for an illness"), "danger"),
}


@dataclass(frozen=True)
class Answer:
    """One answer as it is read. `names` are the full names of the people through whom."""

    coverage: Coverage
    names: Mapping[int, str]

    @property
    def label(self) -> str:
        return TAGS[self.coverage.why][0]

    @property
    def tone(self) -> str:
        return TAGS[self.coverage.why][1]

    @property
    def covered(self) -> bool:
        return self.coverage.covered

    @property
    def sentence(self) -> str:
        """Why, with its days."""
        answer = self.coverage
        days = {
            "since": answer.since,
            "ended": answer.ended,
            "until": answer.until,
            "illness_until": answer.illness_until,
            "begins": answer.begins,
        }
        return sentence(answer.why, {name: day for name, day in days.items() if day})

    @property
    def how(self) -> str:
        """As what and by which fund, where an affiliation covers or covered."""
        answer = self.coverage
        if answer.cover is None or answer.fund is None:
            return ""
        fund = Fund(answer.fund).label
        if answer.cover == Cover.CO_INSURED:
            through = self.names.get(answer.through, "")
            if through:
                return _("Through {name}, {fund}.").format(name=through, fund=fund)
        return _("{cover}, {fund}.").format(cover=Cover(answer.cover).label, fund=fund)

    @property
    def basis(self) -> str:
        return self.coverage.basis.label

    @property
    def afterwards(self) -> list[str]:
        """What is known of the time after the answer."""
        return list(self._afterwards())

    def _afterwards(self):
        answer = self.coverage
        affiliated = answer.why in (Why.AFFILIATED, Why.CO_INSURED, Why.VOLUNTARY)
        if affiliated and answer.until and answer.kept_until:
            yield _(
                "It ends on {until}; the right to health care is then kept until {kept_until}."
            ).format(until=in_words(answer.until), kept_until=in_words(answer.kept_until))
        elif affiliated and answer.until:
            yield _(
                "It ends on {until}; it is too short for anything to be kept afterwards."
            ).format(until=in_words(answer.until))
        if answer.why == Why.KEPT:
            yield _("This does not hold for whoever is covered elsewhere.")
            yield _(
                "For an illness under treatment when the affiliation ended: until {until}."
            ).format(until=in_words(answer.illness_until))
        if answer.begins and answer.why not in (Why.NOT_YET, Why.WAITING):
            yield _("From {begins} on there is an insurance again.").format(
                begins=in_words(answer.begins)
            )


@dataclass(frozen=True)
class Hidden:
    """Instead of an answer that is not for these eyes."""

    name: str
    covered = None
    tone = "neutral"
    how = ""
    basis = ""
    afterwards = ()

    @property
    def label(self) -> str:
        return _("Not co-insured here")

    @property
    def sentence(self) -> str:
        return _(
            "Not co-insured through this file on that day. Whether another insurance covers "
            "{name}, only {name} can see."
        ).format(name=self.name)


def answer_for(coverage: Coverage | None, *, name: str, names: Mapping[int, str]):
    """What is said about somebody called `name`; None is an answer that may not be seen."""
    return Hidden(name) if coverage is None else Answer(coverage, names)
