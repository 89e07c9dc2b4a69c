"""The nomenclature as it was on a day, in the words of the reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from insured.notices.sentences import euro
from reimbursements.choices import parameters as words
from reimbursements.choices.care import Care, Nomenclature
from reimbursements.rules.tariff_amounts import amount_of
from reimbursements.rules.tariffs import Act, Tariffs

SINCE_EVER = date(1999, 1, 1)
"""Entries that only say that an act exists begin here; the day itself means nothing."""


@dataclass(frozen=True)
class ActRow:
    """An act on a day. Without an amount an agent decides."""

    code: str
    label: str
    care: str
    coefficient: str
    amount: str
    since: str
    flags: tuple[str, ...]
    legal_basis: str
    source: str
    sure: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Book:
    """One nomenclature with its acts."""

    anchor: str
    heading: str
    rows: tuple[ActRow, ...]


def books(tariffs: Tariffs, day: date, *, searched: str = "") -> tuple[Book, ...]:
    """The nomenclatures that have acts on `day`; with `searched` only acts that contain it."""
    found: dict[Nomenclature, list[ActRow]] = {}
    for code in sorted(tariffs.acts, key=_in_order):
        act = tariffs.act(code, day)
        if act is not None and _contains(act, searched):
            found.setdefault(act.nomenclature, []).append(act_row(tariffs, act, day))
    return tuple(
        Book(kind.value, str(kind.label), tuple(found[kind]))
        for kind in Nomenclature
        if kind in found
    )


def act_row(tariffs: Tariffs, act: Act, day: date) -> ActRow:
    """An act with its tariff on `day`, and what it was worth before and will be after."""
    found = amount_of(tariffs, act.code, day)
    amount = found.amount if found else None
    entries = tariffs.acts[act.code]
    since = found.steps[0].since if found and found.steps else act.since
    return ActRow(
        code=act.code,
        label=label_of(act),
        care=str(act.care.label),
        coefficient="" if act.coefficient is None else number_format(act.coefficient),
        amount="" if amount is None or act.care == Care.CONVENIENCE else euro(amount),
        since="" if since <= SINCE_EVER else date_format(since, "DATE_FORMAT"),
        flags=tuple(str(flag.label) for flag in sorted(act.flags)),
        legal_basis=act.legal_basis,
        source=act.source,
        sure=str(words.MARKS.get(act.mark, act.mark)),
        before=_dated(
            reversed([other for other in entries if SINCE_EVER < other.since < act.since])
        ),
        after=_dated(other for other in entries if other.since > day),
    )


def label_of(act: Act) -> str:
    """The label in the reader's language, where it has been translated."""
    return gettext(act.label) if act.label else ""


def content_of(act: Act) -> str:
    """What an entry is worth, in words."""
    if act.ended:
        return _("ended")
    if act.coefficient is not None:
        return _("coefficient {number}").format(number=number_format(act.coefficient))
    return _("an agent decides") if act.fixed_amount is None else euro(act.fixed_amount)


def _in_order(code: str) -> tuple:
    """C2 before C10."""
    letters = code.rstrip("0123456789")
    number = code[len(letters) :]
    return (letters, int(number or 0), code)


def _contains(act: Act, searched: str) -> bool:
    words_of = f"{act.code} {act.label} {label_of(act)} {act.care.label}".casefold()
    return all(word in words_of for word in searched.casefold().split())


def _dated(acts: Iterable[Act]) -> tuple[str, ...]:
    return tuple(
        _("{value} from {day} on").format(
            value=content_of(act), day=date_format(act.since, "DATE_FORMAT")
        )
        for act in acts
    )
