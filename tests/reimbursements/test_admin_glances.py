"""The agents' start page counts what waits in the room, whatever list it stands in."""

import pytest

from reimbursements.choices.money import ComplementaryState, ObjectionState
from tests.insured.agents import window_of
from tests.reimbursements.agents import an_agent
from tests.reimbursements.factories import ComplementaryClaimFactory, ObjectionFactory

pytestmark = pytest.mark.django_db


def test_objections_and_complementary_reimbursements_stand_on_the_start_page():
    agent = an_agent()
    ObjectionFactory()
    ObjectionFactory(state=ObjectionState.WITHDRAWN)
    ComplementaryClaimFactory()
    ComplementaryClaimFactory(state=ComplementaryState.BEING_CHECKED, agent=agent)
    ComplementaryClaimFactory(state=ComplementaryState.WITHDRAWN)
    window = window_of(agent)

    glances = {glance.label: glance for glance in window.get("/admin/").context["glances"]}

    for label, count in (
        ("Objections that wait", 1),
        ("Complementary reimbursements that wait", 2),
    ):
        assert glances[label].count == count
        assert len(window.get(glances[label].address).context["cl"].result_list) == count
