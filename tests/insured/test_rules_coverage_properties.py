"""Coverage on a day: what holds for every history of affiliation."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from insured.choices.affiliation import Cover, Fund
from insured.rules.coverage import Facts, History, Period, kept_until

START = date(2024, 1, 1)
DAY = timedelta(days=1)

# Close together, so that gaps of seven and eight days and of six months are common.
offsets = st.integers(0, 900)


def day(offset: int) -> date:
    return START + timedelta(days=offset)


@st.composite
def periods(draw):
    first = draw(offsets)
    length = draw(st.none() | st.integers(0, 400) | st.integers(175, 190))
    return Period(
        draw(st.sampled_from(Cover)),
        draw(st.sampled_from(Fund)),
        day(first),
        None if length is None else day(first + length),
        draw(st.none() | st.integers(1, 2)),
    )


histories = st.lists(periods(), max_size=6)
facts = st.builds(Facts, st.none() | st.booleans(), st.none() | st.booleans())
asked = st.lists(st.integers(-10, 1600), min_size=1, max_size=40).map(
    lambda offsets: [day(offset) for offset in offsets]
)


def answers(found, days, known):
    history = History(found, facts=known)
    return [history.on(each) for each in days]


@given(found=histories, days=asked, known=facts, random=st.randoms(use_true_random=False))
def test_coverage_never_depends_on_the_order_of_the_periods(found, days, known, random):
    shuffled = found[:]
    random.shuffle(shuffled)
    assert answers(found, days, known) == answers(shuffled, days, known)


@given(found=histories, more=periods(), days=asked, known=facts)
def test_one_more_period_never_takes_coverage_away(found, more, days, known):
    before, after = answers(found, days, known), answers([*found, more], days, known)
    assert [a.day for a, b in zip(before, after, strict=True) if a.covered and not b.covered] == []


@given(found=histories, split=periods(), days=asked, known=facts, at=st.integers(0, 400))
def test_a_period_cut_in_two_adjoining_ones_changes_nothing(found, split, days, known, at):
    middle = min(split.first + timedelta(days=at), split.days.end - DAY)
    if middle < split.first:
        return
    halves = [
        Period(split.cover, split.fund, split.first, middle, split.through),
        Period(split.cover, split.fund, middle + DAY, split.last, split.through),
    ]
    assert answers([*found, split], days, known) == answers([*found, *halves], days, known)


@given(found=histories, days=asked, known=facts)
def test_the_same_period_twice_counts_once(found, days, known):
    assert answers(found, days, known) == answers(found * 2, days, known)


@given(last=st.integers(0, 3000), later=st.integers(0, 400))
def test_whoever_ends_later_keeps_rights_for_as_long_or_longer(last, later):
    for illness in (False, True):
        assert kept_until(day(last), illness=illness) <= kept_until(
            day(last + later), illness=illness
        )


@given(first=offsets, last=st.integers(0, 900), later=st.integers(0, 200), known=facts)
def test_the_last_covered_day_grows_with_the_end_of_the_affiliation(first, last, later, known):
    def last_covered(length):
        period = Period(Cover.COMPULSORY, Fund.CNS, day(first), day(first + length))
        history = History([period], facts=known)
        return max(d for d in range(first, first + length + 400) if history.on(day(d)).covered)

    assert last_covered(last) <= last_covered(last + later)


@given(found=histories, days=asked)
def test_an_illness_never_shortens_and_cover_elsewhere_never_lengthens(found, days):
    plain = answers(found, days, Facts())
    ill = answers(found, days, Facts(illness_under_treatment=True))
    elsewhere = answers(found, days, Facts(covered_elsewhere=True))
    for usual, longer, shorter in zip(plain, ill, elsewhere, strict=True):
        assert longer.covered >= usual.covered >= shorter.covered


@given(found=histories, days=asked, known=facts)
def test_every_answer_holds_until_the_day_it_names(found, days, known):
    history = History(found, facts=known)
    for each in days:
        answer = history.on(each)
        if answer.covered and answer.until:
            assert each <= answer.until
            assert history.on(answer.until).covered
        if answer.begins:
            assert each < answer.begins
        if not answer.covered and answer.until:
            assert answer.until < each


@given(found=histories)
def test_spells_and_runs_never_touch_each_other(found):
    history = History(found)
    for stretches, gap in ((history.runs, 0), (history.spells, 7)):
        for earlier, later in pairwise(stretches):
            assert earlier.last is not None
            assert (later.first - earlier.last).days > gap + 1
