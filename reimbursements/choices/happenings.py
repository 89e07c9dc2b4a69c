"""What happens to a claim, in the words of its history, and what comes next."""

from django.utils.translation import gettext_lazy as _

from reimbursements.choices.claims import ClaimState

PAYMENTS = {
    "claim.ordered": _("The payment was ordered at the bank"),
    "claim.paid": _("The money was paid"),
    "claim.returned": _("The payment came back from the bank"),
    "claim.paid_anew": _("The money is paid again"),
    "payee.declared": _("Another person is to be paid"),
    "payee.revoked": _("The declaration of another payee was ended"),
}
"""What happens to the money of any case."""

HAPPENINGS = {
    **PAYMENTS,
    "claim.sent": _("Bills sent"),
    "claim.handed_in": _("Bills handed in at an agency"),
    "claim.taken": _("An agent checks the bills"),
    "claim.released": _("Given back to the queue"),
    "claim.taken_over": _("Another agent checks the bills"),
    "claim.asked": _("Question from the CNS"),
    "claim.answered": _("Your answer"),
    "claim.corrected": _("An agent completed the bills"),
    "claim.original_received": _("Original received by post"),
    "claim.original_missing": _("The original has not come yet"),
    "claim.proposed": _("A second agent checks the decision"),
    "claim.sent_back": _("Sent back by the second agent"),
    "claim.decided_some": _("Some of the bills decided"),
    "claim.decided": _("Bills decided"),
    "claim.withdrawn": _("Bills taken back"),
    "claim.objection_sent": _("You objected to a statement"),
    "claim.objection_withdrawn": _("You took the objection back"),
    "claim.objection_taken": _("An agent checks the objection"),
    "claim.objection_upheld": _("Objection accepted: bills are decided anew"),
    "claim.objection_rejected": _("Objection not accepted"),
    "claim.recalculated": _("Tariffs changed: bills are decided anew"),
}
"""The lines of a claim's history."""

WHAT_NEXT = {
    ClaimState.SENT: _("An agent takes up your bills. Those sent first come first."),
    ClaimState.BEING_CHECKED: _(
        "An agent compares your bills with the tariffs, and writes to you here if something is "
        "missing."
    ),
    ClaimState.NEEDS_YOU: _("Please answer the question of the CNS. Then the agent goes on."),
    ClaimState.PROPOSED: _("A second agent looks at the decision before it is told to you."),
    ClaimState.DECIDED: _(
        "Your bills are decided. What the statement comes to is paid with the next payment file."
    ),
    ClaimState.ORDERED: _("The bank has the order. The money arrives within a working day or two."),
    ClaimState.PAID: _("Nothing more happens. Keep the statement, for your taxes too."),
    ClaimState.RETURNED: _(
        "The money came back from the bank. Check your bank account; then it is paid again."
    ),
    ClaimState.WITHDRAWN: _(
        "Nothing more happens. You can send the bills again within two years of their payment."
    ),
}
"""What happens next in each state, and who does it."""
