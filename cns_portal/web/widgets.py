"""Widgets that the `cns` template pack draws in its own way."""

from django import forms


class _Cards:
    """Radios or checkboxes as large cards. `hints` and `closed` are keyed by the value."""

    def __init__(
        self,
        attrs: dict | None = None,
        choices: tuple = (),
        *,
        hints: dict[str, str] | None = None,
        closed: dict[str, str] | None = None,
    ) -> None:
        super().__init__(attrs, choices)
        self.hints = hints or {}
        self.closed = closed or {}

    def create_option(self, name, value, label, selected, index, **kwargs) -> dict:
        option = super().create_option(name, value, label, selected, index, **kwargs)
        option["hint"] = self.hints.get(str(value), "")
        option["closed_because"] = self.closed.get(str(value), "")
        if option["closed_because"]:
            option["attrs"]["disabled"] = True
        return option


class RadioCards(_Cards, forms.RadioSelect):
    """One choice, each a card with an optional hint, or the reason why it is closed."""


class CheckboxCards(_Cards, forms.CheckboxSelectMultiple):
    """Several choices, each a card."""


class TimeChips(_Cards, forms.RadioSelect):
    """Times as compact chips, grouped by part of the day; still ordinary radios."""


class DocumentInput(forms.FileInput):
    """A file input without the "currently" line: an uploaded document is shown by its page."""
