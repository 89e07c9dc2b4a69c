"""What editors choose when they publish, move, withdraw or take off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cns_portal import clock
from cns_portal.content.admin.forms import day_field
from cns_portal.content.selectors import editing

if TYPE_CHECKING:
    from cns_portal.content.models import Text
    from cns_portal.content.selectors.editing import Side


def _today_or_later(day: date) -> None:
    if day < clock.today():
        raise ValidationError(_("Choose today or a later day."))


class ChosenTexts(forms.Form):
    """Some languages to tick, each with the mark of the text that is meant."""

    def __init__(self, data: Mapping | None = None, *, texts: Mapping[str, Text]):
        super().__init__(data)
        self._languages = list(texts)
        for code, text in texts.items():
            self.fields[code] = forms.BooleanField(required=False, initial=True)
            self.fields[f"seen_{code}"] = forms.CharField(
                widget=forms.HiddenInput, initial=editing.mark_of(text), max_length=60
            )

    def marks(self) -> dict[str, str]:
        """Of the chosen languages, for the service."""
        chosen = [code for code in self._languages if self.cleaned_data[code]]
        return {code: self.cleaned_data[f"seen_{code}"] for code in chosen}

    def clean(self) -> dict:
        cleaned = super().clean()
        if not any(cleaned.get(code) for code in self._languages):
            raise ValidationError(_("Choose at least one language."))
        return cleaned


class PublishForm(ChosenTexts):
    """Which drafts readers get, and from when."""

    def __init__(self, data: Mapping | None = None, *, sides: Mapping[str, Side], is_out: bool):
        drafts = {code: side.draft for code, side in sides.items() if side.draft}
        super().__init__(data, texts=drafts)
        self.fields["publish_on"] = day_field(
            label=gettext_lazy("Readers see it from"),
            help_text=gettext_lazy(
                "Today, or a later day: until then readers keep the present version."
            )
            if is_out
            else gettext_lazy("Today, or a later day."),
            validators=[_today_or_later],
        )


class LaterForm(ChosenTexts):
    """Which new versions begin on another day, or are withdrawn."""

    def __init__(self, data: Mapping | None = None, *, sides: Mapping[str, Side]):
        waiting = {code: side.scheduled for code, side in sides.items() if side.scheduled}
        super().__init__(data, texts=waiting)
        self.fields["on"] = day_field(
            label=gettext_lazy("Readers see it from"),
            help_text=gettext_lazy("Today, which is at once, or a later day."),
            validators=[_today_or_later],
            initial=min((text.starts_on for text in waiting.values()), default=None),
        )


class DayForm(forms.Form):
    """From when on nobody sees a page."""

    on = day_field(
        label=gettext_lazy("Taken off on"),
        help_text=gettext_lazy("From this day on readers do not find it."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)
