"""What somebody thinks of a page."""

from __future__ import annotations

from django import forms
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from cns_portal.content.choices.opinions import IDENTIFYING, Rating
from cns_portal.content.rules.opinions import LONGEST
from cns_portal.kernel.refusal import Refused
from cns_portal.web.fields import LongTextField
from cns_portal.web.forms import PageForm, SentOnce


class OpinionForm(SentOnce, PageForm):
    """At the foot of a page, and on a page of its own when something is to be corrected."""

    found = forms.TypedChoiceField(
        label=_("Did you find what you were looking for?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you found what you were looking for.")},
    )
    rating = forms.TypedChoiceField(
        label=_("How would you rate this page?"),
        choices=Rating.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Rate this page, from very poor to very good.")},
    )
    comment = LongTextField(
        label=_("Leave a comment to help us improve this page (optional)"),
        max_length=LONGEST,
        required=False,
        help_text=_(
            "At most 1000 characters. Please do not say who you are: no name, e-mail address, "
            "telephone number, matricule or bank account."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    page = forms.CharField(widget=forms.HiddenInput, max_length=210)

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("auto_id", "opinion_%s")
        super().__init__(*args, **kwargs)

    def clean_page(self) -> str:
        """The address of a page of the portal; it was written by us, so an error is a mistake."""
        page = self.cleaned_data["page"]
        try:
            self.match = resolve(page)
        except Resolver404:
            raise forms.ValidationError(_("This page does not ask for opinions.")) from None
        return page

    def refuse(self, refused: Refused) -> None:
        """Say what was found in the comment; it stays in the box to be corrected."""
        self.add_error(
            None if not refused.details.get("found") else "comment", refused.reason.label
        )
        for one in refused.details.get("found", ()):
            self.add_error("comment", IDENTIFYING[one.kind] % {"text": one.text})
