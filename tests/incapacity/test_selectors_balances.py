"""Certificates as rules see them, and the figures made of them: what is read, and how often."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cns_portal.kernel.matricule import with_check_digits
from cns_portal.kernel.spans import Days
from incapacity.choices.certificates import Cause, CertificateState, Outings, Sequel
from incapacity.choices.counting import Payer
from incapacity.rules.facts import Absence, Child
from incapacity.selectors import absences, balances
from tests.factories import InsuredPersonFactory
from tests.incapacity.factories import CertificateFactory, DiagnosisFactory
from tests.insured.families import child_of, worker

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
NUMBER = with_check_digits("20240510123")


@pytest.fixture
def marie():
    return worker()


def test_a_certificate_as_a_rule_sees_it(marie):
    row = CertificateFactory(
        person=marie, accepted=True, outings=Outings.FORBIDDEN, in_hospital=True,
        sequel=Sequel.RELAPSE,
    )  # fmt: skip
    assert absences.of(marie) == [
        Absence(
            Days(date(2026, 11, 16), date(2026, 11, 20)),
            Cause.ILLNESS,
            CertificateState.ACCEPTED,
            Sequel.RELAPSE,
            key=row.public_id,
            outings=Outings.FORBIDDEN,
            in_hospital=True,
        )
    ]


@pytest.mark.parametrize("situation", ["draft", "arrived", "kept", "refused"])
def test_what_does_not_count_is_not_there(marie, situation):
    CertificateFactory(person=marie, **{situation: True})
    assert absences.of(marie) == []


@pytest.mark.parametrize("situation", ["taken", "asked", "at_board", "accepted"])
def test_what_was_sent_counts(marie, situation):
    CertificateFactory(person=marie, **{situation: True})
    assert [one.counts for one in absences.of(marie)] == [True]


def test_nobody_elses_certificates(marie):
    CertificateFactory()
    assert absences.of(marie) == []


def test_only_those_with_a_day_in_a_stretch(marie):
    for month in (1, 3, 5):
        CertificateFactory(person=marie, first_day=date(2026, month, 10))
    found = absences.of(marie, within=Days(date(2026, 1, 14), date(2026, 3, 10)))
    assert [one.days.first.month for one in found] == [1, 3]


def test_a_child_is_the_same_however_it_was_chosen(marie):
    child = child_of(marie, born=date(2024, 5, 10))
    child.matricule = NUMBER
    child.save()
    CertificateFactory(person=marie, family=True, child=child, child_in_hospital=True)
    CertificateFactory(
        person=marie, family=True, child=None, child_matricule=NUMBER,
        first_day=date(2026, 11, 9), leave_days=Decimal("1.5"),
    )  # fmt: skip
    assert [one.child for one in absences.of(marie)] == [
        Child(NUMBER, date(2024, 5, 10)),
        Child(NUMBER, date(2024, 5, 10), in_hospital=True),
    ]


def test_a_birth_that_is_stated_wins_over_the_number(marie):
    CertificateFactory(
        person=marie, family=True, child=None, child_matricule=NUMBER,
        child_born_on=date(2024, 5, 11),
    )  # fmt: skip
    assert absences.of(marie)[0].child.born_on == date(2024, 5, 11)


def test_nothing_sealed_is_read(marie):
    row = CertificateFactory(person=marie, note="a secret", late_because="another")
    DiagnosisFactory(certificate=row)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        absences.of(marie)
    (query,) = queries
    for column in ("note", "late_because", "as_sent", "stay", "board_opinion", "diagnosis"):
        assert column not in query["sql"]


def test_figures_of_a_long_illness(marie):
    CertificateFactory(
        person=marie, first_day=date(2026, 8, 10), last_day=date(2026, 10, 25), accepted=True
    )
    found = balances.of(marie, today=TODAY)
    assert (found.employer.month.payer, found.employer.following.in_reference) == (Payer.CNS, 77)
    assert found.employer.limit_on == date(2026, 10, 25)
    assert found.benefit.used == 77
    assert found.children == []


def test_each_child_has_its_balance(marie):
    lea, tom = child_of(marie, born=date(2024, 5, 10)), child_of(marie, born=date(2016, 1, 1))
    CertificateFactory(person=marie, family=True, child=tom)
    found = balances.of(marie, today=TODAY)
    assert [(one.name, one.leave.current.left, one.is_own) for one in found.children] == [
        (lea.full_name, 12, True), (tom.full_name, 13, True)
    ]  # fmt: skip


def test_a_child_of_age_is_shown_only_where_leave_was_taken(marie):
    born = TODAY.replace(year=TODAY.year - 17)
    child = child_of(marie, born=born)
    later = TODAY + timedelta(days=400)
    assert balances.from_absences([], own=[child], today=later).children == []
    CertificateFactory(person=marie, family=True, child=child, child_in_hospital=True)
    found = balances.from_absences(absences.of(marie), own=[child], today=later)
    assert [one.leave.current for one in found.children] == [None]


def test_a_child_that_is_not_ones_own_is_not_named(marie):
    stranger = InsuredPersonFactory(first_name="Zoé", matricule=NUMBER)
    CertificateFactory(person=marie, family=True, child=stranger)
    (found,) = balances.of(marie, today=TODAY).children
    assert (found.name, found.is_own) == (f"2024 05 10 {NUMBER[8:]}", False)


def test_what_is_left_for_a_child_before_a_certificate_is_sent(marie):
    child = child_of(marie, born=date(2024, 5, 10))
    CertificateFactory(person=marie, family=True, child=child)
    leave = balances.leave_for(marie, balances.child_facts(child), today=TODAY)
    assert leave.current.left == 7


def test_the_number_of_questions_does_not_grow(marie):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            balances.of(marie, today=TODAY)
        return len(queries)

    child = child_of(marie, born=date(2024, 5, 10))
    CertificateFactory(person=marie, family=True, child=child)
    few = asked()
    for week in range(1, 15):
        first = date(2026, 11, 16) - timedelta(weeks=week)
        CertificateFactory(person=marie, first_day=first)
        CertificateFactory(
            person=marie, family=True, first_day=first, child=child_of(marie, born=first)
        )
    assert asked() == few == 3
