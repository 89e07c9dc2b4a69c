"""What an electronic certificate may say: every field, every way to be wrong, nothing guessed."""

import copy
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cns_portal.kernel import matricule as numbers
from cns_portal.kernel.civil_time import at, midnight
from incapacity.choices.certificates import Cause, Outings, Sequel
from incapacity.choices.electronic import Answer, Problem
from incapacity.rules import electronic as rules
from tests.incapacity.ecit_messages import ILLNESS, changed, without

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MARIE = numbers.with_check_digits("19800115001")
LEO = numbers.with_check_digits("20200310002")
ID = "6f1c8d1e-6d1b-4a53-9a53-0c5d8e7f1a2b"

FULL = {
    **ILLNESS,
    "matricule": MARIE,
    "in_hospital": True,
    "stay": {
        "street": "rue de la Démonstration",
        "number": "1A",
        "floor": "2",
        "bell": "Muster",
        "postcode": "L-1000",
        "place": "Luxembourg",
        "country": "LU",
        "telephone": "+352 621 000 000",
    },
}
FAMILY = {
    **without(ILLNESS, "diagnosis"),
    "matricule": MARIE,
    "cause": "family",
    "child": {"matricule": LEO, "in_hospital": True},
}
MATERNITY = {
    **without(ILLNESS, "diagnosis", "first_day", "last_day", "outings"),
    "matricule": MARIE,
    "cause": "maternity",
    "expected_on": "2027-01-15",
}
OUTSIDE = {
    "iss": "practice",
    "aud": "https://portal.example/ecit/v1/certificates",
    "jti": ID,
    "iat": 1795428000,
    "certificate": {},
}


def found(raw, **now) -> set[tuple[str, str]]:
    """The problems of a certificate, as the answer says them."""
    return {(one.at, one.problem) for one in rules.certificate(raw, **{"now": NOW, **now}).problems}


def outside(**changes) -> rules.Read:
    raw = {name: value for name, value in {**OUTSIDE, **changes}.items() if value is not ...}
    return rules.message(raw, sender="practice", audience=OUTSIDE["aud"])


# -- what is read ---------------------------------------------------------------------------------


def test_everything_a_certificate_can_say_is_read():
    stated = rules.certificate(FULL, now=NOW).value
    assert stated == rules.Stated(
        matricule=MARIE,
        cause=Cause.ILLNESS,
        sequel=Sequel.INITIAL,
        first_day=date(2026, 11, 23),
        last_day=date(2026, 11, 27),
        issued_on=date(2026, 11, 23),
        doctor_name="Dr Anne Beispill",
        doctor_code="900123",
        outings=Outings.ALLOWED,
        in_hospital=True,
        stay=FULL["stay"],
        diagnosis="J06.9",
    )


def test_what_may_be_left_out_has_its_meaning():
    stated = rules.certificate(
        without({**FULL, "cause": "accident"}, "outings", "in_hospital", "stay"), now=NOW
    ).value
    assert (stated.outings, stated.in_hospital, stated.stay) == (Outings.NOT_SAID, False, None)


def test_a_sick_child_is_named_by_its_number():
    stated = rules.certificate(FAMILY, now=NOW).value
    assert (stated.child_matricule, stated.child_in_hospital) == (LEO, True)
    assert stated.diagnosis == ""


def test_for_maternity_the_days_may_follow_from_the_expected_day():
    stated = rules.certificate(MATERNITY, now=NOW).value
    assert (stated.first_day, stated.last_day) == (None, None)
    assert stated.expected_on == date(2027, 1, 15)


def test_for_maternity_one_day_is_not_enough():
    assert found({**MATERNITY, "first_day": "2026-11-23"}) == {
        ("certificate.last_day", Problem.MISSING)
    }


def test_a_prolongation_may_name_the_message_that_it_prolongs():
    stated = rules.certificate({**FULL, "sequel": "prolongation", "earlier": ID}, now=NOW).value
    assert stated.earlier == UUID(ID)


# -- what is wrong --------------------------------------------------------------------------------

