"""Whether an agent is family of somebody, and when a bank account changed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cns_portal import clock
from insured.choices import AccountState
from insured.selectors import bank
from insured.selectors.kin import is_related
from tests.factories import AccountFactory, InsuredPersonFactory
from tests.insured.factories import (
    BankAccountFactory,
    GuardianshipFactory,
    MandateFactory,
    TieFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def me():
    return InsuredPersonFactory(signs_in=True)


@pytest.fixture
def other():
    return InsuredPersonFactory(signs_in=True)


def related(me, *others) -> bool:
    return is_related(me.account, [other.pk for other in others])


def test_strangers_are_not_related(me, other):
    TieFactory(principal=other)
    TieFactory(principal=me)
    assert not related(me, other)


def test_an_agent_without_a_file_is_nobodys_relative(other):
    assert not is_related(AccountFactory(agent=True), [other.pk])


def test_ones_own_file_is_no_relatives(me):
    TieFactory(principal=me)
    assert not related(me, me)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    "tie",
    [
        lambda one, two: TieFactory(principal=one, member=two),
        lambda one, two: GuardianshipFactory(holder=one, child=two),
        lambda one, two: MandateFactory(accepted=True, grantor=one, holder=two),
    ],
    ids=["co_insured", "parent", "mandate"],
)
def test_who_is_tied_to_me_is_related(me, other, tie, turned):
    tie(*((other, me) if turned else (me, other)))
    assert related(me, InsuredPersonFactory(), other)


def test_a_brother_and_the_other_parent_are_related(me, other):
    parent = InsuredPersonFactory()
    GuardianshipFactory(holder=parent, child=me)
    GuardianshipFactory(holder=parent, child=other)
    assert related(me, other)
    mother, child = InsuredPersonFactory(), InsuredPersonFactory()
    GuardianshipFactory(holder=me, child=child)
    GuardianshipFactory(holder=mother, child=child)
    assert related(me, mother)


def test_a_co_insurance_that_is_over_still_makes_a_relative(me, other):
    year_ago = clock.today() - timedelta(days=365)
    TieFactory(
        principal=me,
        member=other,
        first_day=year_ago,
        last_day=year_ago + timedelta(days=1),
        end_reason="decision",
    )
    assert related(me, other)


def test_many_people_cost_as_much_as_one(me):
    def cost(*others) -> int:
        with CaptureQueriesContext(connection) as queries:
            related(me, *others)
        return len(queries)

    one = cost(InsuredPersonFactory())
    for _ in range(5):
        TieFactory(principal=me)
    assert cost(*InsuredPersonFactory.create_batch(7)) == one <= 6


def test_a_first_account_has_not_changed_and_the_second_one_has(me):
    assert bank.changed_at(me) is None
    moment = clock.now() - timedelta(days=40)
    first = BankAccountFactory(person=me)
    assert bank.changed_at(me) is None
    first.state, first.replaced_at = AccountState.REPLACED, moment
    first.save(update_fields=["state", "replaced_at"])
    assert bank.changed_at(me) is None
    second = BankAccountFactory(person=me)
    assert bank.changed_at(me) == second.decided_at
