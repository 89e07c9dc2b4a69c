"""Who may be co-insured through whom: the table of article 7, and what holds for all facts."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insured.choices import Relation
from insured.choices.co_insurance import LEGAL_BASES, REMEDIES, Obstacle, Question
from insured.rules import family
from insured.rules.ages import birthday
from insured.rules.family import Candidate, Parent, Principal, may_be_co_insured

TODAY = date(2026, 11, 22)
INSURED = Principal(is_insured=True, has_spouse=False)

NOT_INSURED_ELSEWHERE = {"insured_here": False, "insured_abroad": False, "lives_here": True}
SPOUSE = Candidate(relation=Relation.SPOUSE, union_lasts=True, **NOT_INSURED_ELSEWHERE)
AUNT = Candidate(
    relation=Relation.HOUSEHOLD_RELATIVE,
    close_relative=True,
    keeps_household=True,
    **NOT_INSURED_ELSEWHERE,
)
CHILD = Candidate(
    relation=Relation.OWN_CHILD,
    born=date(2012, 1, 31),
    tax_relief=True,
    **NOT_INSURED_ELSEWHERE,
)
STUDENT = replace(CHILD, born=date(2002, 3, 3), tax_relief=False, low_resources=True)
OF_THIRTY = replace(CHILD, born=date(1996, 11, 22), tax_relief=False, studies=True)


def ask(candidate, principal=INSURED, today=TODAY):
    return may_be_co_insured(principal=principal, candidate=candidate, today=today)


@pytest.mark.parametrize(
    "candidate",
    [
        SPOUSE,
        replace(SPOUSE, relation=Relation.PARTNER),
        AUNT,
        CHILD,
        replace(CHILD, relation=Relation.ADOPTED_CHILD),
        replace(CHILD, relation=Relation.FOSTER_CHILD, taken_in=True),
        replace(CHILD, born=date(2002, 3, 3)),  # grown up, tax relief goes on
        STUDENT,
        replace(STUDENT, relation=Relation.FOSTER_CHILD, taken_in=True),
        replace(STUDENT, born=TODAY.replace(year=1996) + timedelta(days=1)),  # 29 until tomorrow
        OF_THIRTY,
        replace(OF_THIRTY, studies=False, low_resources=True),
        replace(CHILD, lives_here=False, studies_away=True),
        replace(SPOUSE, lives_here=False, studies_away=True),
    ],
)
def test_who_can_be_co_insured(candidate):
    answer = ask(candidate)
    assert (answer.obstacles, answer.questions) == ((), ())
    assert answer.may_be_sent


@pytest.mark.parametrize(
    ("candidate", "changed", "obstacle"),
    [
        (SPOUSE, {"union_lasts": False}, Obstacle.UNION_IS_OVER),
        (SPOUSE, {"insured_here": True}, Obstacle.INSURED_HERE),
        (SPOUSE, {"insured_abroad": True}, Obstacle.INSURED_ABROAD),
        (SPOUSE, {"lives_here": False, "studies_away": False}, Obstacle.LIVES_ABROAD),
        (SPOUSE, {"is_with_you": True}, Obstacle.ALREADY_WITH_YOU),
        (SPOUSE, {"is_with_another": True}, Obstacle.ALREADY_WITH_ANOTHER),
        (SPOUSE, {"has_open_request": True}, Obstacle.REQUEST_WAITING),
        (SPOUSE, {"is_the_principal": True}, Obstacle.YOURSELF),
        (AUNT, {"close_relative": False}, Obstacle.NOT_A_CLOSE_RELATIVE),
        (AUNT, {"keeps_household": False}, Obstacle.KEEPS_NO_HOUSEHOLD),
        (
            CHILD,
            {"relation": Relation.FOSTER_CHILD, "taken_in": False},
            Obstacle.NOT_TAKEN_IN,
        ),
        (STUDENT, {"low_resources": False}, Obstacle.TOO_MUCH_INCOME),
        (CHILD, {"tax_relief": False, "low_resources": False}, Obstacle.TOO_MUCH_INCOME),
        (OF_THIRTY, {"studies": False, "low_resources": False}, Obstacle.THIRTY_OR_OLDER),
        (
            OF_THIRTY,
            {"tax_relief": True, "studies": False, "low_resources": False},
            Obstacle.THIRTY_OR_OLDER,
        ),
    ],
)
def test_why_not(candidate, changed, obstacle):
    assert ask(replace(candidate, **changed)).obstacles == (obstacle,)


@pytest.mark.parametrize(
    ("candidate", "principal", "obstacle"),
    [
        (CHILD, Principal(is_insured=False), Obstacle.NOT_INSURED),
        (CHILD, Principal(is_insured=True, lives_here=False), Obstacle.YOU_LIVE_ABROAD),
        (
            SPOUSE,
            Principal(is_insured=True, co_insures_another_spouse=True),
            Obstacle.ANOTHER_SPOUSE,
        ),
        (AUNT, Principal(is_insured=True, has_spouse=True), Obstacle.YOU_HAVE_A_SPOUSE),
        (
            AUNT,
            Principal(is_insured=True, has_spouse=False, co_insures_another_spouse=True),
            Obstacle.YOU_HAVE_A_SPOUSE,
        ),
    ],
)
def test_why_not_through_this_person(candidate, principal, obstacle):
    assert ask(candidate, principal).obstacles == (obstacle,)


def test_all_reasons_are_told_at_once():
    answer = ask(
        replace(
            SPOUSE, union_lasts=False, insured_abroad=True, lives_here=False, studies_away=False
        ),
        Principal(is_insured=False),
    )
    assert set(answer.obstacles) == {
        Obstacle.NOT_INSURED,
        Obstacle.INSURED_ABROAD,
        Obstacle.LIVES_ABROAD,
        Obstacle.UNION_IS_OVER,
    }


@pytest.mark.parametrize(
    ("candidate", "questions"),
    [
        (
            Candidate(relation=Relation.SPOUSE),
            {
                Question.INSURED_HERE,
                Question.INSURED_ABROAD,
                Question.LIVES_HERE,
                Question.UNION_LASTS,
            },
        ),
        (replace(SPOUSE, lives_here=False), {Question.STUDIES_AWAY}),
        (replace(CHILD, tax_relief=None), {Question.TAX_RELIEF}),
        (replace(CHILD, tax_relief=False), {Question.LOW_RESOURCES}),
        (replace(CHILD, born=None), {Question.BIRTH_DATE}),
        (replace(OF_THIRTY, studies=None), {Question.STUDIES, Question.LOW_RESOURCES}),
        (replace(OF_THIRTY, studies=False), {Question.LOW_RESOURCES}),
        (replace(AUNT, keeps_household=None), {Question.KEEPS_HOUSEHOLD}),
        (replace(CHILD, relation=Relation.FOSTER_CHILD), {Question.TAKEN_IN}),
    ],
)
def test_only_what_decides_is_asked(candidate, questions):
    answer = ask(candidate)
    assert set(answer.questions) == questions
    assert answer.is_possible
    assert not answer.may_be_sent


def test_serious_reasons_leave_age_and_residence_to_an_agent_and_nothing_else():
    too_old = replace(OF_THIRTY, studies=False, low_resources=False, asks_for_exception=True)
    assert ask(too_old).waived == (Obstacle.THIRTY_OR_OLDER,)
    assert ask(too_old).may_be_sent
    abroad = replace(SPOUSE, lives_here=False, studies_away=False, asks_for_exception=True)
    assert ask(abroad).waived == (Obstacle.LIVES_ABROAD,)
    insured = replace(abroad, insured_here=True)
    assert ask(insured).obstacles == (Obstacle.INSURED_HERE,)


@pytest.mark.parametrize(
    ("changed", "automatic"),
    [
        ({}, True),
        ({"born": date(2008, 11, 23)}, True),  # 18 tomorrow
        ({"born": date(2008, 11, 22)}, False),
        ({"born_here": False}, False),
        ({"born_here": None}, False),
        ({"lives_here": False}, False),
        ({"relation": Relation.ADOPTED_CHILD}, True),
        ({"relation": Relation.SPOUSE}, False),
        ({"relation": Relation.HOUSEHOLD_RELATIVE}, False),
    ],
)
def test_automatic_for_minors_born_and_resident_here_only(changed, automatic):
    candidate = replace(CHILD, **{"born_here": True, **changed})
    assert ask(candidate).is_automatic is automatic


def test_from_thirty_on_only_by_authorisation():
    born = date(1996, 2, 29)
    for day, needed in ((date(2026, 2, 28), False), (date(2026, 3, 1), True)):
        candidate = replace(CHILD, born=born, tax_relief=True, studies=True)
        assert ask(candidate, today=day).needs_authorisation is needed
    assert not ask(replace(SPOUSE, born=date(1960, 1, 1))).needs_authorisation


def test_every_obstacle_says_what_would_help_and_where_it_comes_from():
    assert set(REMEDIES) == set(Obstacle) == set(LEGAL_BASES)


# -- properties --------------------------------------------------------------------------------

BAD_WHEN_TRUE = (
    "is_the_principal",
    "is_with_you",
    "is_with_another",
    "has_open_request",
    "insured_here",
    "insured_abroad",
)
GOOD_WHEN_TRUE = (
    "lives_here",
    "studies_away",
    "union_lasts",
    "close_relative",
    "keeps_household",
    "taken_in",
    "tax_relief",
    "low_resources",
    "studies",
    "asks_for_exception",
)
KNOWN_BY_THE_FILES = ("is_the_principal", "is_with_you", "is_with_another", "has_open_request")

TRUTHS = st.sampled_from([True, False, None])
candidates = st.builds(
    Candidate,
    relation=st.sampled_from(Relation),
    born=st.none() | st.dates(date(1990, 1, 1), date(2026, 11, 22)),
    **{name: st.booleans() for name in (*KNOWN_BY_THE_FILES, "asks_for_exception")},
    **{
        name: TRUTHS
        for name in (*BAD_WHEN_TRUE, *GOOD_WHEN_TRUE)
        if name not in KNOWN_BY_THE_FILES and name != "asks_for_exception"
    },
)
principals = st.builds(
    Principal,
    is_insured=st.booleans(),
    lives_here=TRUTHS,
    has_spouse=TRUTHS,
    co_insures_another_spouse=st.booleans(),
)


@given(principal=principals, candidate=candidates, name=st.sampled_from(BAD_WHEN_TRUE))
def test_removing_what_disqualifies_never_adds_a_reason(principal, candidate, name):
    before = ask(candidate, principal)
    after = ask(replace(candidate, **{name: False}), principal)
    assert set(after.obstacles) <= set(before.obstacles)


@given(principal=principals, candidate=candidates, name=st.sampled_from(GOOD_WHEN_TRUE))
def test_a_fact_in_favour_never_adds_a_reason_nor_a_question(principal, candidate, name):
    before = ask(candidate, principal)
    after = ask(replace(candidate, **{name: True}), principal)
    assert set(after.obstacles) <= set(before.obstacles)
    assert set(after.questions) <= set(before.questions)


@given(principal=principals, candidate=candidates)
def test_a_better_principal_never_adds_a_reason(principal, candidate):
    best = Principal(is_insured=True, lives_here=True, has_spouse=False)
    assert set(ask(candidate, best).obstacles) <= set(ask(candidate, principal).obstacles)


@given(principal=principals, candidate=candidates)
def test_forgetting_a_fact_never_adds_a_reason(principal, candidate):
    """What is not known is asked; it never counts against anybody."""
    before = set(ask(candidate, principal).obstacles)
    for name in (*BAD_WHEN_TRUE, *GOOD_WHEN_TRUE):
        if name in KNOWN_BY_THE_FILES or name == "asks_for_exception":
            continue
        if name == "studies_away" and candidate.asks_for_exception:
            continue
        after = ask(replace(candidate, **{name: None}), principal)
        assert set(after.obstacles) <= before


@given(principal=principals, candidate=candidates)
def test_a_question_is_never_about_a_fact_that_is_known(principal, candidate):
    known = {
        Question.INSURED_HERE: candidate.insured_here,
        Question.INSURED_ABROAD: candidate.insured_abroad,
        Question.LIVES_HERE: candidate.lives_here,
        Question.STUDIES_AWAY: candidate.studies_away,
        Question.UNION_LASTS: candidate.union_lasts,
        Question.CLOSE_RELATIVE: candidate.close_relative,
        Question.KEEPS_HOUSEHOLD: candidate.keeps_household,
        Question.TAKEN_IN: candidate.taken_in,
        Question.TAX_RELIEF: candidate.tax_relief,
        Question.LOW_RESOURCES: candidate.low_resources,
        Question.STUDIES: candidate.studies,
        Question.BIRTH_DATE: candidate.born,
    }
    for question in ask(candidate, principal).questions:
        if question != Question.YOU_HAVE_A_SPOUSE:
            assert known[question] is None


@given(candidate=candidates, days=st.integers(0, 40 * 366))
def test_a_child_without_tax_relief_nor_resources_to_spare_is_covered_until_the_eve_of_thirty(
    candidate, days
):
    born = date(1988, 2, 29)
    today = born + timedelta(days=days)
    child = replace(STUDENT, born=born, studies=False)
    until_thirty = today < birthday(born, 30)
    answer = ask(child, today=today)
    assert answer.is_possible
    assert answer.needs_authorisation is not until_thirty


def test_everybody_is_answered_for_every_relation_and_known_fact():
    """All combinations of what article 7 asks about a child: the answer is the law's own table."""
    for tax, low, studies, born in product(
        (True, False), (True, False), (True, False), (date(2012, 1, 1), date(1990, 1, 1))
    ):
        child = replace(CHILD, born=born, tax_relief=tax, low_resources=low, studies=studies)
        under_thirty = born.year == 2012
        lawful = (tax or low) if under_thirty else (studies or low)
        assert ask(child).is_possible is lawful


