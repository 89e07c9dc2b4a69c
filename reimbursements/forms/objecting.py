"""The form with which somebody objects."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cns_portal.web.fields import LongTextField


class ObjectionForm(forms.Form):
    """Why the person does not agree."""

    grounds = LongTextField(
        label=_("Why do you not agree?"),
        help_text=_("For example: the second visit was urgent; the prescription was enclosed."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
