"""What may be done with a social security card, and how long its European side is valid."""

from collections.abc import Sequence
from datetime import date, timedelta

from cns_portal.kernel.months import months_later
from cns_portal.kernel.spans import Days
from insured.choices.cards import CardReason, CardRefusal, CardState
from insured.parameters.cards import CARD_TERMS

IN_USE = frozenset({CardState.ACTIVE, CardState.TO_RETURN})
"""The person holds this card; one at a time."""

ON_ITS_WAY = frozenset({CardState.ORDERED, CardState.SENT})
"""This card is being made or in the post; one at a time."""

OVER = frozenset({CardState.LOST, CardState.REPLACED, CardState.RETURNED})

MAY_FOLLOW = {
    CardState.ORDERED: frozenset({CardState.SENT, CardState.LOST}),
    CardState.SENT: frozenset({CardState.ACTIVE, CardState.LOST, CardState.TO_RETURN}),
    CardState.ACTIVE: frozenset({CardState.LOST, CardState.REPLACED, CardState.TO_RETURN}),
    CardState.TO_RETURN: frozenset(
        {CardState.ACTIVE, CardState.LOST, CardState.REPLACED, CardState.RETURNED}
    ),
    **dict.fromkeys(OVER, frozenset()),
}
"""Which state may come after which."""

PAUSE = timedelta(days=8)
"""A gap of less than eight days does not interrupt an affiliation (CMFEP, “Loss of affiliation”):
a card is asked back from the eighth day without affiliation on."""

TAKEN_AS_ARRIVED = timedelta(days=42)
"""House convention: nobody said for so long after a card was sent that it did not arrive."""

BY_CHOICE = frozenset({CardReason.DAMAGED, CardReason.DATA_CHANGED})
"""Why a person who has a card may order another one."""


def year_of_affiliation(since: date, day: date) -> int:
    """1 in the first year of an affiliation that began on `since`, 2 in the second …"""
    year = day.year - since.year + 1
    if months_later(since, 12 * (year - 1)) > day:
        year -= 1
    return max(year, 1)


def months_valid(*, since: date, ordered_on: date, steps: Sequence[int] = ()) -> int:
    """How many months a card ordered on `ordered_on` is valid abroad, unless an agent says more.

    `steps` (the fund's own, by year of affiliation) never go below what is published, nor beyond
    the longest.
    """
    terms = CARD_TERMS.on(ordered_on)
    year = year_of_affiliation(since, ordered_on)
    published = _step(terms.months_by_year, year)
    return min(max(_step(steps, year) if steps else 0, published), terms.longest_months)


def european_side(
    *,
    since: date,
    ordered_on: date,
    months: int | None = None,
    steps: Sequence[int] = (),
    renews_until: date | None = None,
    insured_until: date | None = None,
) -> Days:
    """From when until when the European side of a card ordered on `ordered_on` is valid.

    It is good from the order on. The months count from there, or from the end of the side that it
    renews (`renews_until`), so that nobody loses the two months between. Never beyond five years,
    nor beyond a known end of the affiliation. `months` is what an agent decided instead.
    """
    terms = CARD_TERMS.on(ordered_on)
    if months is None:
        months = months_valid(since=since, ordered_on=ordered_on, steps=steps)
    from_day = ordered_on
    if renews_until is not None and renews_until >= ordered_on:
        from_day = renews_until + timedelta(days=1)
    until = min(
        months_later(from_day, months), months_later(ordered_on, terms.longest_months)
    ) - timedelta(days=1)
    if insured_until is not None:
        until = min(until, insured_until)
    return Days(ordered_on, max(until, ordered_on))


def why_not_months(months: int, *, on: date) -> CardRefusal | None:
    """Why an agent cannot make a European side valid for so many months."""
    if not 1 <= months <= CARD_TERMS.on(on).longest_months:
        return CardRefusal.MONTHS_OUT_OF_RANGE
    return None


