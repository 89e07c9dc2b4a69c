"""Data protection officers, for the tests."""

from django.urls import reverse

from cns_portal.rights.services.staff import ensure_group
from insured.services.seen import mark_of
from tests.factories import AccountFactory

QUEUE = "/admin/rights/rightsrequest/"


def an_officer(**names):
    """Somebody of the group."""
    account = AccountFactory(agent=True, **{"first_name": "Dora", **names})
    account.groups.add(ensure_group())
    return account


def page_of(request, name: str = "change") -> str:
    """The address of a request's page or of one of its actions."""
    return reverse(f"admin:rights_rightsrequest_{name}", args=[request.pk])


def seen(request) -> str:
    """The mark of what the request's page would show now."""
    request.refresh_from_db()
    return mark_of(request)
