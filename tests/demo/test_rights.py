"""The requests about personal data of the demonstration."""

import pytest

from cns_portal import clock
from cns_portal.demo import people, rights
from cns_portal.rights.choices.requests import RightsState
from cns_portal.rights.models import RightsRequest
from cns_portal.rights.selectors import work
from insured.selectors import replies

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts():
    people.seed_people()
    return people.seed_agents()


def test_there_is_a_request_in_each_state_and_one_is_late(accounts):
    assert rights.seed_rights(accounts) == 5
    states = set(RightsRequest.objects.values_list("state", flat=True))
    assert states == {
        RightsState.SENT,
        RightsState.BEING_CHECKED,
        RightsState.NEEDS_YOU,
        RightsState.REFUSED,
    }
    assert RightsRequest.objects.late(today=clock.today()).count() == 1
    for request in RightsRequest.objects.all():
        assert request.procedure.current_state == request.state


def test_a_second_start_adds_nothing(accounts):
    rights.seed_rights(accounts)
    assert rights.seed_rights(accounts) == 0


def test_the_officer_answers_and_decides_nothing_else(accounts):
    rights.seed_rights(accounts)
    officer = accounts["dpo"]
    assert officer.has_perm(work.MAY_ANSWER)
    assert not officer.is_superuser
    for other in (
        "insured.decide_request",
        "reimbursements.decide_claim",
        "incapacity.view_medical",
    ):
        assert not officer.has_perm(other)


@pytest.mark.parametrize("use", ["ask", "accept", "refuse"])
def test_there_are_ready_texts_in_every_language(use):
    offered = [one for one in replies.offered(kind="rights", use=use) if one.kind == "rights"]
    assert offered
    for template in offered:
        assert all(template.texts.values())
