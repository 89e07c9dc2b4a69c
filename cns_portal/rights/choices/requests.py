"""The words of a request to the data protection officer."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RightsKind(TextChoices):
    """Which right is used, with the article of the GDPR that grants it."""

    ACCESS = "access", _("Access to my data")
    CORRECTION = "correction", _("Correction of my data")
    RESTRICTION = "restriction", _("Restriction of processing")
    OBJECTION = "objection", _("Objection to processing")
    ERASURE = "erasure", _("Erasure of my data")
    ACCESS_QUESTION = "access_question", _("Question about who looked at my data")
    OTHER = "other", _("Another question about my data")


class RightsState(TextChoices):
    SENT = "sent", _("Sent")
    BEING_CHECKED = "being_checked", _("Being checked")
    NEEDS_YOU = "needs_you", _("Waiting for your answer")
    ACCEPTED = "accepted", _("Accepted")
    PARTLY_ACCEPTED = "partly_accepted", _("Partly accepted")
    REFUSED = "refused", _("Refused")
    ANSWERED = "answered", _("Answered")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class LetterBy(TextChoices):
    """Who wrote a letter to or from somebody who did not sign in."""

    OFFICER = "officer", _("Data protection officer")
    APPLICANT = "applicant", _("The person")


class RightsRefusal(TextChoices):
    """Why something cannot be done with a request about personal data."""

    CLOSED = "closed", _("This request is already answered or withdrawn.")
    NOT_YOURS = "not_yours", _("Another person is working on this request.")
    ALREADY_YOURS = "already_yours", _("You have this request already.")
    OWN_FILE = "own_file", _("Nobody answers a request of their own: a colleague does.")
    OWN_LOOK = (
        "own_look",
        _("Nobody answers a question about a look of their own: another officer does."),
    )
    CHANGED = "changed", _("The request has changed in the meantime. Look at it again.")
    NO_TEXT = "no_text", _("Write the answer: the person reads it.")
    NO_BASIS = "no_basis", _("Name the legal basis of the answer: the person reads it.")
    UNFIT_BASIS = (
        "unfit_basis",
        _("This legal basis does not fit what was asked for and how you answer. Choose another."),
    )
    NO_REASON = "no_reason", _("Give the reasons for the longer time: the person reads them.")
    ALREADY_SENT = (
        "already_sent",
        _("You have already sent such a request. It is being checked; one is enough."),
    )
    ALREADY_EXTENDED = "already_extended", _("The time to answer was extended already.")
    TOO_LATE_TO_EXTEND = (
        "too_late_to_extend",
        _("The time can only be extended, and the person told so, within the first month."),
    )
    NOT_TOLD_BEFORE = (
        "not_told_before",
        _(
            "The restriction can end tomorrow at the earliest: the person is told before it does "
            "(article 18(3))."
        ),
    )
    NO_REASON_TO_LIFT = (
        "no_reason_to_lift",
        _("Say why the data are not blocked any more: the person reads it."),
    )
    NOTHING_WRITTEN = "nothing_written", _("Write what you ask for.")
    FILE_REJECTED = (
        "file_rejected",
        _("A file could not be accepted. Remove it and add another one."),
    )
    COPY_MISSING = "copy_missing", _("Add a copy of your identity document.")
    COPY_NOT_CHECKED = (
        "copy_not_checked",
        _("The copy of the identity document is still being checked. Try again in a minute."),
    )
    NOBODY_WITH_THIS_NUMBER = (
        "nobody_with_this_number",
        _("No insured person has this matricule."),
    )
    ANOTHER_PERSON = (
        "another_person",
        _(
            "This matricule belongs to somebody with another name or date of birth than the "
            "request says. Compare again. If the copy shows that it is right, say so below."
        ),
    )
    NOT_WITHOUT_PERSON = (
        "not_without_person",
        _("First find the insured person whom the request concerns."),
    )
