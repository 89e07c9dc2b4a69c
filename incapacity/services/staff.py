"""What agents and the medical board may do with certificates: the groups with their permissions."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction

AGENT_GROUP = "Agents for incapacity"
BOARD_GROUP = "Medical board"

MAY: dict[str, tuple[str, ...]] = {
    AGENT_GROUP: ("view_certificate", "decide_certificate", "view_medical"),
    BOARD_GROUP: ("view_certificate", "view_medical", "give_opinion"),
}
"""Whoever only books appointments or looks at bills is in neither group and sees no certificate."""


def ensure_agent_group() -> Group:
    """Those who check and decide certificates. Twice is as good as once."""
    return _ensure(AGENT_GROUP)


def ensure_board_group() -> Group:
    """The doctors of the medical board: they read and give an opinion, and decide nothing."""
    return _ensure(BOARD_GROUP)


@transaction.atomic
def _ensure(name: str) -> Group:
    group, _created = Group.objects.get_or_create(name=name)
    found = Permission.objects.filter(codename__in=MAY[name], content_type__app_label="incapacity")
    group.permissions.set(found)
    return group
