"""Several acts at once: one consultation a day, and the technical acts of one session.

What a day or a session comes to depends on all its acts, whichever bill brought them first: the
dearest counts in full. So what was decided before is ranked with the new lines, and what was paid
too much for it, now that a dearer act is known, is taken off the new ones. In the end the same is
paid whatever was looked at first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reimbursements.choices.care import Flag
from reimbursements.choices.reasons import Reason
from reimbursements.parameters import names
from reimbursements.rules.adjudication.money import ZERO, to_cents
from reimbursements.rules.adjudication.shares import rate_of_line
from reimbursements.rules.adjudication.working import Work
from reimbursements.rules.facts import Past
from reimbursements.rules.tariff_amounts import amount_of, rounded
from reimbursements.rules.tariffs import Act, Tariffs

REDUCED_LETTER = "R"
FULL, NOTHING = Decimal(1), Decimal(0)


@dataclass(frozen=True)
class Unit:
    """One act once: the new line or the old one that it belongs to, and its place.

    `tariff` is what the nomenclature says, `refund` what it would bring on its own: by this the
    dearest is found.
    """

    tariff: Decimal
    refund: Decimal
    is_reduced: bool
    new: Work | None = None
    old: Past | None = None


@dataclass
class PaidTooMuch:
    """What was paid for acts that now count for less; taken off the new lines of the group."""

    reimbursed: Decimal
    participation: Decimal
    why: Reason


@dataclass(frozen=True)
class Group:
    """Acts that are ranked together; `shares` of the first, second … further ones."""

    works: list[Work]
    past: list[Past]
    shares: tuple[Decimal, ...]
    reduced: Reason
    dropped: Reason


def rank(works: Sequence[Work], past: Sequence[Past]) -> list[tuple[list[Work], PaidTooMuch]]:
    """Sets what is allowed for each line of one day; says what has to be taken off which lines."""
    return [(group.works, _ranked(group)) for group in _groups(works, past)]


def _groups(works: Sequence[Work], past: Sequence[Past]) -> Iterator[Group]:
    """One consultation or visit a day (article 5); the technical acts of a session (article 9)."""
    a_day = _rankable(works, Flag.ONE_A_DAY)
    if a_day and (limit := a_day[0].value(names.A_DAY)):
        shares = (FULL,) * int(limit.amount) + (NOTHING,)
        old = [one for one in past if _flagged(one, Flag.ONE_A_DAY, a_day[0])]
        yield Group(a_day, old, shares, Reason.ONE_A_DAY, Reason.ONE_A_DAY)
    technical = _rankable(works, Flag.TECHNICAL)
    values = [technical[0].value(name) for name in names.SESSION_SHARES] if technical else [None]
    if None in values:
        return
    shares = tuple(value.amount for value in values)
    for code in sorted({work.provider_code for work in technical}):
        mine = [work for work in technical if work.provider_code == code]
        old = [one for one in past if one.provider == code]
        old = [one for one in old if _flagged(one, Flag.TECHNICAL, technical[0])]
        yield Group(mine, old, shares, Reason.REDUCED, Reason.NOT_CUMULATED)


def _rankable(works: Sequence[Work], flag: Flag) -> list[Work]:
    """What an agent has set counts as it was set, and takes no other act's place."""
    return [
        work
        for work in works
        if work.ended is None
        and work.act is not None
        and _takes_part(work.act, flag)
        and work.unit_tariff is not None
        and work.line.approved_quantity is None
    ]


def _flagged(one: Past, flag: Flag, work: Work) -> bool:
    if one.served_on != work.day or not one.tariff or not one.quantity:
        return False
    found = amount_of(work.context.tariffs, one.code, one.served_on)
    return found is not None and _takes_part(found.act, flag)


def _takes_part(act: Act, flag: Flag) -> bool:
    """An act that is paid in full beside others (article 3, CAT) takes no part in a session."""
    return flag in act.flags and not (flag == Flag.TECHNICAL and Flag.CAT in act.flags)


def _ranked(group: Group) -> PaidTooMuch:
    """Gives each act its share by its place; returns what was paid too much before."""
    before = {id(work): work.counted for work in group.works}
    worth_of_old: dict[int, Decimal] = {}
    ranked = sorted(_units(group), key=_dearest_first)
    for work in group.works:
        work.allowed, work.counted = ZERO, 0
    for position, unit in enumerate(ranked):
        share = group.shares[min(position, len(group.shares) - 1)]
        worth = _worth(unit, share)
        if unit.new is None:
            worth_of_old[id(unit.old)] = worth_of_old.get(id(unit.old), ZERO) + worth
        else:
            _give(unit.new, worth, share, group)
    for work in group.works:
        if not work.counted:
            work.refuse(group.dropped)
        elif work.counted < before[id(work)]:
            work.because(group.dropped)
    return _paid_too_much(group, worth_of_old)


def _units(group: Group) -> Iterator[Unit]:
    for work in group.works:
        rate = rate_of_line(work, group.past)
        each = min(work.unit_tariff, (work.amount or ZERO) / work.line.quantity)
        is_reduced = REDUCED_LETTER in work.letters
        one = Unit(work.unit_tariff, each * (rate or FULL), is_reduced, new=work)
        yield from [one] * work.counted
    for old in group.past:
        yield from _units_of(old, group.works[0].context.tariffs)


def _units_of(old: Past, tariffs: Tariffs) -> Iterator[Unit]:
    """What was decided, with its tariff of that day."""
    found = amount_of(tariffs, old.code, old.served_on)
    is_known = found is not None and found.amount is not None
    tariff = found.amount if is_known else old.tariff / old.quantity
    each = min(tariff, _invoiced(old) / old.quantity)
    one = Unit(tariff, each * _rate(old), is_known and REDUCED_LETTER in found.letters, old=old)
    yield from [one] * old.quantity


def _invoiced(old: Past) -> Decimal:
    """What was invoiced for the units that counted."""
    if old.amount is None:
        return old.tariff
    return to_cents(old.amount * old.quantity / (old.invoiced_quantity or old.quantity))


def _rate(old: Past) -> Decimal:
    return old.rate if old.rate is not None else old.reimbursed / old.tariff


def _dearest_first(unit: Unit) -> tuple:
    """Of two that cost the same, what was decided before keeps its place."""
    key = (unit.new.code, unit.new.line.key) if unit.new else ("", 0)
    return (-unit.refund, -unit.tariff, unit.old is None, key)


def _worth(unit: Unit, share: Decimal) -> Decimal:
    """Its tariff at this place; an act that was already invoiced as reduced is not halved twice."""
    if share == FULL or not share:
        return unit.tariff * share
    return unit.tariff if unit.is_reduced else min(unit.tariff, rounded(unit.tariff * share))


def _give(work: Work, worth: Decimal, share: Decimal, group: Group) -> None:
    work.allowed += worth
    if not worth:
        return
    work.counted += 1
    if worth < work.unit_tariff:
        work.because(group.reduced, rate=str(share))
        work.step("reduced", worth, value=share)


def _paid_too_much(group: Group, worth: dict[int, Decimal]) -> PaidTooMuch:
    reimbursed = participation = ZERO
    for old in group.past:
        counts = min(worth[id(old)], _invoiced(old))
        due = to_cents(counts * _rate(old))
        reimbursed += old.reimbursed - due
        participation += old.participation - (counts - due)
    return PaidTooMuch(max(reimbursed, ZERO), max(participation, ZERO), group.dropped)
