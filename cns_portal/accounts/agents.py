"""Who at the CNS may do something: those in a group that has the permission."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import Permission
from django.db.models import QuerySet

from cns_portal.accounts.models import Account

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser


def who_may(permission: str) -> QuerySet[Account]:
    """Everybody whom a group gives `permission` ("app.codename"), also those who have left."""
    app, codename = permission.split(".")
    named = Permission.objects.filter(codename=codename, content_type__app_label=app)
    return Account.objects.filter(is_staff=True, groups__in=named.values("group")).distinct()


def colleagues_of(agent: Account | AbstractUser, *, may: str) -> QuerySet[Account]:
    """Who else has the permission `may` and still works here, by name; one query."""
    others = who_may(may).filter(is_active=True).exclude(pk=agent.pk)
    return others.order_by("last_name", "first_name", "pk")
