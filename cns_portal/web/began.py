"""What a form showed at first, so that it changes only what somebody changed in it.

Two windows may show the same thing: what was filled in in one, the other must not empty.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms


class Began:
    """The fields as the form came to the browser; where that is not known, all are touched."""

    def __init__(self, text: str | None) -> None:
        try:
            held = json.loads(text or "null")
        except ValueError:
            held = None
        self._held = held if isinstance(held, dict) else None

    @property
    def is_known(self) -> bool:
        return self._held is not None

    def with_kept(self, sent: Mapping[str, Any], names: Iterable[str]) -> str:
        """The same for a form that goes on: what came back in these fields is kept by now.

        Without it somebody who changes a field, and changes it back, would seem to have touched
        nothing.
        """
        kept = {name: _plain(sent.get(name)) for name in names}
        return json.dumps({**(self._held or {}), **kept})

    def touched(self, sent: Mapping[str, Any], names: Iterable[str]) -> bool:
        """Whether one of these fields came back otherwise than it was shown."""
        if self._held is None:
            return True
        return any(_plain(sent.get(name)) != _plain(self._held.get(name)) for name in names)


def as_shown(form: forms.Form, names: Iterable[str]) -> str:
    """What the browser gets in these fields, for a hidden field to carry along."""
    return json.dumps({name: _written(form[name]) for name in names})


def _written(field: forms.BoundField) -> str:
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):  # a browser sends it only when it is ticked
        return "on" if widget.check_test(field.value()) else ""
    written = widget.format_value(field.value())
    if isinstance(written, list | tuple):  # of a field to choose from
        written = written[0] if written else ""
    return "" if written is None else str(written)


def _plain(text: Any) -> str:
    """A browser ends lines in its own way, and the form leaves out blanks at the ends."""
    return "" if text is None else "\n".join(str(text).splitlines()).strip()
