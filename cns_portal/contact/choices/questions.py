"""The words of questions to the CNS."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Topic(TextChoices):
    """What a question is about, so that the right agents read it. A convention of the portal."""

    REIMBURSEMENT = "reimbursement", _("Reimbursements and bills")
    INSURANCE = "insurance", _("My insurance, my family, my card")
    INCAPACITY = "incapacity", _("Incapacity for work and cash benefits")
    ABROAD = "abroad", _("Care or moving abroad")
    LONG_TERM_CARE = "long_term_care", _("Long-term care insurance")
    PORTAL = "portal", _("Using this portal")
    OTHER = "other", _("Something else")


class QuestionState(TextChoices):
    SENT = "sent", _("Sent")
    BEING_CHECKED = "being_checked", _("An agent reads it")
    NEEDS_YOU = "needs_you", _("Waiting for your answer")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Taken back")


class QuestionRefusal(TextChoices):
    """Why something cannot be done with a question, or why it cannot be sent."""

    CLOSED = "closed", _("This question is closed, so nobody would read a new message.")
    NOT_NOW = "not_now", _("This cannot be done with the question as it stands now.")
    NOT_YOURS = "not_yours", _("Another agent is working on this question.")
    ALREADY_YOURS = "already_yours", _("You have this question already.")
    OWN_FILE = "own_file", _("Nobody answers their own question: another agent does.")
    TEXT_MISSING = "text_missing", _("Write something: an empty message helps nobody.")
    SENT_ALREADY = (
        "sent_already",
        _("This form has been sent already. To ask something else, open it anew."),
    )
    MANY_OF_ONE = (
        "many_of_one",
        _(
            "Several questions were sent from this e-mail address in the last 24 hours. They are "
            "with us; please wait for the answer, or call us."
        ),
    )
    MANY_OF_ACCOUNT = (
        "many_of_account",
        _(
            "You have sent several questions in the last 24 hours. They are with us; please add "
            "to one of them, or call us."
        ),
    )
    FLOOD = (
        "flood",
        _(
            "Very many questions arrive just now, so that the form is closed for a moment. "
            "Please call us, or try again in an hour."
        ),
    )


HAPPENINGS = {
    "question.sent": _("Question sent"),
    "question.taken": _("An agent reads the question"),
    "question.released": _("Given back to the queue"),
    "question.taken_over": _("Another agent reads the question"),
    "question.asked": _("The CNS asks something"),
    "question.replied": _("Your answer"),
    "question.answered": _("Answer of the CNS"),
    "question.ended": _("Closed by the CNS"),
    "question.closed": _("Closed by you"),
    "question.withdrawn": _("Taken back by you"),
    "question.lapsed": _("Closed, because nobody wrote any more"),
}
"""The lines of a question's history, as the person reads them."""

WHAT_NEXT = {
    QuestionState.SENT: _("An agent takes up your question. What was sent first comes first."),
    QuestionState.BEING_CHECKED: _("An agent reads your question and writes to you here."),
    QuestionState.NEEDS_YOU: _("Please answer the CNS. Then the agent goes on."),
    QuestionState.ANSWERED: _(
        "The answer is here. If something is still open, write again; otherwise the question "
        "closes by itself after a month."
    ),
    QuestionState.CLOSED: _("Nothing more happens. You can send a new question at any time."),
    QuestionState.WITHDRAWN: _("Nothing more happens. You can send a new question at any time."),
}
"""What happens next in each state."""
