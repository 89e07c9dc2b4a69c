"""What agents may do with claims: the group that holds their permissions."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

AGENT_GROUP = "Agents for reimbursements"

MAY: dict[str, tuple[str, ...]] = {
    "claim": ("view",),
    "provider": ("view", "add", "change"),
    "authorisation": ("view", "add"),
    "complementaryclaim": ("view",),
    "objection": ("view",),
    "recalculation": ("view",),
    "tariffload": ("view",),
    "actvalue": ("view",),
    "parametervalue": ("view",),
}
AND_ALSO = ("decide_claim", "pay_claim")
"""Who proposed a decision, or prepared a payment file, never says the second yes: that is a rule,
not a permission."""


@transaction.atomic
def ensure_agent_group() -> Group:
    """The group with exactly the permissions they need. Twice is as good as once."""
    group, _created = Group.objects.get_or_create(name=AGENT_GROUP)
    wanted = Q(codename__in=AND_ALSO)
    for model, verbs in MAY.items():
        for verb in verbs:
            wanted |= Q(codename=f"{verb}_{model}")
    found = Permission.objects.filter(wanted, content_type__app_label="reimbursements")
    group.permissions.set(found)
    return group
