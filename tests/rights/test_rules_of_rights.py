"""The rules of requests about personal data: deadlines, states, who corrects what."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.kernel import public_holidays
from cns_portal.rights.choices.correcting import CorrectionField, Owner
from cns_portal.rights.choices.requests import RightsKind, RightsRefusal, RightsState
from cns_portal.rights.rules import correcting, deadlines, states
from cns_portal.rights.rules.deadlines import Pressing
from cns_portal.rights.rules.states import Verb

S, K = RightsState, RightsKind


@pytest.mark.parametrize(
    ("sent_on", "due"),
    [
        (date(2026, 11, 2), date(2026, 12, 2)),
        (date(2027, 1, 31), date(2027, 3, 1)),  # 28 February is a Sunday
        (date(2026, 10, 25), date(2026, 11, 25)),
        (date(2026, 11, 25), date(2026, 12, 28)),  # Christmas, St Stephen's, a Sunday
        (date(2026, 4, 1), date(2026, 5, 4)),  # Labour Day is a Friday
        (date(2024, 1, 31), date(2024, 2, 29)),
    ],
)
def test_an_answer_is_due_after_a_month_on_a_working_day(sent_on, due):
    assert deadlines.due_on(sent_on=sent_on) == due


@given(st.dates(min_value=date(2018, 5, 25), max_value=date(2090, 1, 1)))
def test_a_longer_time_ends_later_and_never_on_a_day_off(day):
    due, later = deadlines.due_on(sent_on=day), deadlines.due_on(sent_on=day, extended=True)
    assert day < due < later
    for one in (due, later):
        assert not public_holidays.is_weekend_or_holiday(one)
    assert later - day <= timedelta(days=92 + 5)


@given(
    st.dates(min_value=date(2018, 5, 25), max_value=date(2090, 1, 1)),
    st.integers(min_value=0, max_value=60),
)
def test_whoever_asks_later_is_never_due_earlier(day, days):
    later = day + timedelta(days=days)
    assert deadlines.due_on(sent_on=day) <= deadlines.due_on(sent_on=later)


def test_the_time_is_extended_once_and_within_the_first_month():
    sent = date(2026, 11, 2)
    why_not = deadlines.why_not_extend
    assert why_not(sent_on=sent, is_extended=False, today=date(2026, 12, 2)) is None
    late = why_not(sent_on=sent, is_extended=False, today=date(2026, 12, 3))
    assert late == RightsRefusal.TOO_LATE_TO_EXTEND
    again = why_not(sent_on=sent, is_extended=True, today=sent)
    assert again == RightsRefusal.ALREADY_EXTENDED


@pytest.mark.parametrize(
    ("left", "expected"),
    [(8, Pressing.IN_TIME), (7, Pressing.SOON), (0, Pressing.SOON), (-1, Pressing.LATE)],
)
def test_how_pressing_a_request_is(left, expected):
    due = date(2026, 12, 2)
    assert deadlines.pressing(due=due, today=due - timedelta(days=left)) == expected


@pytest.mark.parametrize(
    ("verb", "facts", "refusal"),
    [
        (Verb.TAKE, {"state": S.SENT}, None),
        (Verb.TAKE, {"state": S.BEING_CHECKED}, RightsRefusal.CLOSED),
        (Verb.ACCEPT, {"state": S.SENT}, RightsRefusal.CLOSED),
        (Verb.ACCEPT, {"state": S.BEING_CHECKED}, None),
        (Verb.ACCEPT, {"state": S.BEING_CHECKED, "kind": K.OTHER}, RightsRefusal.CLOSED),
        (Verb.ANSWER, {"state": S.BEING_CHECKED, "kind": K.OTHER}, None),
        (Verb.ANSWER, {"state": S.BEING_CHECKED, "kind": K.ERASURE}, RightsRefusal.CLOSED),
        (Verb.REFUSE, {"state": S.NEEDS_YOU, "kind": K.OTHER}, None),
        (
            Verb.ACCEPT,
            {"state": S.BEING_CHECKED, "is_another_agents": True},
            RightsRefusal.NOT_YOURS,
        ),
        (Verb.TAKE, {"state": S.SENT, "is_ones_own": True}, RightsRefusal.OWN_FILE),
        (Verb.WITHDRAW, {"state": S.SENT, "is_ones_own": True}, None),
        (Verb.TAKE, {"state": S.SENT, "is_ones_own_look": True}, RightsRefusal.OWN_LOOK),
        (Verb.TAKE_OVER, {"state": S.NEEDS_YOU, "is_ones_own_look": True}, RightsRefusal.OWN_LOOK),
        (
            Verb.ANSWER,
            {"state": S.BEING_CHECKED, "kind": K.ACCESS_QUESTION, "is_ones_own_look": True},
            RightsRefusal.OWN_LOOK,
        ),
        (Verb.REFUSE, {"state": S.BEING_CHECKED, "is_ones_own_look": True}, RightsRefusal.OWN_LOOK),
        (Verb.ASK, {"state": S.BEING_CHECKED, "is_ones_own_look": True}, RightsRefusal.OWN_LOOK),
        (Verb.EXTEND, {"state": S.BEING_CHECKED, "is_ones_own_look": True}, RightsRefusal.OWN_LOOK),
        (Verb.RELEASE, {"state": S.BEING_CHECKED, "is_ones_own_look": True}, None),
        (Verb.WITHDRAW, {"state": S.SENT, "is_ones_own_look": True}, None),
        (Verb.IDENTIFY, {"state": S.BEING_CHECKED}, RightsRefusal.CLOSED),
        (Verb.IDENTIFY, {"state": S.BEING_CHECKED, "signed_in": False}, None),
        (
            Verb.ACCEPT,
            {"state": S.BEING_CHECKED, "signed_in": False, "is_identified": False},
            RightsRefusal.NOT_WITHOUT_PERSON,
        ),
        (
            Verb.REFUSE,
            {"state": S.BEING_CHECKED, "signed_in": False, "is_identified": False},
            None,
        ),
        (Verb.EXTEND, {"state": S.NEEDS_YOU}, None),
        (Verb.WITHDRAW, {"state": S.REFUSED}, RightsRefusal.CLOSED),
        (Verb.LIFT, {"state": S.ACCEPTED, "kind": K.RESTRICTION}, None),
        (Verb.LIFT, {"state": S.PARTLY_ACCEPTED, "kind": K.RESTRICTION}, None),
        (Verb.LIFT, {"state": S.REFUSED, "kind": K.RESTRICTION}, RightsRefusal.CLOSED),
        (Verb.LIFT, {"state": S.ACCEPTED}, RightsRefusal.CLOSED),
        (
            Verb.LIFT,
            {"state": S.ACCEPTED, "kind": K.RESTRICTION, "is_lifted": True},
            RightsRefusal.CLOSED,
        ),
        (
            Verb.LIFT,
            {"state": S.ACCEPTED, "kind": K.RESTRICTION, "is_ones_own": True},
            RightsRefusal.OWN_FILE,
        ),
    ],
)
def test_what_may_be_done_when(verb, facts, refusal):
    assert states.why_not(verb, **{"kind": K.OBJECTION, **facts}) == refusal


def test_what_is_over_stays_over():
    for state, verb in product(sorted({*states.DECIDED, S.WITHDRAWN}), Verb):
        assert states.why_not(verb, state=state, kind=K.ACCESS) == RightsRefusal.CLOSED


def test_every_kind_of_data_has_somebody_who_corrects_it():
    for field in CorrectionField:
        assert correcting.owner_of(field) in Owner
    for field in correcting.WRITTEN_ON_ACCEPTANCE:
        assert correcting.owner_of(field) in {Owner.PORTAL, Owner.YOURSELF}