def renewal_from(until: date) -> date:
    """The first day on which a card whose European side ends on `until` is renewed."""
    months = CARD_TERMS.on(until).renewed_months_before
    return months_later(until, -months)


def renewal_is_due(
    *, state: str, until: date, today: date, insured: bool, one_on_its_way: bool
) -> bool:
    """Whether the nightly run orders the next card.

    Also long after the expiry: a night that was missed does not leave anybody without a card.
    """
    return (
        state == CardState.ACTIVE
        and insured
        and not one_on_its_way
        and renewal_from(until) <= today
    )


def last_end_to_renew(today: date) -> date:
    """The latest end of a European side that is renewed on `today`: for whoever searches."""
    months = CARD_TERMS.on(today).renewed_months_before
    # Short months make several days come to the same one: a few too many, the rule above decides.
    return months_later(today, months) + timedelta(days=3)


def arrives_by(ordered_on: date) -> date:
    """The last of the days within which a card arrives."""
    return ordered_on + CARD_TERMS.on(ordered_on).delivery


def return_is_due(*, state: str, insured_until: date | None, insured: bool, today: date) -> bool:
    """Whether the card is asked back: the affiliation is over, and was not resumed at once.

    Somebody about whom nothing was ever declared (`insured_until` is None) is left alone.
    """
    return (
        state == CardState.ACTIVE
        and not insured
        and insured_until is not None
        and insured_until + PAUSE <= today
    )


def is_taken_as_arrived(*, state: str, sent_on: date | None, today: date) -> bool:
    """Whether a card counts as in use although nobody said that it arrived."""
    return state == CardState.SENT and sent_on is not None and sent_on + TAKEN_AS_ARRIVED <= today


def why_not_change(now: str, then: str) -> CardRefusal | None:
    """Why a card in state `now` cannot come into state `then`."""
    if then in MAY_FOLLOW[CardState(now)]:
        return None
    return CardRefusal.NOT_IN_HAND if now in OVER else CardRefusal.OTHER_STATE


def why_not_order(
    *, insured: bool, has_matricule: bool, one_on_its_way: bool
) -> CardRefusal | None:
    """Why no card can be ordered for somebody."""
    if not has_matricule:
        return CardRefusal.NO_MATRICULE
    if not insured:
        return CardRefusal.NOT_AFFILIATED
    if one_on_its_way:
        return CardRefusal.ON_ITS_WAY
    return None


def why_not_lost(state: str) -> CardRefusal | None:
    """Why a card cannot be reported lost: only what one holds can be lost."""
    return None if state in IN_USE else CardRefusal.NOT_IN_HAND


def why_not_missing(
    *, state: str, ordered_on: date, today: date, address_checked: bool
) -> CardRefusal | None:
    """Why it cannot be reported that a card did not arrive.

    After three weeks, and once the person has looked whether the register has the right address:
    ordering another card to the wrong address helps nobody.
    """
    if state not in ON_ITS_WAY:
        return CardRefusal.OTHER_STATE
    if today <= arrives_by(ordered_on):
        return CardRefusal.TOO_EARLY
    if not address_checked:
        return CardRefusal.ADDRESS_UNCHECKED
    return None


def why_not_return(state: str) -> CardRefusal | None:
    """Why a person cannot say that a card was sent back."""
    if state == CardState.TO_RETURN:
        return None
    return CardRefusal.NOT_IN_HAND if state in OVER else CardRefusal.NOT_TO_RETURN


def reason_for(*, had_one: bool, chosen: str = "") -> str:
    """Why a card is ordered: what the person chose, or what the affiliation makes of it."""
    if chosen in BY_CHOICE:
        return CardReason(chosen)
    return CardReason.NEW_AFFILIATION if had_one else CardReason.FIRST_AFFILIATION


def _step(steps: Sequence[int], year: int) -> int:
    return steps[min(year, len(steps)) - 1]
