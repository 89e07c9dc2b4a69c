"""The form of a decision, bound to what its page showed of the case."""

from __future__ import annotations

from typing import Any

from django import forms

from insured.services.seen import mark_of


class MarkField(forms.CharField):
    """Shown again, the page shows the case as it is by now: the mark goes with it."""

    widget = forms.HiddenInput

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial


class SeenForm(forms.Form):
    """With the mark of what the page showed: nothing is decided that nobody looked at.

    Where the `case` has changed meanwhile, what was typed stays and the page says so.
    """

    seen = MarkField()

    def __init__(self, *args, case: Any, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = mark_of(case)
