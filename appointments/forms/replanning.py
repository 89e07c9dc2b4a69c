"""What becomes of the appointments that a change of the plan touches, as staff choose it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.choices import ReadyReason, Treatment

OWN_WORDS = "own-words"


def reason_fields() -> dict[str, forms.Field]:
    """A ready sentence, which each person reads in their own language, or own words, or both."""
    ready = [*ReadyReason.choices, (OWN_WORDS, _("None of these: only my own words"))]
    fields = {
        "ready": forms.ChoiceField(
            label=_("Reason, in each person’s language"),
            widget=forms.RadioSelect,
            choices=ready,
            required=False,
        ),
        "reason": forms.CharField(
            label=_("In your own words"),
            help_text=_("Everybody who is moved or cancelled reads this, as you write it."),
            widget=forms.Textarea(attrs={"rows": 3}),
            max_length=400,
            required=False,
        ),
    }
    for field in fields.values():
        field.one_of_two = True
    return fields


def insist_on_reason(form: forms.Form, cleaned: dict[str, Any]) -> None:
    """An error where there is neither a ready sentence nor one of one's own."""
    ready = cleaned.get("ready", "")
    if cleaned.get("reason", "").strip() or ready in ReadyReason.values:
        return
    if ready == OWN_WORDS:
        form.add_error("reason", _("Write a reason: the person reads it."))
    else:
        form.add_error("ready", _("Choose a ready sentence, or write a reason below."))


def reason_said(cleaned: dict[str, Any]) -> Callable[[], str]:
    """The reason of a valid form, to be called in the language of whoever reads it."""
    ready = cleaned.get("ready", "")
    own = cleaned.get("reason", "").strip()

    def said() -> str:
        words = [str(ReadyReason(ready).label)] if ready in ReadyReason.values else []
        return "\n".join([*words, own]).strip()

    return said


def treatment_field(*, may_act: bool = True, **options: Any) -> forms.ChoiceField:
    """Keep, move or cancel; whoever may not act on appointments may only keep them."""
    choices = Treatment.choices if may_act else [(Treatment.KEEP, Treatment.KEEP.label)]
    return forms.ChoiceField(choices=choices, **options)
