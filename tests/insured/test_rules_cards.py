"""Cards: how long they are valid, when they are renewed, what may be done with them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.kernel.months import months_later
from cns_portal.kernel.spans import Days
from insured.choices.cards import CardReason, CardRefusal, CardState
from insured.parameters.cards import CARD_TERMS
from insured.rules import cards as rules

DAY = timedelta(days=1)
days = st.dates(min_value=date(2015, 1, 1), max_value=date(2060, 12, 31))


@pytest.mark.parametrize(
    ("since", "day", "year"),
    [
        (date(2026, 1, 15), date(2026, 1, 15), 1),
        (date(2026, 1, 15), date(2027, 1, 14), 1),
        (date(2026, 1, 15), date(2027, 1, 15), 2),
        (date(2024, 2, 29), date(2025, 2, 27), 1),
        (date(2024, 2, 29), date(2025, 2, 28), 2),
        (date(2000, 6, 1), date(2026, 11, 22), 27),
        (date(2026, 2, 1), date(2026, 1, 15), 1),
    ],
)
def test_the_year_of_an_affiliation(since, day, year):
    assert rules.year_of_affiliation(since, day) == year


@pytest.mark.parametrize(
    ("since", "ordered_on", "options", "until"),
    [
        # three months in the first year, six from the second on
        (date(2026, 11, 1), date(2026, 11, 1), {}, date(2027, 1, 31)),
        (date(2026, 1, 1), date(2026, 12, 31), {}, date(2027, 3, 30)),
        (date(2025, 1, 1), date(2026, 1, 1), {}, date(2026, 6, 30)),
        # the fund's own steps give more, never less and never beyond five years
        (date(2020, 1, 1), date(2026, 1, 1), {"steps": (3, 6, 24)}, date(2027, 12, 31)),
        (date(2020, 1, 1), date(2026, 1, 1), {"steps": (1, 1)}, date(2026, 6, 30)),
        (date(2020, 1, 1), date(2026, 1, 1), {"steps": (600,)}, date(2030, 12, 31)),
        # an agent decides otherwise
        (date(2025, 12, 1), date(2026, 1, 1), {"months": 60}, date(2030, 12, 31)),
        (date(2020, 1, 1), date(2026, 1, 1), {"months": 1}, date(2026, 1, 31)),
        # a renewal counts from the end of the side that it renews
        (
            date(2020, 1, 1),
            date(2026, 5, 1),
            {"renews_until": date(2026, 6, 30)},
            date(2026, 12, 31),
        ),
        (
            date(2020, 1, 1),
            date(2026, 8, 1),
            {"renews_until": date(2026, 6, 30)},
            date(2027, 1, 31),
        ),
        (
            date(2020, 1, 1),
            date(2026, 1, 1),
            {"months": 60, "renews_until": date(2026, 2, 28)},
            date(2030, 12, 31),
        ),
        # not beyond a known end of the affiliation, and one day at least
        (date(2020, 1, 1), date(2026, 1, 1), {"insured_until": date(2026, 2, 1)}, date(2026, 2, 1)),
        (date(2020, 1, 1), date(2026, 1, 1), {"insured_until": date(2026, 1, 1)}, date(2026, 1, 1)),
    ],
)
def test_how_long_the_european_side_is_valid(since, ordered_on, options, until):
    assert rules.european_side(since=since, ordered_on=ordered_on, **options) == Days(
        ordered_on, until
    )


@given(days, st.integers(0, 20_000), st.integers(1, 60), st.integers(0, 90))
def test_it_is_never_longer_than_five_years_and_never_empty(ordered_on, age, months, left):
    side = rules.european_side(
        since=ordered_on - timedelta(days=min(age, 10_000)),
        ordered_on=ordered_on,
        months=months,
        renews_until=ordered_on + timedelta(days=left),
    )
    assert side.first == ordered_on <= side.end < months_later(ordered_on, 60)


@given(days, st.integers(1, 3000))
def test_whoever_is_affiliated_longer_has_no_shorter_card(ordered_on, age):
    since = ordered_on - timedelta(days=age)
    assert rules.months_valid(since=since, ordered_on=ordered_on) >= rules.months_valid(
        since=since + DAY, ordered_on=ordered_on
    )


@pytest.mark.parametrize(
    ("months", "refusal"),
    [(0, True), (-3, True), (1, False), (60, False), (61, True)],
)
def test_what_an_agent_may_set(months, refusal):
    answer = rules.why_not_months(months, on=date(2026, 11, 22))
    assert (answer == CardRefusal.MONTHS_OUT_OF_RANGE) is refusal


@pytest.mark.parametrize(
    ("until", "first"),
    [
        (date(2027, 1, 22), date(2026, 11, 22)),
        (date(2026, 12, 31), date(2026, 10, 31)),
        (date(2027, 4, 30), date(2027, 2, 28)),
        (date(2028, 4, 30), date(2028, 2, 29)),
    ],
)
def test_a_card_is_renewed_two_months_before(until, first):
    assert rules.renewal_from(until) == first
    for day, due in ((first - DAY, False), (first, True), (until + timedelta(days=400), True)):
        assert (
            rules.renewal_is_due(
                state="active", until=until, today=day, insured=True, one_on_its_way=False
            )
            is due
        )


@pytest.mark.parametrize(
    "otherwise",
    [
        *({"state": state} for state in CardState if state != CardState.ACTIVE),
        {"insured": False},
        {"one_on_its_way": True},
    ],
    ids=str,
)
def test_who_is_not_renewed(otherwise):
    facts = {"state": "active", "insured": True, "one_on_its_way": False, **otherwise}
    until = date(2026, 12, 1)
    assert not rules.renewal_is_due(until=until, today=until, **facts)


@given(days)
def test_whoever_searches_finds_every_card_that_is_due(today):
    """No end of a side is due that the search would leave out."""
    latest = rules.last_end_to_renew(today)
    for beyond in range(1, 10):
        assert rules.renewal_from(latest + timedelta(days=beyond)) > today


@given(days, st.integers(0, 40), st.sets(st.integers(0, 729), max_size=200))
def test_a_card_is_renewed_exactly_once_over_two_years(first, age, missed_nights):
    """Night after night, some of them missed: never two on their way, never one forgotten."""
    since, until = first - timedelta(days=365 * age), first + timedelta(days=61)
    on_its_way, orders = None, []
    for number in range(730):
        today = first + timedelta(days=number)
        if on_its_way and today >= on_its_way[0]:
            until, on_its_way = on_its_way[1], None
        if number in missed_nights:
            continue
        if rules.renewal_is_due(
            state="active",
            until=until,
            today=today,
            insured=True,
            one_on_its_way=on_its_way is not None,
        ):
            orders.append(until)
            side = rules.european_side(since=since, ordered_on=today, renews_until=until)
            assert side.end > until
            on_its_way = (rules.arrives_by(today), side.end)
    assert len(orders) == len(set(orders)), "the same card was renewed twice"
    assert on_its_way or rules.renewal_from(until) > today - timedelta(days=730)


@pytest.mark.parametrize(
    ("insured_until", "insured", "today", "due"),
    [
        (date(2026, 10, 31), False, date(2026, 11, 7), False),
        (date(2026, 10, 31), False, date(2026, 11, 8), True),
        (date(2026, 10, 31), True, date(2026, 11, 8), False),
        (None, False, date(2026, 11, 8), False),
    ],
)
def test_when_a_card_is_asked_back(insured_until, insured, today, due):
    assert (
        rules.return_is_due(
            state="active", insured_until=insured_until, insured=insured, today=today
        )
        is due
    )


@pytest.mark.parametrize("state", [state for state in CardState if state != CardState.ACTIVE])
def test_only_a_card_in_use_is_asked_back(state):
    assert not rules.return_is_due(
        state=state, insured_until=date(2020, 1, 1), insured=False, today=date(2026, 1, 1)
    )


@pytest.mark.parametrize(
    ("state", "sent_on", "arrived"),
    [
        ("sent", date(2026, 10, 11), True),
        ("sent", date(2026, 10, 12), False),
        ("ordered", None, False),
        ("active", date(2026, 1, 1), False),
    ],
)
def test_when_a_card_is_taken_as_arrived(state, sent_on, arrived):
    today = date(2026, 11, 22)
    assert rules.is_taken_as_arrived(state=state, sent_on=sent_on, today=today) is arrived


@pytest.mark.parametrize(
    ("insured", "has_matricule", "one_on_its_way", "refusal"),
    [
        (True, True, False, None),
        (True, True, True, CardRefusal.ON_ITS_WAY),
        (False, True, False, CardRefusal.NOT_AFFILIATED),
        (False, True, True, CardRefusal.NOT_AFFILIATED),
        (True, False, False, CardRefusal.NO_MATRICULE),
        (False, False, True, CardRefusal.NO_MATRICULE),
    ],
)
def test_who_may_have_a_card(insured, has_matricule, one_on_its_way, refusal):
    assert (
        rules.why_not_order(
            insured=insured, has_matricule=has_matricule, one_on_its_way=one_on_its_way
        )
        == refusal
    )


@pytest.mark.parametrize("state", CardState)
def test_what_one_holds_can_be_lost_and_what_is_asked_back_returned(state):
    in_hand = state in {CardState.ACTIVE, CardState.TO_RETURN}
    assert rules.why_not_lost(state) == (None if in_hand else CardRefusal.NOT_IN_HAND)
    expected = {
        CardState.TO_RETURN: None,
        CardState.LOST: CardRefusal.NOT_IN_HAND,
        CardState.REPLACED: CardRefusal.NOT_IN_HAND,
        CardState.RETURNED: CardRefusal.NOT_IN_HAND,
    }.get(state, CardRefusal.NOT_TO_RETURN)
    assert rules.why_not_return(state) == expected


ORDERED = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("state", "today", "address_checked", "refusal"),
    [
        ("sent", date(2026, 11, 23), True, None),
        ("ordered", date(2026, 11, 23), True, None),
        ("sent", date(2026, 11, 22), True, CardRefusal.TOO_EARLY),
        ("sent", date(2026, 11, 23), False, CardRefusal.ADDRESS_UNCHECKED),
        ("active", date(2026, 12, 23), True, CardRefusal.OTHER_STATE),
        ("lost", date(2026, 12, 23), True, CardRefusal.OTHER_STATE),
    ],
)
def test_when_it_can_be_said_that_a_card_did_not_arrive(state, today, address_checked, refusal):
    assert (
        rules.why_not_missing(
            state=state, ordered_on=ORDERED, today=today, address_checked=address_checked
        )
        == refusal
    )
    assert rules.arrives_by(ORDERED) == date(2026, 11, 22)


@pytest.mark.parametrize("now", CardState)
@pytest.mark.parametrize("then", CardState)
def test_what_is_over_stays_over_and_nothing_follows_itself(now, then):
    refusal = rules.why_not_change(now, then)
    if now in rules.OVER:
        assert refusal == CardRefusal.NOT_IN_HAND
    if now == then:
        assert refusal is not None
    if then == CardState.ORDERED:
        assert refusal is not None


def test_every_card_can_come_to_an_end():
    for state in CardState:
        seen, waiting = {state}, [state]
        while waiting:
            for following in rules.MAY_FOLLOW[waiting.pop()] - seen:
                seen.add(following)
                waiting.append(following)
        assert seen & rules.OVER


@pytest.mark.parametrize(
    ("had_one", "chosen", "reason"),
    [
        (False, "", CardReason.FIRST_AFFILIATION),
        (True, "", CardReason.NEW_AFFILIATION),
        (True, "damaged", CardReason.DAMAGED),
        (True, "data_changed", CardReason.DATA_CHANGED),
        (False, "renewal", CardReason.FIRST_AFFILIATION),
    ],
)
def test_why_a_card_is_ordered(had_one, chosen, reason):
    assert rules.reason_for(had_one=had_one, chosen=chosen) == reason


def test_the_terms_name_their_source():
    assert "CNS" in CARD_TERMS.on(date(2026, 11, 22)).source
