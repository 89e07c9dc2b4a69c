"""The words about a certificate before it is sent: what is missing, why it stays."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Missing(TextChoices):
    """What is not there yet. Who cannot know it may leave some of it: an agent reads it."""

    CAUSE = "cause", _("It is not said why you are away from work.")
    PAGE = "page", _("There is no photo or PDF file of the sheet yet.")
    FIRST_DAY = "first_day", _("The first day is not entered.")
    LAST_DAY = "last_day", _("The last day is not entered.")
    EXPECTED_ON = "expected_on", _("The expected date of birth is not entered.")
    ISSUED_ON = "issued_on", _("The day on which the sheet was issued is not entered.")
    CHILD = "child", _("It is not said which child is ill.")
    EARLIER = "earlier", _("It is not said to which earlier certificate it belongs.")
    DOCTOR = "doctor", _("The doctor is not named.")
    MATRICULE = "matricule", _("It is not said whether your matricule stands on the sheet.")
    LANGUAGE = "language", _("It is not said in which language the sheet is.")
    LATE_BECAUSE = "late_because", _("It is not said why it is late.")


MAY_STAY_EMPTY = frozenset(
    {
        Missing.EARLIER,
        Missing.DOCTOR,
        Missing.MATRICULE,
        Missing.LANGUAGE,
        Missing.LATE_BECAUSE,
    }
)
"""What an agent reads on the sheet, or asks."""


class SendingRefusal(TextChoices):
    """Why a draft is not sent, takes no more, or is no draft any more."""

    SENT_ALREADY = "sent_already", _("This certificate has been sent already.")
    TOO_MANY_DRAFTS = (
        "too_many_drafts",
        _("You have begun {most} certificates. Send or delete one of them first."),
    )
    NOT_YOURS = "not_yours", _("This is not a certificate of this file.")
    NOT_YOUR_CHILD = (
        "not_your_child",
        _("This child is not on file as yours. Enter the matricule instead: an agent checks it."),
    )
    NO_CAUSE = "no_cause", _("Say first why you are away from work.")
    NO_DAYS = "no_days", _("Enter the first and the last day first, as they stand on the sheet.")
    NO_EXPECTED = "no_expected", _("Enter the expected date of birth first.")
    NO_ISSUE = (
        "no_issue",
        _("Enter first on which day the sheet was issued: it stands beside the signature."),
    )
    ENDS_BEFORE_IT_BEGINS = (
        "ends_before_it_begins",
        _("The last day lies before the first day. Correct one of them first."),
    )
    TOO_LONG_AGO = (
        "too_long_ago",
        _(
            "The rules of that time are not known here. Check the year first; if it is right, send "
            "the certificate by post."
        ),
    )
    NO_CHILD = "no_child", _("Say first which child is ill.")
    NO_PAGE = "no_page", _("Add a photo or a PDF file of the sheet first.")
    PAGE_UNREADABLE = (
        "page_unreadable",
        _("A file was not accepted. Take it out and add another one first."),
    )
    PAGE_PENDING = (
        "page_pending",
        _("The files are still being checked. That takes a moment: then look again."),
    )
