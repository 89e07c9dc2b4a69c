"""Agents at the admin's window, for the tests of requests and files."""

from django.test import Client
from django.urls import reverse

from insured.services.staff import ensure_agent_group
from tests.accounts.agents import sign_in_agent
from tests.factories import AccountFactory

QUEUES = "/admin/insured/request/"
FILES = "/admin/insured/insuredperson/"


def window_of(account) -> Client:
    """A browser in which the account has signed in with its second factor."""
    client = Client()
    sign_in_agent(client, account)
    return client


def an_agent(**names):
    """Somebody of the group, without an agency."""
    account = AccountFactory(agent=True, **{"first_name": "Anne", **names})
    account.groups.add(ensure_agent_group())
    return account


def request_page(request, name: str = "change") -> str:
    """The address of a request's page or of one of its actions."""
    return reverse(f"admin:insured_request_{name}", args=[request.pk])


def file_page(person, name: str = "change") -> str:
    """The address of a person's file or of one of its actions."""
    return reverse(f"admin:insured_insuredperson_{name}", args=[person.pk])
