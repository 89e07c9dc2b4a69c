"""The words of requests that an agent decides."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RequestKind(TextChoices):
    CO_INSURANCE = "co_insurance", _("Add a family member")
    END_CO_INSURANCE = "end_co_insurance", _("End a co-insurance")
    REMAIN_CO_INSURED = "remain_co_insured", _("Remain co-insured from 30 on")
    VOLUNTARY_INSURANCE = "voluntary_insurance", _("Voluntary insurance")
    S1 = "s1", _("Form S1 for the country of residence")
    BL1 = "bl1", _("Form BL1 for Belgium")
    S2 = "s2", _("Authorisation of planned care abroad (S2)")
    STAY_ABROAD = "stay_abroad", _("Stay abroad during an incapacity for work")
    LIFT_RESTRICTIONS = "lift_restrictions", _("Lift the restrictions on leaving the house")


class RequestState(TextChoices):
    SENT = "sent", _("Sent")
    BEING_CHECKED = "being_checked", _("Being checked")
    NEEDS_YOU = "needs_you", _("Waiting for your answer")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ISSUED = "issued", _("Form issued")
    ANSWERED = "answered", _("Answered by the other fund")


class RequestRefusal(TextChoices):
    """Why something cannot be done with a request."""

    CLOSED = "closed", _("This request is already decided or withdrawn.")
    NOT_YOURS = "not_yours", _("Another agent is working on this request.")
    ALREADY_YOURS = "already_yours", _("You have this request already.")
    OWN_FILE = "own_file", _("Nobody works on their own file: another agent does.")
    NO_REASON = "no_reason", _("Give the reason: the person reads it.")
    NOT_ACCEPTED = "not_accepted", _("A form is issued for an accepted request only.")
    ALREADY_SENT = (
        "already_sent",
        _("You have already sent such a request. It is being checked; one is enough."),
    )
    DOCUMENT_MISSING = "document_missing", _("A document that is needed is missing.")
    DOCUMENT_UNREADABLE = (
        "document_unreadable",
        _("One of the files could not be accepted. Please remove it and add another one."),
    )


class RequestDocumentKind(TextChoices):
    CIVIL_STATUS = "civil_status", _("Marriage, partnership, birth or death certificate")
    RESIDENCE = "residence", _("Certificate of residence or household composition")
    PREVIOUS_COVER = "previous_cover", _("Form S041 or certificate of co-insurance")
    SWORN_DECLARATION = "sworn_declaration", _("Signed sworn declaration")
    EXIT_NOTICE = "exit_notice", _("Notice of exit from the Centre commun")
    RESOURCES = "resources", _("Proof of resources")
    STUDIES = "studies", _("Proof of studies or training")
    MEDICAL_REPORT = "medical_report", _("Doctor's report")
    BANK_STATEMENT = "bank_statement", _("Bank identity statement")
    ANSWER = "answer", _("Answer of the other fund")
    IDENTITY = "identity", _("Identity document")
    OTHER = "other", _("Other document")


HAPPENINGS = {
    "request.sent": _("Request sent"),
    "request.taken": _("An agent checks the request"),
    "request.released": _("Given back to the queue"),
    "request.taken_over": _("Another agent checks the request"),
    "request.asked": _("Question from the CNS"),
    "request.answered": _("Your answer"),
    "request.accepted": _("Request accepted"),
    "request.refused": _("Request refused"),
    "request.withdrawn": _("Request withdrawn"),
    "request.issued": _("Form issued"),
    "request.answered_abroad": _("Answer of the other fund recorded"),
    "request.answer_reported": _("You sent the answer of the other fund"),
    "request.opinion_noted": _("The medical board has given its opinion"),
}
"""The lines of a request's history, as the person reads them."""

WHAT_NEXT = {
    RequestState.SENT: _("An agent takes up your request. The requests sent first come first."),
    RequestState.BEING_CHECKED: _("An agent checks your request and writes to you here."),
    RequestState.NEEDS_YOU: _("Please answer the question of the CNS. Then the agent goes on."),
    RequestState.ACCEPTED: _("Your request is accepted. The message says what follows from it."),
    RequestState.REFUSED: _("Your request is refused. The message says why and what you can do."),
    RequestState.WITHDRAWN: _("Nothing more happens. You can send a new request at any time."),
    RequestState.ISSUED: _("The form is under your papers. The message says where to send it."),
    RequestState.ANSWERED: _("The fund of your country of residence has answered."),
}
"""What happens next in each state."""
