"""Agents for tests, here and in other rooms."""

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.test import Client

from cns_portal.accounts.models import Account
from cns_portal.demo import second_factor

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "a-password-for-tests"


def an_agent(username: str = "agent", *, second_factor_set_up: bool = True, **fields) -> Account:
    """An account that may work in the admin."""
    agent = Account.objects.create_user(username, password=PASSWORD, **{"is_staff": True, **fields})
    if second_factor_set_up:
        second_factor.set_up(agent, secret=SECRET)
    return agent


def sign_in_agent(client: Client, agent: Account) -> None:
    """As if password and code had been typed: for tests about what comes after."""
    client.force_login(agent)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": 0, "username": agent.username},
        {"method": "mfa", "at": 0, "type": Authenticator.Type.TOTP},
    ]
    session["account_authentication_methods_user"] = str(agent.pk)
    session.save()


def search(client: Client, address: str, text: str):
    """The list that answers when this is typed into the box of an admin's list."""
    return client.post(address, {"search_text": text}, follow=True)


def code(agent: Account, secret: str = SECRET) -> str:
    """What the agent's authenticator app shows now."""
    return second_factor.current_code(agent, secret)["code"]
