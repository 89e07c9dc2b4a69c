"""The authenticator app of the demonstration's agents, made easy but not skipped."""

import time

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.utils import decrypt, encrypt

from cns_portal.accounts.models import Account
from cns_portal.accounts.second_factor import code_was_used
from cns_portal.sealing.envelope import CannotDecrypt


def set_up(account: Account, *, secret: str) -> None:
    """Give `account` an authenticator app with a known secret; may run again."""
    if _secret_of(account) == secret:
        return
    Authenticator.objects.update_or_create(
        user=account, type=Authenticator.Type.TOTP, defaults={"data": {"secret": encrypt(secret)}}
    )


def code_of(account: Account) -> dict | None:
    """What the app of a demonstration agent shows now; None for every other account.

    Whoever changed their secret has an app of their own, and it is not shown.
    """
    from cns_portal.demo.people import agent_named

    agent = agent_named(account.get_username())
    if agent is None or _secret_of(account) != agent.totp_secret:
        return None
    return current_code(account, agent.totp_secret)


def current_code(account: Account, secret: str) -> dict:
    """The code to type: `code`, `early` when it is the next one, `seconds_left` of this period.

    A code is accepted once, and one period early or late. Whoever signs in twice within half a
    minute is therefore shown the next code, which is good already.
    """
    counter, elapsed = divmod(int(time.time()), app_settings.TOTP_PERIOD)
    now, following = (
        auth.format_hotp_value(auth.hotp_value(secret, number)) for number in (counter, counter + 1)
    )
    early = code_was_used(account, now)
    return {
        "code": following if early else now,
        "early": early,
        "used_up": early and code_was_used(account, following),
        "seconds_left": app_settings.TOTP_PERIOD - elapsed,
    }


def _secret_of(account: Account) -> str | None:
    authenticator = Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).first()
    if authenticator is None:
        return None
    try:
        return decrypt(authenticator.data["secret"])
    except CannotDecrypt:  # encrypted under a key that is gone
        return None
