"""What the person may add to an electronic certificate: only why it comes late."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cns_portal.web.fields import LongTextField
from cns_portal.web.forms import PageForm

MOST = 500


class PassOnForm(PageForm):
    """Why it is late, in the person's words; it may stay empty."""

    late_because = LongTextField(
        label=_("Why does it come late? (optional)"),
        max_length=MOST,
        required=False,
        help_text=_(
            "An agent reads it. Do not name an illness. It is stored sealed. At most 500 "
            "characters."
        ),
        error_messages={"max_length": _("Write at most 500 characters.")},
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
