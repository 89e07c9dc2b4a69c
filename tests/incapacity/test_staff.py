"""The groups of agents and of the medical board have exactly what they need."""

import pytest

from incapacity.services import staff
from tests.factories import AccountFactory

pytestmark = pytest.mark.django_db

GROUPS = {
    staff.AGENT_GROUP: staff.ensure_agent_group,
    staff.BOARD_GROUP: staff.ensure_board_group,
}


@pytest.mark.parametrize("name", sorted(GROUPS))
def test_a_group_has_exactly_what_it_needs_however_often_it_is_made(name):
    group = GROUPS[name]()
    group.permissions.clear()
    for _time in range(2):
        permissions = GROUPS[name]().permissions.select_related("content_type")
        assert {one.codename for one in permissions} == set(staff.MAY[name])
        assert {one.content_type.app_label for one in permissions} == {"incapacity"}


def test_the_board_reads_and_decides_nothing():
    doctor = AccountFactory(agent=True)
    doctor.groups.add(staff.ensure_board_group())
    assert doctor.has_perm("incapacity.view_medical")
    assert doctor.has_perm("incapacity.give_opinion")
    assert not doctor.has_perm("incapacity.decide_certificate")
