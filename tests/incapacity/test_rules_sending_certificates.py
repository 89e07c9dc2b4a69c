"""What a certificate lacks before it is sent, and what stops it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incapacity.choices.certificates import Cause, CertificateState, Sequel
from incapacity.choices.sending import MAY_STAY_EMPTY, Missing, SendingRefusal
from incapacity.rules.sending import (
    MOST_DRAFTS,
    Filled,
    Pages,
    missing,
    why_not_begin,
    why_not_send,
)

DAYS = st.dates(date(2018, 1, 1), date(2040, 1, 1))
DRAFT = CertificateState.DRAFT
FIRST, LAST = date(2026, 11, 23), date(2026, 11, 27)
ILL = Filled(
    cause=Cause.ILLNESS,
    first_day=FIRST,
    last_day=LAST,
    issued_on=FIRST,
    has_doctor=True,
    has_matricule=True,
    pages=Pages(clean=1),
)
BIRTH = replace(
    ILL, cause=Cause.MATERNITY, first_day=None, last_day=None, expected_on=date(2027, 2, 1)
)
CHILD = replace(ILL, cause=Cause.FAMILY, has_child=True)


@pytest.mark.parametrize("whole", [ILL, BIRTH, CHILD])
def test_what_is_complete_can_be_sent(whole):
    assert missing(whole) == ()
    assert why_not_send(state=DRAFT, filled=whole) is None


@pytest.mark.parametrize(
    ("filled", "lacks"),
    [
        (replace(ILL, first_day=None), {Missing.FIRST_DAY}),
        (replace(ILL, last_day=None), {Missing.LAST_DAY}),
        (replace(ILL, issued_on=None), {Missing.ISSUED_ON}),
        (replace(ILL, has_doctor=False), {Missing.DOCTOR}),
        (replace(ILL, has_matricule=False), {Missing.MATRICULE}),
        (replace(ILL, sequel=Sequel.PROLONGATION), {Missing.EARLIER}),
        (replace(ILL, sequel=Sequel.PROLONGATION, has_earlier=True), set()),
        (replace(ILL, country="FR"), {Missing.LANGUAGE}),
        (replace(ILL, country="FR", has_language=True), set()),
        (replace(ILL, is_late=True), {Missing.LATE_BECAUSE}),
        (replace(ILL, is_late=True, says_why_late=True), set()),
        (replace(ILL, pages=Pages()), {Missing.PAGE}),
        (replace(ILL, pages=Pages(pending=1)), set()),
        (replace(CHILD, has_child=False), {Missing.CHILD}),
        (replace(BIRTH, expected_on=None), {Missing.EXPECTED_ON}),
    ],
)
def test_what_a_certificate_lacks(filled, lacks):
    assert set(missing(filled)) == lacks


@pytest.mark.parametrize(
    ("filled", "refusal"),
    [
        (replace(ILL, cause=None), SendingRefusal.NO_CAUSE),
        (replace(ILL, first_day=None), SendingRefusal.NO_DAYS),
        (replace(ILL, last_day=None), SendingRefusal.NO_DAYS),
        (replace(ILL, issued_on=None), SendingRefusal.NO_ISSUE),
        (replace(ILL, first_day=LAST, last_day=FIRST), SendingRefusal.ENDS_BEFORE_IT_BEGINS),
        (replace(ILL, first_day=date(2011, 5, 31)), SendingRefusal.TOO_LONG_AGO),
        (replace(ILL, first_day=date(2011, 6, 1)), None),
        (replace(BIRTH, expected_on=date(2017, 12, 31)), SendingRefusal.TOO_LONG_AGO),
        (replace(BIRTH, expected_on=date(2018, 1, 1)), None),
        (replace(ILL, pages=Pages()), SendingRefusal.NO_PAGE),
        (replace(ILL, pages=Pages(clean=1, rejected=1)), SendingRefusal.PAGE_UNREADABLE),
        (replace(ILL, pages=Pages(clean=1, pending=1)), SendingRefusal.PAGE_PENDING),
        (replace(CHILD, has_child=False), SendingRefusal.NO_CHILD),
        (replace(BIRTH, expected_on=None), SendingRefusal.NO_EXPECTED),
        (replace(ILL, has_doctor=False, has_matricule=False, is_late=True), None),
        (replace(ILL, sequel=Sequel.PROLONGATION, country="DE"), None),
    ],
)
def test_what_stops_a_certificate(filled, refusal):
    assert why_not_send(state=DRAFT, filled=filled) == refusal


@pytest.mark.parametrize("state", [state for state in CertificateState if state != DRAFT])
def test_what_is_no_draft_is_not_sent_again(state):
    assert why_not_send(state=state, filled=ILL) == SendingRefusal.SENT_ALREADY


@given(
    st.builds(
        Filled,
        cause=st.none() | st.sampled_from(Cause),
        sequel=st.sampled_from(Sequel),
        first_day=st.none() | DAYS,
        last_day=st.none() | DAYS,
        issued_on=st.none() | DAYS,
        expected_on=st.none() | DAYS,
        has_child=st.booleans(),
        has_earlier=st.booleans(),
        has_doctor=st.booleans(),
        country=st.sampled_from(["LU", "FR"]),
        pages=st.builds(Pages, st.integers(0, 2), st.integers(0, 2), st.integers(0, 2)),
    )
)
def test_what_is_sent_has_all_that_the_tables_ask_for(filled):
    """And what may stay empty never stops anybody."""
    lacking = set(missing(filled)) - MAY_STAY_EMPTY
    if why_not_send(state=DRAFT, filled=filled) is None:
        assert lacking == set()
        assert None not in (filled.cause, filled.issued_on)
        assert filled.pages.clean
        if filled.cause == Cause.MATERNITY:
            assert filled.expected_on
        else:
            assert filled.first_day <= filled.last_day
    elif not lacking and not filled.pages.rejected and not filled.pages.pending:
        assert filled.last_day < filled.first_day


@pytest.mark.parametrize(
    ("drafts", "refusal"),
    [(0, None), (MOST_DRAFTS - 1, None), (MOST_DRAFTS, SendingRefusal.TOO_MANY_DRAFTS)],
)
def test_how_many_drafts_somebody_may_have(drafts, refusal):
    assert why_not_begin(drafts=drafts) == refusal
