"""What one act costs by the nomenclature: coefficient × key letter, and the letters behind a code.

RGD of 21 December 1998, article 4: the product is rounded to a tenth of a euro, five cents and
more upwards; a letter's factor is applied to the rounded tariff, and the result rounded again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from reimbursements.choices.care import Nomenclature
from reimbursements.rules.result import Step
from reimbursements.rules.tariffs import Act, Tariffs

TENTH = Decimal("0.1")
CENT = Decimal("0.01")

FACTORS = "ENDFBRPVAL"
"""Letters with a factor, in the order of article 4; several are applied in this order."""
WITHOUT_FACTOR = "CKZ"
"""Care homes and integrated centres, palliative care: what these change is not known."""
OF_TIME = frozenset("NDF")
"""Night, Sunday, holiday: what holds when two of them meet is not known."""
LETTERS = frozenset(FACTORS + WITHOUT_FACTOR)


@dataclass(frozen=True, slots=True)
class Found:
    """An act as a bill names it: the entry of the nomenclature and the letters behind its code."""

    act: Act
    letters: str = ""


@dataclass(frozen=True, slots=True)
class TariffAmount:
    """The tariff of one act on a day. `amount` is None when an agent has to say it."""

    act: Act
    letters: str
    amount: Decimal | None
    """Euro for one, with two places."""
    steps: tuple[Step, ...] = ()


def normalised(code: str) -> str:
    """A code as people write it ("c 1", "C1") in the one form of the nomenclature."""
    return "".join(code.split()).upper()


def is_known(tariffs: Tariffs, code: str) -> bool:
    """Whether the code, with its letters or without, is in the nomenclature on any day."""
    return any(tariffs.is_known(base) for base, _letters in _readings(normalised(code)))


def find(tariffs: Tariffs, code: str, day: date) -> Found | None:
    """The act that `code` names on `day`; None when there is none on that day.

    The whole code is tried first, then what is left before letters. Letters are known only in the
    doctors' nomenclature.
    """
    for base, letters in _readings(normalised(code)):
        act = tariffs.act(base, day)
        if act is not None and (not letters or act.nomenclature == Nomenclature.DOCTORS):
            return Found(act, letters)
    return None


def amount_of(tariffs: Tariffs, code: str, day: date) -> TariffAmount | None:
    """What the act costs on `day`, and how that came about; None when there is no such act then.

    The amount is None when the nomenclature has no value for that day, when the key letter has
    none, or when letters stand behind the code whose effect is not known.
    """
    found = find(tariffs, code, day)
    if found is None:
        return None
    steps = [_tariff(found.act, tariffs, day)]
    for letter in sorted(found.letters, key=(FACTORS + WITHOUT_FACTOR).index):
        steps.append(steps[-1] and _with_letter(steps[-1], letter, tariffs, day))
    if None in steps or len(OF_TIME.intersection(found.letters)) > 1:
        return TariffAmount(found.act, found.letters, None)
    return TariffAmount(found.act, found.letters, steps[-1].amount, tuple(steps))


def rounded(amount: Decimal) -> Decimal:
    """To a tenth of a euro, five cents and more upwards (article 4); written with two places."""
    return amount.quantize(TENTH, ROUND_HALF_UP).quantize(CENT)


def _readings(code: str) -> Iterator[tuple[str, str]]:
    """The code and its letters, the longest code first; no letter counts twice."""
    yield code, ""
    for cut in range(len(code) - 1, 0, -1):
        letters = code[cut:]
        if code[cut] not in LETTERS or len(set(letters)) < len(letters):
            return
        yield code[:cut], letters


def _tariff(act: Act, tariffs: Tariffs, day: date) -> Step | None:
    if act.fixed_amount is not None:
        return Step(
            "fixed_amount", act.fixed_amount.quantize(CENT), act.fixed_amount,
            act.since, act.legal_basis, act.source,
        )  # fmt: skip
    letter = tariffs.value(act.key_letter, day) if act.key_letter else None
    if letter is None or act.coefficient is None:
        return None
    return Step(
        "tariff", rounded(act.coefficient * letter.amount), act.coefficient,
        max(act.since, letter.since), letter.legal_basis, act.source, letter.amount,
    )  # fmt: skip


def _with_letter(step: Step, letter: str, tariffs: Tariffs, day: date) -> Step | None:
    factor = tariffs.value(f"suffix.{letter}", day)
    if factor is None:
        return None
    return Step(
        "suffix", rounded(step.amount * factor.amount), factor.amount,
        factor.since, factor.legal_basis, factor.source,
    )  # fmt: skip
