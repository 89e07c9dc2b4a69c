"""What the data protection officer may do: the group that holds the permissions."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction

GROUP = "Data protection"

MAY: tuple[tuple[str, str], ...] = (
    ("rights", "view_rightsrequest"),
    ("rights", "answer_rightsrequest"),
    ("procedures", "view_procedure"),
    ("procedures", "answer_procedure"),
    ("privacy", "view_forgettingrun"),
    ("privacy", "view_erasureorder"),
    ("audit", "view_auditcheck"),
)


@transaction.atomic
def ensure_group() -> Group:
    """The group with exactly the permissions they need. Twice is as good as once."""
    group, _created = Group.objects.get_or_create(name=GROUP)
    found = [
        Permission.objects.get(codename=codename, content_type__app_label=app)
        for app, codename in MAY
    ]
    group.permissions.set(found)
    return group
