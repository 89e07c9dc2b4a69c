"""For whom an account acts just now: the trail and the histories name both, and nobody else."""

import pytest

from cns_portal import audit, procedures
from cns_portal.audit import behalf
from cns_portal.audit.behalf import Behalf
from cns_portal.procedures.choices import ActorKind, Phase
from tests.factories import AccountFactory, InsuredPersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    return AccountFactory()


@pytest.fixture
def for_max(account):
    return Behalf(account.pk, "Max Beispill", "guardian", 7)


def test_the_trail_says_by_what_right_and_the_row_is_remembered(account, for_max):
    with behalf.acting(for_max) as present:
        entry = audit.record(account, "thing.done", account, details={"count": 1})
    assert entry.details == {"count": 1, "by": {"guardian": 7}}
    assert present.done == [entry]


def test_what_others_do_meanwhile_is_theirs(for_max):
    other = AccountFactory(agent=True)
    with behalf.acting(for_max) as present:
        entries = [audit.record(who, "thing.done", other) for who in (other, audit.SYSTEM)]
        assert behalf.name_for(other) == ""
    assert [entry.details for entry in entries] == [{}, {}]
    assert present.done == []


def test_afterwards_it_is_over_also_when_something_broke(account, for_max):
    with pytest.raises(RuntimeError), behalf.acting(for_max):
        raise RuntimeError
    assert behalf.of(account) is None
    assert audit.record(account, "thing.done", account).details == {}


def test_histories_name_the_person_unless_told_otherwise(account, for_max):
    person = InsuredPersonFactory()
    with behalf.acting(for_max) as present:
        case = procedures.open_procedure(
            kind="appointment",
            dossier=person.dossier,
            created_by=account,
            contact_email="",
            language="en",
            state="requested",
            actor_kind=ActorKind.PERSON,
        )
        common = {"phase": Phase.DONE, "state": "cancelled"}
        procedures.add_event(
            case,
            what="appointment.cancelled",
            actor=account,
            actor_kind=ActorKind.PERSON,
            on_behalf_of="Somebody",
            **common,
        )
        procedures.add_event(
            case, what="appointment.freed", actor=None, actor_kind=ActorKind.SYSTEM, **common
        )
    events = case.events.in_order()
    assert [event.on_behalf_of for event in events] == ["Max Beispill", "Somebody", ""]
    assert present.done == list(events[:2])
