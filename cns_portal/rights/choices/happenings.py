"""What happened to a request and what comes next, as the person reads it."""

from django.utils.translation import gettext_lazy as _

from cns_portal.rights.choices.requests import RightsState

HAPPENINGS = {
    "rights.sent": _("Request sent to the data protection officer"),
    "rights.taken": _("The data protection officer checks the request"),
    "rights.released": _("Given back to the queue"),
    "rights.taken_over": _("A colleague checks the request"),
    "rights.identified": _("It is known whose data the request is about"),
    "rights.asked": _("Question from the data protection officer"),
    "rights.answered_by_person": _("Your answer"),
    "rights.extended": _("The time to answer was extended"),
    "rights.accepted": _("Request accepted"),
    "rights.partly_accepted": _("Request partly accepted"),
    "rights.refused": _("Request refused"),
    "rights.answered": _("Request answered"),
    "rights.lifted": _("The end of the restriction was announced"),
    "rights.withdrawn": _("Request withdrawn"),
}

WHAT_NEXT = {
    RightsState.SENT: _(
        "The data protection officer takes up your request and answers within one month."
    ),
    RightsState.BEING_CHECKED: _(
        "The data protection officer checks your request and writes to you here."
    ),
    RightsState.NEEDS_YOU: _(
        "Please answer the question of the data protection officer. Then your request goes on."
    ),
    RightsState.ACCEPTED: _("Your request is accepted. The answer says what was done."),
    RightsState.PARTLY_ACCEPTED: _(
        "Your request is accepted in part. The answer says what was done, what was not, and why."
    ),
    RightsState.REFUSED: _("Your request is refused. The answer says why and what you can do."),
    RightsState.ANSWERED: _("The data protection officer has answered."),
    RightsState.WITHDRAWN: _("Nothing more happens. You can send a new request at any time."),
}
