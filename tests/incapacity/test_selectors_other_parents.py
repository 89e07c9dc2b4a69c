"""Two parents on leave for one child on the same days: noticed however each of them named it."""

from datetime import date
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cns_portal import clock
from incapacity.choices.contradictions import Contradiction
from incapacity.models import Certificate
from incapacity.selectors import contradictions, drafts, work
from tests.factories import InsuredPersonFactory, some_matricule
from tests.incapacity.factories import NOON, CertificateFactory
from tests.incapacity.sendable import marie
from tests.insured.families import child_of

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 20)
FORMER = some_matricule(41, born="20240510")


@pytest.fixture
def mother():
    return marie()


@pytest.fixture
def child(mother):
    """Tied to one parent only, known to the register under another number before."""
    found = child_of(mother, born=date(2024, 5, 10), number=42)
    found.former_matricules.create(matricule=FORMER, replaced_at=NOON, reason="Corrected")
    return found


HOW = {
    "chosen": lambda child: {"child": child},
    "typed": lambda child: {"child": None, "child_matricule": child.matricule},
    "typed as it was": lambda child: {"child": None, "child_matricule": FORMER},
}


def on_leave(person, child, how: str, **columns) -> Certificate:
    return CertificateFactory(person=person, cause="family", **HOW[how](child), **columns)


def at_once(certificate: Certificate, *, for_agent: bool = True) -> list:
    """The days of another parent that an agent is told of."""
    concerns = contradictions.of(work.get(certificate.pk), today=TODAY, for_agent=for_agent)
    return [one.about["days"] for one in concerns if one.what == Contradiction.BOTH_PARENTS]


@pytest.mark.parametrize(("first", "second"), list(product(HOW, repeat=2)))
def test_it_is_noticed_on_both_certificates(mother, child, first, second):
    hers = on_leave(mother, child, first)
    his = on_leave(marie(), child, second, first_day=date(2026, 11, 20))
    assert [days.first for days in at_once(hers)] == [his.first_day]
    assert [days.first for days in at_once(his)] == [hers.first_day]
    assert at_once(hers, for_agent=False) == at_once(his, for_agent=False) == []


@pytest.mark.parametrize(("first", "second"), list(product(("chosen", "typed"), repeat=2)))
def test_days_that_only_adjoin_are_not(mother, child, first, second):
    hers = on_leave(mother, child, first)
    his = on_leave(marie(), child, second, first_day=date(2026, 11, 21))
    assert at_once(hers) == at_once(his) == []


@pytest.mark.parametrize(("mine", "other"), list(product(("chosen", "typed"), repeat=2)))
def test_another_child_of_the_same_day_is_another_child(mother, child, mine, other):
    sibling = child_of(mother, born=date(2024, 5, 10), number=43)
    hers = on_leave(mother, child, mine)
    on_leave(marie(), sibling, other)
    assert at_once(hers) == []


def test_a_number_that_nobody_on_file_has_is_compared_too():
    number = some_matricule(44, born="20240510")
    hers, his = (
        CertificateFactory(person=marie(), cause="family", child_matricule=number)
        for _parent in range(2)
    )
    assert len(at_once(hers)) == len(at_once(his)) == 1


def test_a_child_without_a_number_is_nobody_else():
    known_abroad = {"matricule": None, "person_identifier": "FR/LU/1"}
    child = InsuredPersonFactory(**known_abroad)
    hers, his = (
        CertificateFactory(person=marie(), cause="family", child=child) for _parent in range(2)
    )
    CertificateFactory(person=marie())
    assert len(at_once(hers)) == len(at_once(his)) == 1


@pytest.mark.parametrize("situation", ["draft", "arrived", "kept", "refused"])
def test_what_does_not_count_is_no_leave(mother, child, situation):
    hers = on_leave(mother, child, "chosen")
    on_leave(marie(), child, "typed", **{situation: True})
    assert at_once(hers) == []


def test_ones_own_leave_is_not_the_other_parents(mother, child):
    hers = on_leave(mother, child, "chosen")
    on_leave(mother, child, "typed")
    assert at_once(hers) == []


@pytest.mark.parametrize("how", HOW)
def test_the_number_of_questions_does_not_grow(mother, child, how):
    def asked() -> int:
        certificate = work.get(hers.pk)
        with CaptureQueriesContext(connection) as queries:
            contradictions.of(certificate, today=TODAY, for_agent=True)
        return len(queries)

    hers = on_leave(mother, child, how)
    on_leave(marie(), child, "typed")
    few = asked()
    for other in HOW:
        on_leave(marie(), child, other)
    assert len(at_once(hers)) == 4
    assert asked() == few


def test_an_own_child_is_known_by_a_number_it_had_before(mother, child):
    today = clock.today()
    assert drafts.child_with(mother, FORMER, today=today) == child
    assert drafts.child_with(mother, child.matricule, today=today) == child
    assert drafts.child_with(marie(), FORMER, today=today) is None
