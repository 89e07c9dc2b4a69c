"""The second factor of agents: how its seed is kept, and whether a session has used it."""

import base64
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal.sealing import envelope
from cns_portal.sealing.rotation import Piece

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account

_CONTEXT = b"second factor"
_SEALED, _FERNET = "sealed:", "gAAAA"
"""How texts begin that were encrypted under a storage key, and under one made from SECRET_KEY."""


def was_used(request: HttpRequest) -> bool:
    """Whether the signed-in account has shown its second factor in this very session."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def is_set_up(account: "Account") -> bool:
    """Whether the account has an authenticator app."""
    return is_mfa_enabled(account, ["totp"])


def code_was_used(account: "Account", code: str) -> bool:
    """Whether a code of the authenticator app was accepted and could be accepted again."""
    return cache.get(_used_key(account, code)) is not None


def remember_used(account: "Account", code: str) -> None:
    """A code is accepted once.

    allauth remembers it for one period only, but with a tolerance it stays good for several.
    """
    periods = 2 * app_settings.TOTP_TOLERANCE + 1
    cache.set(_used_key(account, code), "y", timeout=periods * app_settings.TOTP_PERIOD)


def _used_key(account: "Account", code: str) -> str:
    return TOTP(Authenticator(user=account))._get_used_cache_key(code)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Seeds and recovery codes are encrypted at rest under the portal's storage keys.

    A database dump alone is not enough to make codes. `manage.py rotate_keys` moves them to a new
    key. What was encrypted with a key from SECRET_KEY, as it was at first, still opens until then.
    """

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy(
            "This code is not right, or it was used already. Wait for the next one and try again."
        ),
    }

    def encrypt(self, text: str) -> str:
        sealed = envelope.encrypt(text.encode(), context=_CONTEXT)
        return _SEALED + base64.b64encode(sealed).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return _opened(encrypted_text)

    def get_totp_issuer(self) -> str:
        return _("CNS portal, agents")

    def get_totp_label(self, user) -> str:
        return user.username

    def can_delete_authenticator(self, authenticator) -> bool:
        return False


def pieces() -> Iterator[Piece]:
    """Every seed, for `sealing.rotation`; those under a key from SECRET_KEY are to be moved too."""
    for authenticator in Authenticator.objects.order_by("pk").iterator():
        kept = {name: text for name, text in authenticator.data.items() if _is_encrypted(text)}
        for name, text in kept.items():
            yield Piece(
                where=f"mfa_authenticator.data.{name} {authenticator.pk}",
                key=envelope.name_of_key_of(_bytes(text)) if text.startswith(_SEALED) else "",
                move=lambda pk=authenticator.pk, name=name, text=text: _move(pk, name, text),
            )


@transaction.atomic
def _move(pk: int, name: str, text: str) -> bool:
    """Put a seed under the newest key, unless it was set up anew meanwhile."""
    row = Authenticator.objects.select_for_update().filter(pk=pk).first()
    if row is None or row.data.get(name) != text:
        return False
    row.data = {**row.data, name: SecondFactorAdapter().encrypt(_opened(text))}
    row.save(update_fields=["data"])
    return True


def _opened(text: str) -> str:
    if text.startswith(_SEALED):
        return envelope.decrypt(_bytes(text), context=_CONTEXT).decode()
    try:
        return _fernet().decrypt(text.encode()).decode()
    except InvalidToken as error:
        raise envelope.CannotDecrypt("The seed was encrypted under another SECRET_KEY.") from error


def _bytes(text: str) -> bytes:
    return base64.b64decode(text.removeprefix(_SEALED))


def _is_encrypted(value: Any) -> bool:
    return isinstance(value, str) and value.startswith((_SEALED, _FERNET))


def _fernet() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(secret)) for secret in secrets])


def _derived(secret: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"cns_portal second factor")
    return base64.urlsafe_b64encode(derivation.derive(secret.encode()))


# -- The demonstration shows the code an authenticator app would show -------------------------

_code_of: Callable[["Account"], dict | None] | None = None


def show_code_with(code_of: Callable[["Account"], dict | None]) -> None:
    """Register who knows the current code of a demonstration agent (the roof does)."""
    global _code_of
    _code_of = code_of


def demonstration_code(account: "Account") -> dict | None:
    """What to show beside the code field in demonstration mode; always None anywhere else."""
    if not settings.DEMO_MODE or _code_of is None:
        return None
    return _code_of(account)
