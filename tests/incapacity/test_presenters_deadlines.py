"""What a page says about a deadline."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from incapacity.choices.certificates import Cause, Sequel
from incapacity.choices.deadlines import Duty
from incapacity.presenters.deadlines import dues, note_on_return
from incapacity.rules.deadlines import Case

DAY = timedelta(days=1)
MONDAY = date(2026, 11, 23)
LANGUAGES = ["de", "en", "fr", "lb"]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def due(duty=Duty.CNS, *, today=MONDAY, done_on=None, **details):
    case = Case(**{"first_day": MONDAY, **details})
    done = {Duty.TELL: "told_on", Duty.EMPLOYER: "given_on", Duty.CNS: "sent_on"}[duty]
    found = dues(case, today=today, **{done: done_on})
    return next(one for one in found if one.duty == duty)


@pytest.mark.parametrize(
    ("today", "left", "tone"),
    [
        (MONDAY - 5 * DAY, "7 days left", "info"),
        (MONDAY - DAY, "3 days left", "info"),
        (MONDAY, "2 days left", "warning"),
        (MONDAY + DAY, "1 day left", "warning"),
        (MONDAY + 2 * DAY, "today is the last day", "warning"),
        (MONDAY + 3 * DAY, "1 day late", "danger"),
        (MONDAY + 9 * DAY, "7 days late", "danger"),
    ],
)
def test_how_many_days_are_left_is_said_in_words(today, left, tone):
    found = due(today=today)
    assert (found.left, found.tone) == (left, tone)


def test_the_answer_is_one_sentence():
    assert due().sentence == ("Send sheet 1 to the CNS by Wednesday 25 November 2026: 2 days left.")


def test_late_is_still_accepted_and_explained():
    found = due(today=MONDAY + 4 * DAY)
    assert "still accepted" in found.late
    assert found.sentence.startswith(
        "Send sheet 1 to the CNS: the last day was Wednesday 25 November 2026 (2 days late)."
    )


@pytest.mark.parametrize("duty", [Duty.TELL, Duty.EMPLOYER])
def test_what_the_portal_does_not_see_is_not_called_late(duty):
    found = due(duty, today=MONDAY + 10 * DAY)
    assert found.left.endswith("days ago")
    assert found.tone == "warning"
    assert found.late == "The day has passed. If it is not done yet, do it today."


@pytest.mark.parametrize(
    ("done_on", "left", "tone"),
    [
        (MONDAY, "in time", "success"),
        (MONDAY + 2 * DAY, "in time", "success"),
        (MONDAY + 3 * DAY, "1 day late", "danger"),
    ],
)
def test_what_was_done_was_in_time_or_late_whatever_the_day_is_today(done_on, left, tone):
    for today in (MONDAY + 3 * DAY, MONDAY + 400 * DAY):
        found = due(today=today, done_on=done_on)
        assert (found.left, found.tone, found.late) == (left, tone, "")


def test_the_days_over_which_it_moved_are_named_with_their_holidays():
    found = due(first_day=date(2026, 12, 23))
    assert found.moved == (
        "It cannot end on Friday 25 December 2026 (Christmas Day), Saturday 26 December 2026 "
        "(Saint Stephen's Day) and Sunday 27 December 2026: it moves to "
        "Monday 28 December 2026."
    )
    assert due().moved == ""


def test_a_moved_day_is_named_in_the_readers_language():
    with translation.override("fr"):
        found = due(first_day=date(2026, 6, 21))
        assert "Fête nationale" in found.moved
        assert found.full_day == "mercredi 24 juin 2026"


@pytest.mark.parametrize(
    ("duty", "details", "instead"),
    [
        (Duty.CNS, {"last_day": MONDAY}, "not required"),
        (Duty.EMPLOYER, {"last_day": MONDAY}, "only when your employer asks for it"),
        (Duty.EMPLOYER, {"cause": Cause.FAMILY}, "as soon as possible"),
        (Duty.CNS, {"cause": Cause.MATERNITY}, "no day is set"),
    ],
)
def test_where_no_day_is_set_the_page_says_so(duty, details, instead):
    found = due(duty, **details)
    assert (found.instead, found.left, found.full_day, found.tone) == (instead, "", "", "neutral")
    assert found.sentence == f"{found.title}: {instead}."
    assert not found.is_late


def test_the_rule_names_its_number_its_text_and_how_sure_it_is():
    found = due()
    assert "before the end of day 3" in found.rule
    assert found.basis.startswith("Guichet.lu")
    assert found.sureness == "official, but older"
    assert due(Duty.EMPLOYER).sureness == ""
    assert due(cause=Cause.MATERNITY).basis == ""


def test_a_counted_day_of_return_on_a_weekend_is_explained():
    saturday = Case(first_day=date(2026, 11, 28), sequel=Sequel.PROLONGATION)
    assert "Saturday 28 November 2026" in note_on_return(saturday)
    assert note_on_return(Case(first_day=MONDAY, sequel=Sequel.PROLONGATION)) == ""
    assert note_on_return(Case(first_day=date(2026, 11, 28))) == ""


@given(
    st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31)),
    st.integers(-20, 60),
    st.none() | st.integers(1, 30),
    st.sampled_from(Cause),
    st.sampled_from(Sequel),
    st.booleans(),
    st.sampled_from(LANGUAGES),
)
def test_every_deadline_can_be_said_in_every_language(
    first, later, length, cause, sequel, in_hospital, language
):
    case = Case(
        first_day=first,
        last_day=None if length is None else first + (length - 1) * DAY,
        cause=cause,
        sequel=sequel,
        in_hospital=in_hospital,
    )
    with translation.override(language):
        for found in dues(case, today=first + later * DAY):
            said = [found.sentence, found.rule, found.title, found.moved, found.late, found.left]
            assert all("{" not in text for text in said)
            assert found.sentence
            assert found.rule
            assert bool(found.full_day) != bool(found.instead)
