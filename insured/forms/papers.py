"""Ordering a certificate, and typing the code of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cns_portal.kernel import codes
from cns_portal.web.fields import CardChoiceField, Option
from cns_portal.web.forms import PageForm
from insured.forms.coverage import DayField

TODAY, PERIOD, FAMILY = "today", "period", "family"

LABELS = {
    TODAY: _("Certificate of affiliation for today"),
    PERIOD: _("Certificate of affiliation for a period"),
    FAMILY: _("Co-insurance certificate"),
}
HINTS = {
    TODAY: _("It says that you are insured today, and since when."),
    PERIOD: _("It lists your affiliations between two days. The past can always be certified."),
    FAMILY: _("It says through whom you are insured, or who is insured through you."),
}


class OrderForm(PageForm):
    """What to order. `closed` says for a choice why it is not open, before it is sent."""

    what = CardChoiceField(label=_("What do you need?"))
    first = DayField(label=_("First day"), required=False)
    last = DayField(label=_("Last day"), required=False)
    language = forms.ChoiceField(label=_("Language of the paper"), choices=settings.LANGUAGES)

    def __init__(self, *args, closed: Mapping[str, str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].options = [
            Option(
                value=value, label=label, hint=HINTS[value], closed_because=closed.get(value, "")
            )
            for value, label in LABELS.items()
        ]
        for name in ("first", "last"):
            self.fields[name].help_text = _(
                "Only for a period: day/month/year, for example 24/11/2025."
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("what") == PERIOD:
            for name, sentence in (
                ("first", _("Enter the first day of the period.")),
                ("last", _("Enter the last day of the period.")),
            ):
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        return values


class CodeForm(forms.Form):
    """The code that stands on a paper. Sent by GET: it names nobody."""

    code = forms.CharField(
        label=_("Code on the paper"),
        help_text=_("16 letters and digits, for example ABCD EFGH JKMN PQRS."),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "input--medium input--number",
            }
        ),
        error_messages={"required": _("Type the code that stands on the paper.")},
    )

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if not codes.normalised(code).isascii() or not codes.normalised(code):
            raise ValidationError(_("A code has letters and digits only."))
        return code
