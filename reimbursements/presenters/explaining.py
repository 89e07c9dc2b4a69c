"""Why a line is paid as it is, in plain sentences: the one place where reasons become words.

The estimate, the calculator, the agents' page and the statement all say it with this, from what
the engine answers or from what was kept of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from insured.choices.countries import Country
from insured.choices.coverage import LegalBasis
from insured.notices.sentences import euro
from reimbursements.choices.explanations import BASES, MORE, MORE_OF_ANY, STEPS, WAYS_OUT
from reimbursements.choices.reasons import Reason, Verdict
from reimbursements.rules.keeping import reasons_of, steps_of
from reimbursements.rules.result import Because, LineResult, Step
from reimbursements.rules.tariff_files import UNDATED

TONES = {
    Verdict.ACCEPTED: "success",
    Verdict.PARTLY: "info",
    Verdict.REFUSED: "danger",
    Verdict.OPEN: "warning",
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_AMOUNT = re.compile(r"\d+\.\d\d")


@dataclass(frozen=True)
class Said:
    """One reason: the sentence, what else is to be said, what can be done, what it rests on."""

    code: Reason
    sentence: str
    more: str
    what_to_do: str
    legal_basis: str

    @property
    def text(self) -> str:
        """The sentence with what belongs to it, in one piece."""
        return " ".join(part for part in (self.sentence, self.more) if part)


@dataclass(frozen=True)
class SaidStep:
    """One step of the calculation, each part already in words."""

    label: str
    value: str
    amount: str
    since: str
    legal_basis: str
    source: str

    @property
    def sentence(self) -> str:
        """All of it as one sentence, for paper and for whoever hears it."""
        words = {"label": self.label, "value": self.value, "amount": self.amount}
        if self.value and self.value != self.amount:
            text = _("{label}: {value}, which comes to {amount}.").format(**words)
        else:
            text = _("{label}: {amount}.").format(**words)
        if not self.since:
            return text
        return f"{text} " + _("This value holds since {day}.").format(day=self.since)


@dataclass(frozen=True)
class ExplainedLine:
    """A line in words: what comes out, why, how it was calculated."""

    verdict: Verdict
    summary: str
    reasons: tuple[Said, ...]
    steps: tuple[SaidStep, ...]

    @property
    def label(self) -> str:
        return str(self.verdict.label)

    @property
    def tone(self) -> str:
        """For `status_tag`."""
        return TONES[self.verdict]


def explained(line: LineResult) -> ExplainedLine:
    """The answer of the engine in words, in the language of the moment."""
    return ExplainedLine(
        verdict=line.verdict,
        summary=summary(line),
        reasons=reasons(line.reasons),
        steps=steps(line.steps),
    )


def explained_decision(line: Any) -> ExplainedLine:
    """A line as it was decided (`LineDecision`: the amounts, and the kept reasons and steps)."""
    return ExplainedLine(
        verdict=Verdict(line.verdict),
        summary=summary(line),
        reasons=reasons(reasons_of(line.reasons)),
        steps=steps(steps_of(line.steps)),
    )


def reasons(found: Iterable[Because]) -> tuple[Said, ...]:
    """Each reason in words, in the order of the engine."""
    return tuple(reason(one) for one in found)


def reason(because: Because) -> Said:
    """One reason in words; `about` may name a nearer legal basis."""
    code, about = Reason(because.code), because.about
    basis = _nearer_basis(about.get("legal_basis")) or BASES[code]
    return Said(
        code=code,
        sentence=str(code.label),
        more=" ".join(_more(code, about)),
        what_to_do=str(WAYS_OUT.get(code, "")),
        legal_basis=str(basis),
    )


def steps(found: Iterable[Step]) -> tuple[SaidStep, ...]:
    """Each step in words, in the order of the calculation."""
    return tuple(step(one) for one in found)


def step(one: Step) -> SaidStep:
    """One step in words."""
    return SaidStep(
        label=str(STEPS.get(one.what, one.what)),
        value=_value_of(one),
        amount=euro(one.amount),
        since=_since(one),
        legal_basis=str(one.legal_basis),
        source=str(one.source),
    )


def _since(one: Step) -> str:
    """Nothing where the source of the value names no first day."""
    if one.since in (None, UNDATED):
        return ""
    return date_format(one.since, "DATE_FORMAT")


def summary(line: Any) -> str:
    """What comes out of a line in one or two sentences, from its amounts alone.

    `line` has the amounts of `LineResult` or of a `LineDecision`.
    """
    words = {
        name: euro(getattr(line, name))
        for name in ("invoiced", "tariff", "reimbursed", "participation")
    }
    if getattr(line, "open", 0):
        return _("Of {invoiced}, an agent decides about {open}.").format(
            **words, open=euro(line.open)
        )
    not_covered = line.over_tariff + line.refused
    if not line.invoiced:
        return _("Nothing was invoiced.")
    if not line.tariff:
        return _("Of {invoiced}, nothing is reimbursed.").format(**words)
    parts = [_("The tariff is {tariff}. The insurance pays {reimbursed} of it.").format(**words)]
    if line.participation:
        parts.append(_("Your own share is {participation}.").format(**words))
    if not_covered:
        parts.append(_("{amount} is not covered.").format(amount=euro(not_covered)))
    return " ".join(parts)


def share(rate: Decimal) -> str:
    """A rate in percent, as the reader writes it: 0.88 is 88 %."""
    percent = (rate * 100).normalize()
    places = max(0, -percent.as_tuple().exponent)
    return f"{number_format(percent, places, use_l10n=True)}\N{NO-BREAK SPACE}%"


def _nearer_basis(value: Any) -> str:
    """The hall's rules name theirs by a code."""
    return str(LegalBasis(value).label) if value in LegalBasis.values else str(value or "")


def _more(code: Reason, about: Mapping[str, Any]) -> Iterable[str]:
    for name, value in about.items():
        sentence = MORE.get((code, name)) or MORE_OF_ANY.get(name)
        if sentence is not None and value not in (None, ""):
            yield str(sentence).format(value=_in_words(name, value))


def _in_words(name: str, value: Any) -> str:
    """Days and amounts come as text; a number is a count, a rate is a share."""
    if name == "rate":
        return share(Decimal(str(value)))
    if name == "country":
        return str(Country(value).label) if value in Country.values else str(value)
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, Decimal):
        return euro(value)
    if isinstance(value, str) and _DAY.fullmatch(value):
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    if isinstance(value, str) and _AMOUNT.fullmatch(value):
        return euro(Decimal(value))
    return str(value)


SHARES = frozenset({"rate", "full_cover", "reduced", "agent"})
COUNTS = frozenset({"quantity"})
FACTORS = frozenset({"suffix", "tariff", "exchange"})
"""What the value of a step is: a share, a number of acts, a factor; otherwise euros."""


def _value_of(one: Step) -> str:
    if one.value is None:
        return ""
    if one.what in SHARES and one.value <= 1:
        return share(one.value)
    if one.what in COUNTS:
        return f"{one.value:f}"
    if one.times is not None:
        factors = (_as_written(one.value), _as_written(one.times))
        return "\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}".join(factors)
    if one.what in FACTORS:
        return f"×\N{NO-BREAK SPACE}{_as_written(one.value)}"
    return euro(one.value)


def _as_written(factor: Decimal) -> str:
    return number_format(factor, use_l10n=True)