WRONG = [
    (without(FULL, "matricule"), "matricule", Problem.MISSING),
    ({**FULL, "matricule": "1980011500100"}, "matricule", Problem.NOT_A_MATRICULE),
    ({**FULL, "matricule": f"{MARIE[:4]} {MARIE[4:]}"}, "matricule", Problem.NOT_A_MATRICULE),
    ({**FULL, "matricule": int(MARIE)}, "matricule", Problem.WRONG_TYPE),
    ({**FULL, "matricule": None}, "matricule", Problem.WRONG_TYPE),
    (without(FULL, "cause"), "cause", Problem.MISSING),
    ({**FULL, "cause": "Illness"}, "cause", Problem.NOT_ONE_OF_THE_WORDS),
    ({**FULL, "cause": ["illness"]}, "cause", Problem.WRONG_TYPE),
    (without(FULL, "sequel"), "sequel", Problem.MISSING),
    ({**FULL, "sequel": "again"}, "sequel", Problem.NOT_ONE_OF_THE_WORDS),
    (without(FULL, "first_day"), "first_day", Problem.MISSING),
    ({**FULL, "first_day": "23.11.2026"}, "first_day", Problem.NOT_A_DAY),
    ({**FULL, "first_day": "20261123"}, "first_day", Problem.NOT_A_DAY),
    ({**FULL, "first_day": "2026-W48-1"}, "first_day", Problem.NOT_A_DAY),
    ({**FULL, "last_day": "2026-11-31"}, "last_day", Problem.NOT_A_DAY),
    ({**FULL, "last_day": "2026-11-27T00:00"}, "last_day", Problem.NOT_A_DAY),
    ({**FULL, "last_day": "٢٠٢٦-١١-٢٧"}, "last_day", Problem.NOT_A_DAY),
    ({**FULL, "last_day": "2026-11-22"}, "last_day", Problem.BEFORE_THE_FIRST_DAY),
    ({**FULL, "last_day": "2027-11-24"}, "last_day", Problem.LONGER_THAN_A_YEAR),
    ({**FULL, "issued_on": "2026-11-24"}, "issued_on", Problem.IN_THE_FUTURE),
    ({**FULL, "issued_on": "2016-11-23"}, "issued_on", Problem.TOO_FAR_AWAY),
    (without(FULL, "issued_on"), "issued_on", Problem.MISSING),
    (without(FULL, "doctor"), "doctor", Problem.MISSING),
    ({**FULL, "doctor": "Dr Anne Beispill"}, "doctor", Problem.WRONG_TYPE),
    (without(FULL, "doctor.name"), "doctor.name", Problem.MISSING),
    (changed(FULL, doctor__name="  "), "doctor.name", Problem.EMPTY),
    (changed(FULL, doctor__name="A" * 151), "doctor.name", Problem.TOO_LONG),
    (changed(FULL, doctor__name="Anne\x00"), "doctor.name", Problem.NOT_PRINTABLE),
    (changed(FULL, doctor__name="Anne\u202e"), "doctor.name", Problem.NOT_PRINTABLE),
    (changed(FULL, doctor__name="Anne\ud800"), "doctor.name", Problem.NOT_PRINTABLE),
    (changed(FULL, doctor__name="Anne\nBeispill"), "doctor.name", Problem.NOT_PRINTABLE),
    (changed(FULL, doctor__name=" Anne"), "doctor.name", Problem.NOT_PRINTABLE),
    (without(FULL, "doctor.code"), "doctor.code", Problem.MISSING),
    (changed(FULL, doctor__code="<900>"), "doctor.code", Problem.NOT_A_CODE),
    (changed(FULL, doctor__nick="Anni"), "doctor.nick", Problem.UNKNOWN_FIELD),
    ({**FULL, "outings": "not_said"}, "outings", Problem.NOT_ONE_OF_THE_WORDS),
    ({**FULL, "outings": True}, "outings", Problem.WRONG_TYPE),
    ({**FULL, "in_hospital": "yes"}, "in_hospital", Problem.WRONG_TYPE),
    ({**FULL, "in_hospital": 1}, "in_hospital", Problem.WRONG_TYPE),
    ({**FULL, "stay": "at home"}, "stay", Problem.WRONG_TYPE),
    (without(FULL, "stay.street"), "stay.street", Problem.MISSING),
    (without(FULL, "stay.place"), "stay.place", Problem.MISSING),
    (without(FULL, "stay.country"), "stay.country", Problem.MISSING),
    (changed(FULL, stay__country="Luxembourg"), "stay.country", Problem.NOT_A_COUNTRY),
    (changed(FULL, stay__door="left"), "stay.door", Problem.UNKNOWN_FIELD),
    (without(FULL, "diagnosis"), "diagnosis", Problem.MISSING),
    ({**FULL, "diagnosis": ""}, "diagnosis", Problem.NOT_A_CODE),
    ({**FULL, "diagnosis": "a cold"}, "diagnosis", Problem.NOT_A_CODE),
    ({**FULL, "sequel": "relapse", "earlier": ID.upper()}, "earlier", Problem.NOT_A_UUID),
    ({**FULL, "earlier": ID}, "earlier", Problem.NOT_FOR_A_FIRST_CERTIFICATE),
    ({**FULL, "child": {"matricule": LEO}}, "child", Problem.NOT_FOR_THIS_CAUSE),
    (without(FAMILY, "child"), "child", Problem.MISSING),
    (without(FAMILY, "child.matricule"), "child.matricule", Problem.MISSING),
    (changed(FAMILY, child__matricule=MARIE), "child.matricule", Problem.SAME_AS_THE_PERSON),
    ({**FAMILY, "in_hospital": True}, "in_hospital", Problem.NOT_FOR_THIS_CAUSE),
    ({**FULL, "expected_on": "2027-01-15"}, "expected_on", Problem.NOT_FOR_THIS_CAUSE),
    (without(MATERNITY, "expected_on"), "expected_on", Problem.MISSING),
    ({**MATERNITY, "expected_on": "2037-01-15"}, "expected_on", Problem.TOO_FAR_AWAY),
    ({**FULL, "name": "Marie Muster"}, "name", Problem.UNKNOWN_FIELD),
    ({**FULL, "<script>": 1}, "?", Problem.UNKNOWN_FIELD),
]


