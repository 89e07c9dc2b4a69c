"""What agents may do with questions: the group that holds their permissions."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction

AGENT_GROUP = "Agents for questions"
MAY = ("view_question", "answer_question")


@transaction.atomic
def ensure_agent_group() -> Group:
    """Those who read and answer questions. Twice is as good as once."""
    group, _created = Group.objects.get_or_create(name=AGENT_GROUP)
    found = Permission.objects.filter(codename__in=MAY, content_type__app_label="contact")
    group.permissions.set(found)
    return group
