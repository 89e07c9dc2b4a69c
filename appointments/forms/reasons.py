"""Why staff do something that a person then reads about."""

from django.utils.translation import gettext_lazy as _

from appointments.choices import Refusal
from cns_portal.web.fields import LongTextField
from cns_portal.web.forms import PageForm


class StaffReasonForm(PageForm):
    """The reason for a cancellation by an emailed link."""

    reason = LongTextField(
        label=_("Reason"),
        max_length=500,
        help_text=_("The person reads it, together with other free times. At most 500 characters."),
        error_messages={"required": Refusal.REASON_MISSING.label},
    )