@pytest.mark.parametrize(("raw", "at", "problem"), WRONG)
def test_each_field_says_what_is_wrong_with_it(raw, at, problem):
    assert found(raw) == {(f"certificate.{at}", problem)}


def test_every_problem_there_is_can_be_had():
    of_the_outside = {Problem.NOT_THIS_SENDER, Problem.NOT_FOR_THIS_PORTAL, Problem.NOT_A_MOMENT}
    assert {problem for _raw, _at, problem in WRONG} | of_the_outside == set(Problem)


def test_all_that_is_wrong_is_told_at_once():
    raw = {**FULL, "matricule": "1", "doctor": {}, "last_day": "never", "nonsense": 1}
    assert found(raw) == {
        ("certificate.matricule", Problem.NOT_A_MATRICULE),
        ("certificate.doctor.name", Problem.MISSING),
        ("certificate.doctor.code", Problem.MISSING),
        ("certificate.last_day", Problem.NOT_A_DAY),
        ("certificate.nonsense", Problem.UNKNOWN_FIELD),
    }


def test_a_year_is_not_too_long_and_a_day_more_is():
    last = date(2027, 11, 22)
    assert found({**FULL, "last_day": last.isoformat()}) == set()
    assert found({**FULL, "last_day": (last + timedelta(days=1)).isoformat()})


