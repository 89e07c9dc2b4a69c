"""Asking the room, just before something is sent, whether anybody still wants it."""

from collections.abc import Callable
from dataclasses import dataclass, field

Check = Callable[[dict], bool]

_checks: dict[str, Check] = {}


@dataclass(frozen=True, kw_only=True)
class StillWanted:
    """The question to ask before sending: a registered `check`, and what it needs to know.

    `payload` is plain JSON without personal data.
    """

    check: str
    payload: dict = field(default_factory=dict)


def register(code: str, check: Check) -> None:
    """Let the worker ask `check` about postings of `code`: True while they are still wanted.

    Registering the same check again is harmless, another one is a `ValueError`.
    """
    known = _checks.get(code)
    if known is not None and (known.__module__, known.__qualname__) != (
        check.__module__,
        check.__qualname__,
    ):
        raise ValueError(f"Postings of {code!r} have a check already.")
    _checks[code] = check


def is_still_wanted(code: str, payload: dict) -> bool:
    """The room's answer; raises `LookupError` for a code nobody registered.

    What was posted without a check is always wanted.
    """
    if not code:
        return True
    try:
        check = _checks[code]
    except KeyError:
        raise LookupError(f"Nobody checks postings of {code!r}.") from None
    return check(payload)