# -- through whom ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parents", "chosen"),
    [
        ([], None),
        ([Parent(1, date(1985, 4, 12), True)], 1),
        ([Parent(1, date(1985, 4, 12), False)], None),
        ([Parent(1, date(1985, 4, 12), True), Parent(2, date(1983, 9, 30), True)], 2),
        ([Parent(1, date(1985, 4, 12), True), Parent(2, date(1983, 9, 30), False)], 1),
        ([Parent(1, date(1985, 4, 12), True), Parent(2, date(1983, 9, 30), True, False)], 1),
        ([Parent(1, None, True), Parent(2, date(1999, 9, 30), True)], 2),
        ([Parent(2, date(1985, 4, 12), True), Parent(1, date(1985, 4, 12), True)], 1),
    ],
)
def test_the_oldest_qualifying_parent(parents, chosen):
    assert family.oldest_qualifying(parents) == chosen


@given(
    parents=st.lists(
        st.builds(
            Parent,
            key=st.integers(0, 50),
            born=st.none() | st.dates(date(1950, 1, 1), date(2008, 1, 1)),
            is_insured=st.booleans(),
        ),
        max_size=4,
        unique_by=lambda parent: parent.key,
    )
)
def test_the_order_of_the_parents_does_not_matter(parents):
    chosen = family.oldest_qualifying(parents)
    assert family.oldest_qualifying(reversed(parents)) == chosen
    for parent in parents:
        if parent.key == chosen:
            assert parent.is_insured
