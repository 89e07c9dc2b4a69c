"""What editors may do: the group with its permissions."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

EDITOR_GROUP = "Editors"
MAY = ("view_entry", "add_entry", "change_entry", "publish_text", "view_pageopinion")


@transaction.atomic
def ensure_editor_group() -> Group:
    """Those who write, preview and publish. Twice is as good as once."""
    group, _created = Group.objects.get_or_create(name=EDITOR_GROUP)
    found = Permission.objects.filter(codename__in=MAY, content_type__app_label="content")
    group.permissions.set(found)
    return group