def test_a_clock_that_is_a_little_ahead_may_be_in_the_next_day():
    """At two minutes to midnight the doctor's computer may already say tomorrow."""
    raw = {**FULL, "issued_on": "2026-11-24"}
    assert found(raw, now=midnight(date(2026, 11, 24)) - timedelta(minutes=2)) == set()
    assert found(raw, now=midnight(date(2026, 11, 24)) - timedelta(minutes=6))


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.sampled_from([MARIE, "illness", "2026-11-23", ID]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(name=st.sampled_from(sorted([*FULL, "child", "expected_on", "earlier"])), value=json_values)
def test_whatever_stands_in_a_field_it_is_read_or_refused_and_never_repeated(name, value):
    raw = {**copy.deepcopy(FULL), name: value}
    read = rules.certificate(raw, now=NOW)
    assert (read.value is None) is bool(read.problems)
    for one in read.problems:
        assert one.at.startswith("certificate.")
        assert isinstance(one.problem, Problem)


@given(raw=json_values)
def test_whatever_is_signed_is_read_or_refused(raw):
    read = rules.message(raw, sender="practice", audience=OUTSIDE["aud"])
    assert read.value is None
    assert read.problems


# -- the outside ----------------------------------------------------------------------------------


def test_the_outside_of_a_message():
    assert outside().value == rules.Message(
        "practice", UUID(ID), datetime(2026, 11, 23, 10, 0, tzinfo=UTC), {}
    )


@pytest.mark.parametrize(
    ("changes", "at", "problem"),
    [
        ({"iss": "another"}, "iss", Problem.NOT_THIS_SENDER),
        ({"iss": ...}, "iss", Problem.MISSING),
        ({"aud": "https://tests.example/ecit/v1/certificates"}, "aud", Problem.NOT_FOR_THIS_PORTAL),
        ({"aud": ["https://portal.example/ecit/v1/certificates"]}, "aud", Problem.WRONG_TYPE),
        ({"jti": "1"}, "jti", Problem.NOT_A_UUID),
        ({"jti": ...}, "jti", Problem.MISSING),
        ({"iat": -1}, "iat", Problem.NOT_A_MOMENT),
        ({"iat": 10**30}, "iat", Problem.NOT_A_MOMENT),
        ({"iat": "now"}, "iat", Problem.WRONG_TYPE),
        ({"iat": True}, "iat", Problem.WRONG_TYPE),
        ({"iat": 1795428000.5}, "iat", Problem.WRONG_TYPE),
        ({"certificate": ...}, "certificate", Problem.MISSING),
        ({"certificate": []}, "certificate", Problem.WRONG_TYPE),
        ({"exp": 1}, "exp", Problem.UNKNOWN_FIELD),
    ],
)
def test_the_outside_says_what_is_wrong_with_it(changes, at, problem):
    assert [(one.at, one.problem) for one in outside(**changes).problems] == [(at, problem)]


@pytest.mark.parametrize(
    ("age", "answer"),
    [
        (timedelta(hours=24), None),
        (timedelta(hours=24, seconds=1), Answer.SIGNED_TOO_LONG_AGO),
        (timedelta(0), None),
        (timedelta(minutes=-5), None),
        (timedelta(minutes=-5, seconds=-1), Answer.SIGNED_IN_THE_FUTURE),
    ],
)
def test_a_signature_is_fresh_for_a_day(age, answer):
    assert rules.why_not_now(NOW - age, now=NOW) == answer


# -- when it is passed on -------------------------------------------------------------------------

DUE = date(2026, 11, 25)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("now", "due_on", "expected"),
    [
        (at(DUE, time(9, 0)), DUE, at(DUE, time(10, 0))),
        # It would be late: at the end of the day instead.
        (at(DUE, time(23, 30)), DUE, at(DUE, time(23, 50))),
        # The end of the day is nearer than that, or it is late anyway.
        (
            at(DUE, time(23, 55)),
            DUE,
            at(DUE + timedelta(days=1), time(0, 55)),
        ),
        (
            at(DUE + timedelta(days=3), time(9, 0)),
            DUE,
            at(DUE + timedelta(days=3), time(10, 0)),
        ),
        (at(DUE, time(9, 0)), None, at(DUE, time(10, 0))),
    ],
)
def test_waiting_makes_no_certificate_late(now, due_on, expected):
    assert rules.passes_on_at(now, after=HOUR, due_on=due_on) == expected


def test_where_nothing_is_passed_on_by_itself_there_is_no_moment():
    assert rules.passes_on_at(NOW, after=None, due_on=DUE) is None


@given(
    seconds=st.integers(0, 2 * 366 * 24 * 60 * 60),
    minutes=st.integers(0, 7 * 24 * 60),
    ahead=st.none() | st.integers(-10, 10),
)
def test_there_is_always_time_and_never_more_than_said(seconds, minutes, ahead):
    now = NOW + timedelta(seconds=seconds)
    due_on = None if ahead is None else now.date() + timedelta(days=ahead)
    moment = rules.passes_on_at(now, after=timedelta(minutes=minutes), due_on=due_on)
    assert now <= moment <= now + timedelta(minutes=minutes)
