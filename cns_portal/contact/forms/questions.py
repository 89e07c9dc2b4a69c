"""What somebody types who asks the CNS something, and how they come back to it."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cns_portal.contact.choices.questions import Topic
from cns_portal.contact.rules import questions as rules
from cns_portal.kernel import codes
from cns_portal.web.fields import LongTextField, PhoneField, PortalEmailField
from cns_portal.web.forms import PageForm, SentOnce

CHOOSE = ("", _("Choose a topic"))


class QuestionForm(SentOnce, PageForm):
    """The question of somebody who signed in: everything else is known."""

    topic = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[CHOOSE, *Topic.choices],
        error_messages={"required": _("Choose a topic, so that the right agents read it.")},
    )
    text = LongTextField(
        label=_("Your question"),
        max_length=rules.LONGEST,
        widget=forms.Textarea(attrs={"rows": 9}),
        error_messages={"required": _("Write your question.")},
    )


class VisitorQuestionForm(QuestionForm):
    """The question of somebody who did not, with a way to answer and a trap for programs."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name.")},
    )
    email = PortalEmailField(
        label=_("Your e-mail address"),
        help_text=_("We send the reference there, and say when there is an answer."),
    )
    phone = PhoneField(
        label=_("Your telephone number (optional)"),
        required=False,
        help_text=_("If an agent may call you back."),
    )
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        help_text=_("It is there to stop programs that fill in everything."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    field_order = ("topic", "text", "name", "email", "phone", "website", "sent_key")

    def fields_layout(self) -> Layout:
        seen = ("topic", "text", "name", "email", "phone", "sent_key")
        # Out of sight, and shown with its sentence to somebody who has filled it in all the same.
        css = "trap trap--shown" if "website" in self.errors else "trap"
        return Layout(*seen, Div("website", css_class=css))

    def clean_name(self) -> str:
        """One line: it stands in lists."""
        return " ".join(self.cleaned_data["name"].split())

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(
                _(
                    "This field must stay empty: it tells people from programs. Empty it and send "
                    "again, or call us."
                ),
                code="trap",
            )
        return ""


class StatusForm(PageForm):
    """The way back to a question: its reference, and the address to which it was sent."""

    reference = forms.CharField(
        label=_("Reference"),
        max_length=30,
        help_text=_("Eight letters and digits, as in the e-mail. For example: K7WD-4TPX."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "spellcheck": "false",
                "autocapitalize": "characters",
                "class": "input--medium input--number",
            }
        ),
        error_messages={"required": _("Enter the reference from the e-mail.")},
    )
    email = PortalEmailField(label=_("E-mail address that you gave with the question"))

    def clean_reference(self) -> str:
        code = codes.normalised(self.cleaned_data["reference"])
        return f"{code[:4]}-{code[4:]}"


class MoreForm(SentOnce, PageForm):
    """Something more about a question that was asked without signing in."""

    text = LongTextField(
        label=_("Your message"),
        max_length=rules.LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write your message.")},
    )


def typed(form: forms.Form) -> dict[str, Any]:
    """What the service wants of a valid form."""
    return {name: value for name, value in form.cleaned_data.items() if name != "website"}
