"""A rule's sentence with its days and amounts, as the reader's language writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format


def sentence(choice: Any, details: Mapping[str, Any] | None = None) -> str:
    """The label of a choice, its named places filled."""
    words = {name: in_words(value) for name, value in (details or {}).items()}
    return str(choice.label).format(**words) if words else str(choice.label)


def in_words(value: Any) -> str:
    """A day in full, an amount in euro with its cents, anything else as it is."""
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    if isinstance(value, Decimal):
        return euro(value)
    return str(value)


def euro(amount: Decimal) -> str:
    """An amount of money; the sign and the number stay on one line."""
    return f"{number_format(amount, 2, use_l10n=True, force_grouping=True)}\N{NO-BREAK SPACE}€"
