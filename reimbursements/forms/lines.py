"""The fields of one act on a bill, for a form that has several rows of them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cns_portal.web.fields import LuxembourgDateField
from cns_portal.web.money_fields import EuroField

NOTHING = Decimal("0.00")
MOST_OF_ONE = 366

LINE_FIELDS = ("code", "served_on", "quantity", "amount", "convenience_fee", "label")
"""In the order of the page."""

_OTHERWISE = {"quantity": 1, "convenience_fee": NOTHING}
"""What an empty field of an act means."""


def line_fields(row: int) -> dict[str, forms.Field]:
    """Fresh fields for a row, by the names `code_0`, …; an error says in which act it is."""
    act = {"number": row + 1}
    fields = {
        "code": forms.CharField(
            label=_("Code"),
            max_length=20,
            required=False,
            widget=forms.TextInput(
                attrs={
                    "autocomplete": "off",
                    "autocapitalize": "characters",
                    "spellcheck": "false",
                    "class": "input--short input--number",
                }
            ),
        ),
        "served_on": LuxembourgDateField(
            label=_("Date of care"),
            required=False,
            help_text="",
            error_messages={
                "invalid": gettext(
                    "Act {number}: enter the date of care as day/month/year, for example "
                    "24/11/2026."
                ).format(**act)
            },
        ),
        "quantity": forms.IntegerField(
            label=_("Quantity"),
            required=False,
            min_value=1,
            max_value=MOST_OF_ONE,
            widget=forms.TextInput(
                attrs={
                    "inputmode": "numeric",
                    "autocomplete": "off",
                    "class": "input--short input--number",
                }
            ),
            error_messages=dict.fromkeys(
                ("invalid", "min_value", "max_value"),
                gettext("Act {number}: enter the quantity as a number from 1 on.").format(**act),
            ),
        ),
        "amount": EuroField(
            label=_("Amount, without the fee"),
            required=False,
            zero=True,
            error_messages={
                "invalid": gettext("Act {number}: enter the amount, for example 62,60.").format(
                    **act
                )
            },
        ),
        "convenience_fee": EuroField(
            label=_("Convenience fee (CP)"),
            required=False,
            zero=True,
            error_messages={
                "invalid": gettext("Act {number}: enter the fee, for example 5,00.").format(**act)
            },
        ),
        "label": forms.CharField(
            label=_("What was done, if there is no code"),
            max_length=150,
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        ),
    }
    return {f"{name}_{row}": fields[name] for name in LINE_FIELDS}


def typed_lines(cleaned: Mapping[str, Any], rows: int) -> list[dict[str, Any]]:
    """The rows in which something was typed, as columns of a line; a fee is an act's or nobody's.

    A quantity alone is no act: it stands there from the start. What is wrong is left out.
    """
    found = []
    for row in range(rows):
        typed = {
            name: cleaned[f"{name}_{row}"] for name in LINE_FIELDS if f"{name}_{row}" in cleaned
        }
        begun = len(typed) < len(LINE_FIELDS) or any(
            value not in (None, "") for name, value in typed.items() if name != "quantity"
        )
        if begun:
            found.append({name: _kept(name, value) for name, value in typed.items()})
    return found


def _kept(name: str, value: Any) -> Any:
    if name == "code":
        return "".join(value.split()).upper()
    return value or _OTHERWISE[name] if name in _OTHERWISE else value
