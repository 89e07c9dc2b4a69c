"""What pages of the editors can lead to: pages of the portal, as their rooms declare them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A page of the portal in which readers do something."""

    code: str
    label: str | Promise
    """What the button says: a verb first. Lazily translated."""
    url_name: str
    """The name of an address without arguments, below a language."""
    needs_sign_in: bool
    """Whether the reader is asked to sign in on the way."""


_declared: dict[str, Action] = {}
declared: Mapping[str, Action] = MappingProxyType(_declared)
"""By code, in the order in which they were declared."""


def declare_action(
    code: str, *, label: str | Promise, url_name: str, needs_sign_in: bool = True
) -> None:
    """Let editors lead readers to this page. For a room's `AppConfig.ready()`; may be repeated.

    `code` ("appointments.book") is what is stored: once used, it stays. Raises `ValueError` when
    another page has it already.
    """
    action = Action(code=code, label=label, url_name=url_name, needs_sign_in=needs_sign_in)
    if code in _declared and _declared[code].url_name != url_name:
        raise ValueError(f"The action {code} leads to {_declared[code].url_name} already.")
    _declared[code] = action
