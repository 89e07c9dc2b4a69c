"""The form with which somebody objects."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ObjectionForm(forms.Form):
    """Why the person does not agree."""

    grounds = forms.CharField(
        label=_("Why do you not agree?"),
        help_text=_("For example: the second visit was urgent; the prescription was enclosed."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
