"""What an agent writes to a person: a ready text, their own words, or both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from insured.presenters.replies import Ready
from insured.rules.replies import unfilled

OWN_WORDS = ""
LONGEST = 3000
TAKE_OVER, PREVIEW = "_take_over", "_preview"
"""Buttons that send nothing: put the ready text into the box; show what the person will read."""


class ReplyForm(forms.Form):
    """`ready` texts come in the language of the person; `required` says whether words are needed.

    What is sent is the ready text, then the agent's own words.
    """

    ready = forms.ChoiceField(
        label=_("Ready texts, in the person’s language"),
        widget=forms.RadioSelect,
        required=False,
    )
    words = forms.CharField(
        label=_("In your own words"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=LONGEST,
        required=False,
    )

    def __init__(
        self,
        *args,
        texts: Sequence[Ready],
        language: str,
        required: bool = True,
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.texts = texts
        self.needs_words = required
        self.fields["words"].widget.attrs["lang"] = language
        self.fields["words"].help_text = _(
            "The person reads this. The person’s language: %(language)s."
        ) % {"language": _(dict(settings.LANGUAGES)[language])}
        if texts:
            none = (OWN_WORDS, _("None: only my own words") if required else _("None"))
            self.fields["ready"].choices = [*((text.code, text.title) for text in texts), none]
            self.initial.setdefault("ready", OWN_WORDS)
        else:
            del self.fields["ready"]
        for name in {"ready", "words"} & set(self.fields):
            # One of the two is needed, so neither is called optional: see admin/_field.html.
            self.fields[name].one_of_two = required

    @cached_property
    def choices(self) -> list[dict[str, Any]]:
        """The radio buttons with their texts; the last one has none."""
        if "ready" not in self.fields:
            return []
        return [
            {"radio": radio, "text": text}
            for radio, text in zip(self["ready"], [*self.texts, None], strict=True)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        parts = [self._ready_text(cleaned.get("ready", "")), cleaned.get("words", "")]
        said = "\n\n".join(part.strip() for part in parts if part.strip())
        if self.needs_words and not said and not self.errors:
            self.add_error(
                "words", _("Choose a ready text or write something: the person reads it.")
            )
        if left := unfilled(said):
            self.add_error(
                "words",
                _("Something is still to be filled in: %(names)s. Put the text into the box first.")
                % {"names": ", ".join(f"{{{name}}}" for name in left)},
            )
        return {**cleaned, "said": said}

    def with_text_in_the_box(self) -> dict[str, Any]:
        """What the form shows once the ready text was put into the box, to be changed there."""
        data = self.data.copy()
        text = self._ready_text(data.get("ready", ""))
        box = "\n\n".join(part for part in (text, data.get("words", "").strip()) if part)
        data["words"], data["ready"] = box, OWN_WORDS
        return data

    def _ready_text(self, code: str) -> str:
        return next((text.text for text in self.texts if text.code == code), "")
