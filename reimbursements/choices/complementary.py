"""The words of the complementary reimbursement."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from reimbursements.choices.money import ComplementaryState


class ComplementaryRefusal(TextChoices):
    """Why a complementary reimbursement cannot be asked for, or not be decided."""

    YEAR_NOT_OVER = (
        "year_not_over",
        _("The year is not over yet: its participations are added up when it is."),
    )
    NOTHING_PAID = "nothing_paid", _("No participation counts for this year.")
    BELOW_THRESHOLD = (
        "below_threshold",
        _("The participations of the year do not exceed the threshold."),
    )
    PAID_ALREADY = (
        "paid_already",
        _("What exceeds the threshold has been reimbursed already."),
    )
    ALREADY_SENT = (
        "already_sent",
        _("You have already asked for this year. It is being checked; one request is enough."),
    )
    INCOME_UNKNOWN = (
        "income_unknown",
        _("The contributory income of the year before is not on file. Enter it first."),
    )
    SHARE_UNKNOWN = (
        "share_unknown",
        _("No share of the income is on file for this year."),
    )
    CLOSED = "closed", _("This request is already decided or withdrawn.")
    NOT_YOURS = "not_yours", _("Another agent is working on this request.")
    OWN_FILE = (
        "own_file",
        _("Nobody works on their own file or that of their family: another agent does."),
    )
    CHANGED = "changed", _("The amount has changed in the meantime. Look at it again.")
    NO_REASON = "no_reason", _("Give the reason: the person reads it.")


HAPPENINGS = {
    "complementary.sent": _("Request sent"),
    "complementary.taken": _("An agent checks the request"),
    "complementary.released": _("Given back to the queue"),
    "complementary.income_noted": _("Income of the year before noted"),
    "complementary.accepted": _("Request accepted"),
    "complementary.refused": _("Request refused"),
    "complementary.withdrawn": _("Request withdrawn"),
}
"""The lines of the history, as the person reads them."""

WHAT_NEXT = {
    ComplementaryState.SENT: _("An agent takes up your request. Those sent first come first."),
    ComplementaryState.BEING_CHECKED: _(
        "An agent compares the participations of the year with the income of the year before."
    ),
    ComplementaryState.ACCEPTED: _("A statement says how much is paid. The money follows."),
    ComplementaryState.REFUSED: _(
        "The message says why, and what you can do if you think that it is wrong."
    ),
    ComplementaryState.WITHDRAWN: _("Nothing more happens. You can ask again at any time."),
}
"""What happens next in each state."""
