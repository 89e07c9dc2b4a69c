"""The words that go with a deed: why, in sentences that the person reads."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

OWN_WORDS = "own-words"
"""The choice that takes back a ready sentence where something has to be said."""


class NothingToSay(forms.Form):
    """An action that needs no words."""


class ReasonForm(forms.Form):
    """A reason that the person reads: ready sentences in their language, or the agent's own.

    `required` says whether there has to be one; either field, or both, can hold it.
    """

    ready = forms.ChoiceField(
        label=_("Ready sentences, in the person’s language"),
        widget=forms.RadioSelect,
        required=False,
    )
    reason = forms.CharField(
        label=_("In your own words"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=500,
        required=False,
    )

    def __init__(
        self, *args, language: str, ready: Iterable[Any] = (), required: bool = True, **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        self.needs_a_reason = required
        self.fields["reason"].help_text = _(
            "The person reads this. The person’s language: %(language)s."
        ) % {"language": dict(settings.LANGUAGES)[language]}
        with translation.override(language):
            sentences = [(str(sentence), str(sentence)) for sentence in ready]
        if not sentences:
            del self.fields["ready"]
        elif required:
            self.fields["ready"].help_text = _("Choose a ready sentence or write one.")
            none = (OWN_WORDS, _("None of these: only my own words"))
            self.fields["ready"].choices = [*sentences, none]
        else:
            self.fields["ready"].choices = [("", _("None of these")), *sentences]
        for name in {"ready", "reason"} & set(self.fields):
            # One of the two is needed, so neither is called optional: see admin/_field.html.
            self.fields[name].one_of_two = required

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        ready = cleaned.get("ready", "")
        said = ["" if ready == OWN_WORDS else ready, cleaned.get("reason", "")]
        words = "\n".join(text.strip() for text in said if text.strip())
        if self.needs_a_reason and not words and not self.errors:
            if "ready" not in self.fields or ready == OWN_WORDS:
                self.add_error("reason", _("Write a reason: the person reads it."))
            else:
                self.add_error(
                    "ready",
                    _("Choose a ready sentence, or write a reason below: the person reads it."),
                )
        return {**cleaned, "reason": words}
