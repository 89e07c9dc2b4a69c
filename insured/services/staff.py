"""What agents may do with files and requests: the group that holds their permissions."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

AGENT_GROUP = "Agents for insured persons"

MAY: dict[str, tuple[str, ...]] = {
    "insuredperson": ("view", "change"),
    "request": ("view",),
    "bankaccount": ("view",),
    "declaration": ("view",),
    "card": ("view", "change"),
}
AND_ALSO = (
    "decide_request",
    "change_matricule",
    "register_newborn",
    "register_mandate",
    "issue_paper",
    "propose_bank_account",
    "confirm_bank_account",
    "resolve_contradictions",
)
"""Who proposed a bank account never confirms it: that is a rule, not a permission."""


@transaction.atomic
def ensure_agent_group() -> Group:
    """The group with exactly the permissions they need. Twice is as good as once.

    Ready texts and imports are the supervisors'.
    """
    group, _created = Group.objects.get_or_create(name=AGENT_GROUP)
    wanted = Q(codename__in=AND_ALSO)
    for model, verbs in MAY.items():
        for verb in verbs:
            wanted |= Q(codename=f"{verb}_{model}")
    group.permissions.set(Permission.objects.filter(wanted, content_type__app_label="insured"))
    return group
