"""What happens to a certificate, in the words of its history, and what comes next.

The history is in the clear and is read by whoever may see the procedure: no line says why somebody
is away from work.
"""

from django.utils.translation import gettext_lazy as _

from incapacity.choices.certificates import CertificateState

HAPPENINGS = {
    "certificate.sent": _("Certificate sent"),
    "certificate.handed_in": _("Certificate handed in"),
    "certificate.passed_on": _("Electronic certificate passed on to the CNS"),
    "certificate.taken": _("An agent checks the certificate"),
    "certificate.released": _("Given back to the queue"),
    "certificate.taken_over": _("Another agent checks the certificate"),
    "certificate.asked": _("Question from the CNS"),
    "certificate.answered": _("Your answer"),
    "certificate.corrected": _("An agent completed the certificate"),
    "certificate.to_board": _("The medical board is asked for its opinion"),
    "certificate.recalled": _("The medical board is no longer asked for its opinion"),
    "certificate.opinion_given": _("The medical board has given its opinion"),
    "certificate.accepted": _("Certificate accepted"),
    "certificate.refused": _("Certificate not accepted"),
    "certificate.reopened": _("The certificate is checked anew"),
    "certificate.withdrawn": _("Certificate taken back"),
}
"""The lines of a certificate's history."""

WHAT_NEXT = {
    CertificateState.SENT: _("An agent takes up your certificate. Those sent first come first."),
    CertificateState.BEING_CHECKED: _(
        "An agent compares what you entered with the sheet, and writes to you here if something is "
        "missing or contradicts."
    ),
    CertificateState.NEEDS_YOU: _("Please answer the question of the CNS. Then the agent goes on."),
    CertificateState.AT_BOARD: _(
        "The medical board of the social security gives its opinion. Then the agent decides."
    ),
    CertificateState.ACCEPTED: _(
        "Nothing more happens: the days are recorded. If you cannot go back to work afterwards, "
        "send the prolongation in time."
    ),
    CertificateState.REFUSED: _(
        "The message says why it was not accepted, and what you can do. The days are not counted."
    ),
    CertificateState.WITHDRAWN: _(
        "Nothing more happens, and the days are not counted. The deadlines have not changed."
    ),
}
"""What happens next in each state, and who does it."""
