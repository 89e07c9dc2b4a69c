"""Fields for facts that are asked: yes or no, and names."""

import unicodedata

from django import forms
from django.utils.translation import gettext_lazy as _

from cns_portal.web.fields import CardChoiceField, Option

YES, NO = "yes", "no"


class YesNoField(CardChoiceField):
    """Yes or no; True, False, or None where nothing was chosen and nothing is required."""

    def __init__(self, **kwargs) -> None:
        options = [Option(value=YES, label=_("Yes")), Option(value=NO, label=_("No"))]
        super().__init__(options=options, **kwargs)

    def clean(self, value: str) -> bool | None:
        return {YES: True, NO: False}.get(super().clean(value))


class PersonNameField(forms.CharField):
    """A name in any script, without signs that are not seen but turn the text around them."""

    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("max_length", 150)
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value: str) -> str:
        text = super().to_python(value)
        seen = "".join(sign for sign in text if unicodedata.category(sign) not in {"Cf", "Cc"})
        return " ".join(seen.split())
