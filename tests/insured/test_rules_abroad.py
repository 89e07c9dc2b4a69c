"""Who may ask for a form for care abroad."""

from datetime import date, timedelta

import pytest

from insured.choices import Cover, RequestKind, RequestRefusal, RequestState
from insured.choices.abroad import AbroadRefusal, Care, MedicalOpinion, WhyNotAbroad
from insured.choices.countries import Country
from insured.rules.abroad import (
    days_until_sent_by_itself,
    form_for,
    is_short_notice,
    why_not_accept,
    why_not_authorise,
    why_not_note_opinion,
    why_not_register,
)

TODAY = date(2026, 11, 22)
S1, BL1 = RequestKind.S1, RequestKind.BL1
WORKS, PENSION = Cover.COMPULSORY, Cover.PENSION
IN_A_WEEK = TODAY + timedelta(days=7)


@pytest.mark.parametrize(
    ("residence", "expected"),
    [
        *((code, S1) for code in ("FR", "DE", "CH", "NO", "GB")),
        ("BE", BL1),
        *((code, None) for code in ("LU", "RS", "ZZ")),
    ],
)
def test_the_form_follows_from_the_country(residence, expected):
    assert form_for(Country(residence), today=TODAY) == expected


def test_without_a_country_there_is_no_form():
    assert form_for(None, today=TODAY) is None


@pytest.mark.parametrize(
    ("form", "residence", "covers", "expected"),
    [
        (S1, "FR", [WORKS], None),
        (S1, "FR", [PENSION], None),
        (S1, "DE", [WORKS, Cover.CO_INSURED], None),
        (BL1, "BE", [WORKS], None),
        (S1, None, [WORKS], WhyNotAbroad.COUNTRY_UNKNOWN),
        (S1, "LU", [WORKS], WhyNotAbroad.LIVES_HERE),
        (BL1, "LU", [WORKS], WhyNotAbroad.LIVES_HERE),
        (S1, "BE", [WORKS], WhyNotAbroad.LIVES_IN_BELGIUM),
        (BL1, "FR", [WORKS], WhyNotAbroad.NOT_IN_BELGIUM),
        (S1, "ZZ", [WORKS], WhyNotAbroad.OUTSIDE_EUROPE),
        (S1, "RS", [WORKS], WhyNotAbroad.OUTSIDE_EUROPE),
        (S1, "FR", [], WhyNotAbroad.NOT_AFFILIATED),
        (S1, "FR", [Cover.CO_INSURED], WhyNotAbroad.CO_INSURED),
        (S1, "FR", [Cover.VOLUNTARY_CONTINUED], WhyNotAbroad.VOLUNTARY),
        (S1, "FR", [Cover.VOLUNTARY_OPTIONAL], WhyNotAbroad.VOLUNTARY),
        (S1, "LU", [], WhyNotAbroad.LIVES_HERE),
    ],
)
def test_who_may_register_abroad(form, residence, covers, expected):
    country = Country(residence) if residence else None
    found = why_not_register(form, residence=country, covers=covers, today=TODAY)
    assert found == expected


def ask(**changed):
    asked = {
        "residence": Country.LU,
        "country": Country.BE,
        "care": Care.HOSPITAL,
        "first": IN_A_WEEK,
        "last": IN_A_WEEK,
        "is_covered": True,
        "today": TODAY,
    }
    return why_not_authorise(**{**asked, **changed})


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, None),
        ({"first": TODAY, "last": TODAY}, None),
        ({"care": Care.EQUIPMENT}, None),
        ({"country": Country.TR, "care": Care.OUTPATIENT}, None),
        ({"country": Country.OTHER}, None),
        ({"residence": None}, None),
        ({"residence": Country.OTHER, "country": Country.OTHER}, None),
        ({"last": TODAY}, WhyNotAbroad.ENDS_BEFORE_BEGINNING),
        ({"first": TODAY - timedelta(days=1)}, WhyNotAbroad.ALREADY_BEGUN),
        ({"country": Country.LU}, WhyNotAbroad.IN_LUXEMBOURG),
        ({"residence": Country.FR, "country": Country.LU}, WhyNotAbroad.IN_LUXEMBOURG),
        ({"residence": Country.FR, "country": Country.FR}, WhyNotAbroad.AT_HOME),
        ({"residence": Country.BE, "country": Country.BE}, WhyNotAbroad.AT_HOME),
        ({"care": Care.OUTPATIENT}, WhyNotAbroad.NOT_NEEDED),
        ({"is_covered": False}, WhyNotAbroad.NOT_COVERED_THEN),
    ],
)
def test_who_may_ask_for_an_authorisation(changed, expected):
    assert ask(**changed) == expected


@pytest.mark.parametrize(("days", "expected"), [(0, True), (6, True), (7, False), (30, False)])
def test_a_week_is_what_an_authorisation_usually_takes(days, expected):
    assert is_short_notice(TODAY + timedelta(days=days), today=TODAY) == expected


def test_every_reason_is_somebodys():
    """All of them were given above: none is left over in the words."""
    given = {
        *(row[3] for row in test_who_may_register_abroad.pytestmark[0].args[1]),
        *(row[1] for row in test_who_may_ask_for_an_authorisation.pytestmark[0].args[1]),
    }
    assert given - {None} == set(WhyNotAbroad)


@pytest.mark.parametrize(
    ("residence", "postcode", "expected"),
    [
        ("FR", "57100", 15),
        ("FR", " 54000", 15),
        ("FR", "75001", None),
        ("FR", "", None),
        ("DE", "54290", None),
        ("BE", "6700", None),
    ],
)
def test_where_the_form_comes_by_itself(residence, postcode, expected):
    found = days_until_sent_by_itself(Country(residence), postcode, today=TODAY)
    assert found == expected


def test_without_a_country_nothing_comes_by_itself():
    assert days_until_sent_by_itself(None, "57100", today=TODAY) is None


@pytest.mark.parametrize(
    ("opinion", "expected"),
    [
        ("", AbroadRefusal.OPINION_MISSING),
        (MedicalOpinion.UNFAVOURABLE, AbroadRefusal.OPINION_UNFAVOURABLE),
        (MedicalOpinion.FAVOURABLE, None),
    ],
)
def test_only_a_favourable_opinion_authorises(opinion, expected):
    assert why_not_accept(opinion) == expected


@pytest.mark.parametrize("kind", list(RequestKind))
@pytest.mark.parametrize("state", list(RequestState))
@pytest.mark.parametrize("is_mine", [True, False])
def test_when_an_opinion_can_be_noted(kind, state, is_mine):
    found = why_not_note_opinion(kind=kind, state=state, is_mine=is_mine)
    being_checked = state in {RequestState.BEING_CHECKED, RequestState.NEEDS_YOU}
    if kind != RequestKind.S2 or not being_checked:
        assert found == RequestRefusal.CLOSED
    else:
        assert found == (None if is_mine else RequestRefusal.NOT_YOURS)
