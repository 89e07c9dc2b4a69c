"""What opens somebody else's file on a day, and which mandates can be given."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.kernel.spans import Days
from insured.choices.acting import ActingAs, MandateRefusal, MandateState, PageScope
from insured.choices.mandates import MandateScope
from insured.rules import acting
from insured.rules.acting import Guardian, Mandated

DAY = timedelta(days=1)
TODAY = date(2026, 11, 23)
BORN = date(2010, 5, 6)
EIGHTEEN = date(2028, 5, 6)
GUARDIAN = Guardian(1, Days(BORN))
MANDATE = Mandated(
    2,
    frozenset({MandateScope.APPOINTMENTS, MandateScope.REIMBURSEMENTS}),
    Days(date(2026, 11, 20), date(2027, 1, 31)),
    answer_until=date(2026, 12, 4),
    accepted=True,
)
DATES = st.dates(date(2000, 1, 1), date(2040, 12, 31))
SCOPES = st.frozensets(st.sampled_from(MandateScope.values), min_size=1)


# -- parents ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "last", "today", "is_open"),
    [
        (BORN, None, TODAY, True),
        (BORN, None, EIGHTEEN - DAY, True),  # the day before the 18th birthday
        (BORN, None, EIGHTEEN, False),  # from midnight on
        (BORN, None, BORN - DAY, False),
        (BORN, date(2027, 1, 1), date(2027, 1, 1), True),  # ended earlier by an agent
        (BORN, date(2027, 1, 1), date(2027, 1, 2), False),
        (BORN, date(2030, 1, 1), EIGHTEEN, False),  # a later day on file changes nothing
        (date(2008, 2, 29), None, date(2026, 2, 28), True),
        (date(2008, 2, 29), None, date(2026, 3, 1), False),
        (None, None, TODAY, False),  # nobody knows when it lapses: an agent decides
        (None, date(2027, 1, 1), TODAY, True),
        (None, date(2027, 1, 1), date(2027, 1, 2), False),
    ],
)
def test_a_parent_opens_the_file_until_the_day_before_the_18th_birthday(born, last, today, is_open):
    guardian = Guardian(1, Days(BORN, last))
    assert bool(acting.by_guardianship(guardian, born=born, today=today)) is is_open


def test_a_parent_opens_everything_but_what_belongs_to_an_account():
    ground = acting.by_guardianship(GUARDIAN, born=BORN, today=TODAY)
    assert (ground.right, ground.id) == (ActingAs.GUARDIAN, 1)
    assert ground.opens == set(PageScope) - {PageScope.OWN}


@given(born=DATES, today=DATES)
def test_nobody_of_age_has_a_guardian(born, today):
    guardian = Guardian(1, Days(date(1990, 1, 1)))
    ground = acting.by_guardianship(guardian, born=born, today=today)
    assert bool(ground) is not acting.is_of_age(born, on=today)


# -- mandates -----------------------------------------------------------------------------------

STATES = [
    ({}, TODAY, MandateState.RUNNING),
    ({}, date(2026, 11, 20), MandateState.RUNNING),
    ({}, date(2026, 11, 19), MandateState.UPCOMING),
    ({}, date(2027, 1, 31), MandateState.RUNNING),
    ({}, date(2027, 2, 1), MandateState.OVER),
    ({"days": Days(TODAY)}, date(2060, 1, 1), MandateState.RUNNING),
    ({"revoked": True}, TODAY, MandateState.REVOKED),
    ({"revoked": True, "accepted": False}, TODAY, MandateState.WITHDRAWN),
    ({"accepted": False}, TODAY, MandateState.OFFERED),
    ({"accepted": False}, date(2026, 12, 4), MandateState.OFFERED),
    ({"accepted": False}, date(2026, 12, 5), MandateState.LAPSED),
    ({"accepted": False, "days": Days(TODAY, TODAY)}, TODAY + DAY, MandateState.LAPSED),
    ({"accepted": False, "declined": True}, TODAY, MandateState.DECLINED),
]


@pytest.mark.parametrize(("differs", "today", "state"), STATES)
def test_what_is_said_about_a_mandate_on_a_day(differs, today, state):
    assert acting.state_of(replace(MANDATE, **differs), today=today) == state


@pytest.mark.parametrize(("differs", "today", "state"), STATES)
def test_only_a_mandate_in_force_opens_anything(differs, today, state):
    ground = acting.by_mandate(replace(MANDATE, **differs), today=today)
    assert bool(ground) is (state == MandateState.RUNNING)


@given(scopes=SCOPES)
def test_a_mandate_opens_exactly_its_scopes_and_the_overview(scopes):
    ground = acting.by_mandate(replace(MANDATE, scopes=scopes), today=TODAY)
    assert ground.opens == {PageScope.SPACE, *scopes}


@given(scopes=SCOPES, today=DATES)
def test_no_mandate_opens_personal_data_or_what_belongs_to_an_account(scopes, today):
    reasons = acting.grounds(
        guardianships=[],
        mandates=[replace(MANDATE, scopes=scopes | {"data", "own", "everything"})],
        born=None,
        today=today,
    )
    assert not acting.opened(reasons) & {PageScope.DATA, PageScope.OWN}


def test_a_scope_of_the_page_and_of_the_mandate_are_the_same_words():
    assert set(PageScope.values) - set(MandateScope.values) == {"space", "data", "own"}
    assert set(MandateScope.values) < set(PageScope.values)


def test_several_reasons_open_together_and_each_page_has_its_own():
    later = Mandated(
        3, frozenset({MandateScope.MESSAGES}), Days(TODAY), answer_until=TODAY, accepted=True
    )
    over = replace(MANDATE, id=4, days=Days(TODAY - 9 * DAY, TODAY - DAY))
    reasons = acting.grounds(
        guardianships=[], mandates=[over, MANDATE, later], born=BORN, today=TODAY
    )
    assert acting.opened(reasons) == {"space", "appointments", "reimbursements", "messages"}
    assert acting.ground_for("messages", reasons).id == 3
    assert acting.ground_for("appointments", reasons).id == 2
    assert acting.ground_for("insurance", reasons) is None


def test_a_parent_with_a_mandate_acts_as_a_parent():
    reasons = acting.grounds(guardianships=[GUARDIAN], mandates=[MANDATE], born=BORN, today=TODAY)
    assert acting.ground_for("appointments", reasons).right == ActingAs.GUARDIAN


def test_nothing_opens_a_strangers_file():
    reasons = acting.grounds(guardianships=[], mandates=[], born=BORN, today=TODAY)
    assert (reasons, acting.opened(reasons)) == ((), frozenset())


# -- giving, answering, ending ------------------------------------------------------------------

GIVING = {
    "born": date(1980, 1, 15),
    "scopes": ["appointments"],
    "first": TODAY,
    "last": None,
    "given_already": 0,
    "for_oneself": False,
    "today": TODAY,
}


@pytest.mark.parametrize(
    ("differs", "refusal"),
    [
        ({}, None),
        ({"born": TODAY.replace(year=2008)}, None),  # 18 today
        ({"born": TODAY.replace(year=2008) + DAY}, MandateRefusal.GRANTOR_IS_MINOR),
        ({"born": None}, MandateRefusal.GRANTOR_AGE_UNKNOWN),
        ({"for_oneself": True}, MandateRefusal.FOR_ONESELF),
        ({"scopes": []}, MandateRefusal.NOTHING_OPENED),
        ({"scopes": ["data"]}, MandateRefusal.NOTHING_OPENED),
        ({"first": TODAY - DAY}, MandateRefusal.BEGINS_IN_THE_PAST),
        ({"last": TODAY}, None),
        ({"first": TODAY + DAY, "last": TODAY}, MandateRefusal.ENDS_BEFORE_IT_BEGINS),
        ({"given_already": acting.MOST_MANDATES - 1}, None),
        ({"given_already": acting.MOST_MANDATES}, MandateRefusal.TOO_MANY),
    ],
)
def test_who_can_give_which_mandate(differs, refusal):
    assert acting.why_not_give(**{**GIVING, **differs}) == refusal


OFFER = replace(MANDATE, accepted=False)


@pytest.mark.parametrize(
    ("mandate", "born", "accept", "refusal"),
    [
        (OFFER, date(1980, 1, 15), True, None),
        (OFFER, None, True, None),
        (OFFER, BORN, True, MandateRefusal.HOLDER_IS_MINOR),
        (OFFER, BORN, False, None),  # to say no, nobody is too young
        (MANDATE, None, True, MandateRefusal.NOT_OFFERED_ANY_MORE),
        (replace(OFFER, revoked=True), None, True, MandateRefusal.NOT_OFFERED_ANY_MORE),
        (replace(OFFER, declined=True), None, False, MandateRefusal.NOT_OFFERED_ANY_MORE),
        (replace(OFFER, answer_until=TODAY - DAY), None, True, MandateRefusal.NOT_OFFERED_ANY_MORE),
    ],
)
def test_who_can_answer_an_offer(mandate, born, accept, refusal):
    assert acting.why_not_answer(mandate, born=born, accept=accept, today=TODAY) == refusal


@pytest.mark.parametrize(("differs", "today", "state"), STATES)
def test_what_is_not_over_can_be_ended_at_once(differs, today, state):
    refusal = acting.why_not_end(replace(MANDATE, **differs), today=today)
    is_alive = state in {MandateState.RUNNING, MandateState.UPCOMING, MandateState.OFFERED}
    assert refusal == (None if is_alive else MandateRefusal.NOT_IN_FORCE)


def test_an_offer_waits_two_weeks():
    assert acting.last_day_to_answer(date(2026, 11, 20)) == date(2026, 12, 4)


@pytest.mark.parametrize(
    ("typed", "is_theirs"),
    [
        ("Claire Fantasie", True),
        ("fantasie CLAIRE", True),
        ("Claire Fantasie-Müller", True),
        ("claire muller", True),
        ("Claire-Anne Fantasie Muller", True),
        ("Claire", False),
        ("Fantasie", False),
        ("Claire Modell", False),
        ("Claire Anne Fantasie Modell", False),
        ("", False),
        ("– ’", False),
    ],
)
def test_a_number_is_believed_with_the_name_that_belongs_to_it(typed, is_theirs):
    named = acting.is_named(typed, first_name="Claire Anne", last_name="Fantasie-Müller")
    assert named is is_theirs
