"""The one question of the check page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cns_portal.web.forms import PageForm


class EarlierForm(PageForm):
    """Whether the person would rather come earlier."""

    tell_earlier = forms.BooleanField(
        label=_("Tell me when something earlier frees up"),
        required=False,
        help_text=_(
            "When somebody gives an earlier time back, it is kept for you for a short while, and "
            "we write to you: once a day at most. You can stop at any moment."
        ),
    )
