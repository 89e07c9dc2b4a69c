"""Agents and doctors of the board at the admin's window on certificates."""

from django.urls import reverse

from incapacity.services.staff import ensure_agent_group, ensure_board_group
from insured.services.seen import mark_of
from insured.services.staff import ensure_agent_group as ensure_group_of_the_hall
from tests.factories import AccountFactory

QUEUE = "/admin/incapacity/certificate/"


def an_agent(**names):
    """Somebody of the group for incapacity, and of that for insured persons."""
    account = AccountFactory(agent=True, **{"first_name": "Anne", **names})
    account.groups.add(ensure_agent_group(), ensure_group_of_the_hall())
    return account


def a_doctor(**names):
    """Somebody of the medical board."""
    account = AccountFactory(agent=True, **{"first_name": "Doris", **names})
    account.groups.add(ensure_board_group())
    return account


def page_of(certificate, name: str = "change") -> str:
    """The address of a certificate's page or of one of its actions."""
    return reverse(f"admin:incapacity_certificate_{name}", args=[certificate.pk])


def seen(certificate) -> str:
    """The mark of what the page would show now."""
    certificate.refresh_from_db()
    return mark_of(certificate)
