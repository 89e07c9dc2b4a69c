"""The forms of the rights, in an open file: one for each, each sent once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cns_portal.rights.choices.correcting import CorrectionField
from cns_portal.rights.choices.restriction import RestrictionGround
from cns_portal.web.fields import CardChoiceField, DocumentField, LongTextField, Option
from cns_portal.web.forms import PageForm, SentOnce

LONGEST = 3000
LINE = 300


class SentOnceForm(SentOnce, PageForm):
    """A request of this counter; sent twice, it asks once."""

    @property
    def details(self) -> dict[str, Any]:
        """What was typed, as the request keeps it."""
        kept = {"sent_key", "evidence", "understood"}
        return {name: value for name, value in self.cleaned_data.items() if name not in kept}


def _text(label: str, *, missing: str, help_text: str = "") -> LongTextField:
    kwargs = {"help_text": help_text} if help_text else {}
    return LongTextField(
        label=label,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
        error_messages={"required": missing},
        **kwargs,
    )


def _line(label: str, **kwargs) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=LINE, widget=widget, **kwargs)


def _understood() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("I have read what the law says, and want to send the request"),
        error_messages={"required": _("Read what the law says, then tick the box.")},
    )


class MissingForm(SentOnceForm):
    """Access to what the copy does not hold."""

    text = _text(
        _("What is missing?"),
        missing=_("Say which data you would like to see."),
        help_text=_("For example letters on paper, or the years before this portal."),
    )


class CorrectionForm(SentOnceForm):
    """Which data are wrong, what stands there, what should, and the proof."""

    field = forms.ChoiceField(
        label=_("Which data are wrong?"),
        choices=[("", _("Choose what is wrong")), *CorrectionField.choices],
        error_messages={"required": _("Choose which data are wrong.")},
    )
    present = _line(
        _("What stands there now?"),
        required=False,
        help_text=_("Leave it empty for what you see on this page: it is filled in for you."),
    )
    proposed = _line(
        _("What should stand there?"),
        error_messages={"required": _("Write what should stand there.")},
    )
    text = LongTextField(
        label=_("How do you know? Anything that helps us"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )
    evidence = DocumentField(
        label=_("A document that shows it"),
        required=False,
    )


class RestrictionForm(SentOnceForm):
    """On which ground, and which data."""

    ground = CardChoiceField(
        label=_("Why should the data be blocked?"),
        options=[Option(value=one.value, label=one.label) for one in RestrictionGround],
        error_messages={"required": _("Choose why the data should be blocked.")},
    )
    data = _line(
        _("Which data?"), error_messages={"required": _("Say which data should be blocked.")}
    )
    text = _text(_("Explain it in your own words"), missing=_("Explain why, in your own words."))
    evidence = DocumentField(label=_("A document that shows it"), required=False)
    understood = _understood()


class ObjectionForm(SentOnceForm):
    """To what, and which reasons of one's own situation."""

    processing = _line(
        _("To which processing do you object?"),
        help_text=_("For example what an agent did, or what data are used for."),
        error_messages={"required": _("Say to which processing you object.")},
    )
    text = _text(
        _("Which reasons does your own situation give?"),
        missing=_("Give the reasons: they are weighed against the task of the CNS."),
    )
    evidence = DocumentField(label=_("A document that shows it"), required=False)
    understood = _understood()


class ErasureForm(SentOnceForm):
    """Why; what would go and what stays stands above it."""

    text = _text(
        _("Why should your data be erased?"),
        missing=_("Say why your data should be erased."),
    )
    understood = _understood()


class LookForm(SentOnceForm):
    """What one does not understand about a look at the file."""

    text = _text(
        _("What do you not understand?"),
        missing=_("Say what you do not understand about it."),
    )


class QuestionForm(SentOnceForm):
    """Anything else about one's data."""

    text = _text(_("Your question"), missing=_("Write your question."))
