"""Agents at the admin's window, for the tests of this folder."""

from django.test import Client
from django.urls import reverse

from appointments.services.staff import ensure_agent_group
from tests.accounts.agents import sign_in_agent
from tests.factories import AccountFactory

LIST = "/admin/appointments/appointment/"


def window_of(account) -> Client:
    """A browser in which the account has signed in with its second factor."""
    client = Client()
    sign_in_agent(client, account)
    return client


def agent_of(*agencies):
    """An agent with the group's permissions, to whom these agencies are assigned."""
    account = AccountFactory(agent=True, first_name="Anne", agencies=agencies)
    account.groups.add(ensure_agent_group())
    return account


def page(appointment, name: str = "change") -> str:
    """The address of an appointment's page or of one of its actions."""
    return reverse(f"admin:appointments_appointment_{name}", args=[appointment.pk])
