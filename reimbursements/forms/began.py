"""What the form of a bill shows at first; so that it changes only what somebody changed in it.

Two windows may show one bill: what was filled in in one of them, the other must not empty.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms

from reimbursements.forms.lines import LINE_FIELDS

if TYPE_CHECKING:
    from reimbursements.models import Bill


def initial_of(bill: Bill) -> dict[str, Any]:
    """What the form of a bill shows at first; the bill is fetched whole."""
    provider = bill.provider
    shown = {
        name: getattr(bill, name)
        for name in (
            *("number", "document_kind", "issued_on", "total", "paid_on", "proof"),
            *("country", "urgent", "currency", "setting", "prescribed_on", "note"),
        )
    }
    shown["patient"] = str(bill.patient.dossier.public_id) if bill.patient else ""
    shown["provider_typed"] = (
        f"{provider.name} ({provider.code})" if provider else (bill.provider_name)
    )
    shown["shown"] = ",".join(bill.read_from_code)
    lines = list(bill.lines.all())
    for row, line in enumerate(lines):
        shown |= {f"{name}_{row}": getattr(line, name) for name in LINE_FIELDS}
        if not line.convenience_fee:
            del shown[f"convenience_fee_{row}"]
    shown["rows"] = max(1, len(lines))
    return shown


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

    def touched(self, sent: Mapping[str, Any], names: Iterable[str]) -> bool:
        """Whether one of these fields came back otherwise than it was shown."""
        if self._held is None:
            return True
        return any(_plain(sent.get(name)) != _plain(self._held.get(name)) for name in names)


def as_shown(form: forms.Form, names: Iterable[str]) -> str:
    """What the browser gets in these fields, for a hidden field to carry along."""
    return json.dumps({name: _written(form[name]) for name in names})


def _written(field: forms.BoundField) -> str:
    written = field.field.widget.format_value(field.value())
    if isinstance(written, list | tuple):  # of a field to choose from
        written = written[0] if written else ""
    return "" if written is None else str(written)


def _plain(text: Any) -> str:
    """A browser ends lines in its own way, and the form leaves out blanks at the ends."""
    return "" if text is None else "\n".join(str(text).splitlines()).strip()
