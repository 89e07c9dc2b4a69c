"""The group of the agents for reimbursements, and to whom a claim can be handed."""

import pytest

from cns_portal.accounts.agents import colleagues_of
from reimbursements.services.staff import AND_ALSO, MAY, ensure_agent_group
from tests.factories import AccountFactory
from tests.reimbursements.agents import an_agent

pytestmark = pytest.mark.django_db


def test_the_group_has_exactly_what_it_needs_however_often_it_is_made():
    group = ensure_agent_group()
    group.permissions.clear()
    wanted = {f"{verb}_{model}" for model, verbs in MAY.items() for verb in verbs}
    for _time in range(2):
        permissions = ensure_agent_group().permissions.select_related("content_type")
        assert {one.codename for one in permissions} == wanted | set(AND_ALSO)
        assert {one.content_type.app_label for one in permissions} == {"reimbursements"}


def test_a_claim_is_handed_to_agents_who_may_decide_and_still_work_here():
    me, colleague = an_agent(), an_agent(last_name="Zweet")
    gone = an_agent()
    gone.is_active = False
    gone.save()
    AccountFactory(agent=True)
    assert list(colleagues_of(me, may="reimbursements.decide_claim")) == [colleague]
