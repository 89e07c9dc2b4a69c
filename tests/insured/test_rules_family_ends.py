"""When a co-insurance can be reported as over, and asked to go on from 30."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insured.choices import Relation, TieEnd
from insured.choices.co_insurance import TieRefusal
from insured.rules.ages import CHILDREN, birthday
from insured.rules.family_ends import (
    ASK_AFTER_THIRTY_DAYS,
    reasons_for,
    why_not_remain,
    why_not_report_end,
)

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)


def report(**changed):
    known = {
        "relation": Relation.SPOUSE,
        "reason": TieEnd.SEPARATION,
        "first_day": date(2020, 1, 1),
        "ended_on": None,
        "last_day": date(2026, 11, 1),
        "today": TODAY,
    }
    return why_not_report_end(**{**known, **changed})


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({}, None),
        ({"last_day": TODAY}, None),
        ({"last_day": TODAY + DAY}, TieRefusal.IN_THE_FUTURE),
        ({"last_day": date(2020, 1, 1)}, None),
        ({"last_day": date(2019, 12, 31)}, TieRefusal.ENDS_BEFORE_IT_BEGAN),
        ({"ended_on": date(2026, 11, 1)}, TieRefusal.IS_OVER),
        ({"ended_on": date(2026, 11, 2)}, None),  # it ended earlier than was thought
        ({"relation": Relation.OWN_CHILD}, TieRefusal.WRONG_REASON),
        ({"relation": Relation.OWN_CHILD, "reason": TieEnd.MOVED_AWAY}, None),
        ({"reason": TieEnd.DEATH}, TieRefusal.WRONG_REASON),
        ({"reason": TieEnd.THIRTY}, TieRefusal.WRONG_REASON),
        ({"reason": "nonsense"}, TieRefusal.WRONG_REASON),
    ],
    ids=str,
)
def test_reporting_an_end(changed, refusal):
    assert report(**changed) == refusal


@pytest.mark.parametrize("relation", Relation)
def test_only_couples_separate(relation):
    couple = relation in (Relation.SPOUSE, Relation.PARTNER)
    assert (TieEnd.SEPARATION in reasons_for(relation)) is couple


SOPHIE = date(1996, 12, 20)


def remain(**changed):
    known = {
        "relation": Relation.OWN_CHILD,
        "born": SOPHIE,
        "ended_on": None,
        "end_reason": "",
        "today": TODAY,
        "studies": True,
        "low_resources": False,
    }
    return why_not_remain(**{**known, **changed})


ENDED = {"ended_on": date(2026, 12, 19), "end_reason": TieEnd.THIRTY}


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({}, None),
        ({"studies": False, "low_resources": True}, None),
        ({"studies": None, "low_resources": None}, None),  # asked on the page
        ({"studies": None, "low_resources": False}, None),
        (
            {"studies": False, "low_resources": False},
            TieRefusal.NEITHER_STUDIES_NOR_LOW_RESOURCES,
        ),
        ({"relation": Relation.SPOUSE}, TieRefusal.NOT_A_CHILD),
        ({"relation": Relation.HOUSEHOLD_RELATIVE}, TieRefusal.NOT_A_CHILD),
        ({"born": None}, TieRefusal.NOT_A_CHILD),
        ({"today": date(2026, 9, 20)}, TieRefusal.TOO_SOON),
        ({"today": date(2026, 9, 21)}, None),
        ({"today": date(2026, 9, 20), "lead": timedelta(days=120)}, None),
        ({"today": date(2027, 1, 10), **ENDED}, None),
        (
            {"today": ENDED["ended_on"] + timedelta(days=ASK_AFTER_THIRTY_DAYS), **ENDED},
            None,
        ),
        (
            {"today": ENDED["ended_on"] + timedelta(days=ASK_AFTER_THIRTY_DAYS + 1), **ENDED},
            TieRefusal.IS_OVER,
        ),
        ({**ENDED, "end_reason": TieEnd.OWN_INSURANCE}, TieRefusal.IS_OVER),
    ],
    ids=str,
)
def test_asking_to_remain(changed, refusal):
    assert remain(**changed) == refusal


@given(
    born=st.dates(date(1990, 1, 1), date(2000, 12, 31)),
    relation=st.sampled_from(sorted(CHILDREN)),
    days=st.integers(-400, 400),
)
def test_whoever_is_running_can_ask_from_the_notice_on_for_ever(born, relation, days):
    """A co-insurance that has not ended is never too late, only too early."""
    today = birthday(born, 30) + timedelta(days=days)
    refusal = remain(born=born, relation=relation, today=today)
    assert refusal == (TieRefusal.TOO_SOON if days < -90 else None)
