"""A granted restriction (GDPR, article 18): what is blocked is not forgotten."""

from datetime import timedelta

import pytest
from django.db import transaction

from cns_portal import clock, keeping
from cns_portal.privacy import forgetting, holdings
from cns_portal.procedures.models import Procedure
from cns_portal.rights.choices.requests import RightsKind
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.selectors import restrictions
from incapacity.models import Certificate
from tests.factories import InsuredPersonFactory
from tests.incapacity.factories import CertificateFactory
from tests.rights.factories import RightsRequestFactory
from tests.rights.lives import live

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_root")]

YEARS = timedelta(days=20 * 365)

# What the portal writes down for its own work, and copies that are made for a time.
NOT_SPARED = {
    "accounts.sessions": "who is signed in, and where",
    "rights.exports": "copies of what stays",
}


@pytest.fixture
def person():
    return InsuredPersonFactory(signs_in=True)


def granted(person, *, state: str = "accepted", days_ago: int = 0) -> RightsRequest:
    return RightsRequestFactory(
        person=person,
        kind=RightsKind.RESTRICTION,
        details={"ground": "claims", "data": "My certificates", "text": "A lawsuit"},
        answered_no=True,
        state=state,
        decision={"said": "They are blocked.", "bases": ["art_18_1"]},
        days_ago=days_ago,
    )


def a_draft(person) -> Certificate:
    return CertificateFactory(person=person, draft=True)


def in_years() -> None:
    """Every holding forgets until nothing past its time is left."""
    later = clock.now() + YEARS
    for holding in holdings():
        while holding.forget(now=later):
            pass


def kept(person) -> dict[str, set]:
    """The rows of each holding about this person, by table and key."""
    return {
        holding.code: {
            (rows.model._meta.label, row.pk)
            for rows in holding.rows_of(person.dossier)
            for row in rows
        }
        for holding in holdings()
    }


def test_nothing_of_whoever_is_blocked_is_forgotten_by_any_holding(person, monkeypatch):
    live(person)
    before = kept(person)
    with transaction.atomic():
        in_years()
        lost = {code for code, rows in kept(person).items() if before[code] - rows}
        transaction.set_rollback(True)
    assert lost >= set(NOT_SPARED), lost
    monkeypatch.setattr(keeping, "_blocked", [lambda: [person.dossier]])
    in_years()
    gone = {code: before[code] - rows for code, rows in kept(person).items()}
    assert {code: rows for code, rows in gone.items() if rows and code not in NOT_SPARED} == {}


@pytest.mark.parametrize("state", ["accepted", "partly_accepted"])
def test_a_granted_restriction_blocks_its_person_and_nobody_else(person, state):
    granted(person, state=state)
    theirs, others = a_draft(person), a_draft(InsuredPersonFactory(signs_in=True))
    granted(others.person, state="refused")
    assert list(restrictions.blocked()) == [person.dossier]
    forgetting.forget(now=clock.now() + timedelta(days=200), thorough=True)
    assert list(Certificate.objects.all()) == [theirs]


def test_other_requests_of_the_person_are_spared_with_the_rest(person):
    granted(person)
    other = RightsRequestFactory(person=person, answered_no=True)
    Procedure.objects.filter(pk=other.procedure_id).update(
        updated_at=clock.now() - timedelta(days=3 * 365)
    )
    forgetting.forget(now=clock.now(), thorough=True)
    assert RightsRequest.objects.filter(pk=other.pk).exists()


def test_each_blocked_person_costs_a_part_of_the_question_and_no_query(
    person, django_assert_num_queries
):
    """One query says who is blocked, whatever their number; the other asks for the rows."""
    holding = next(one for one in holdings() if one.code == "incapacity.drafts")
    for _number in range(3):
        granted(InsuredPersonFactory(signs_in=True))
    with django_assert_num_queries(2):
        holding.due(now=clock.now())
