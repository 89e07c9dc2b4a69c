"""The words of acting for somebody: what a page is about, and why a file stays closed."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PageScope(TextChoices):
    """What a page of the portal is about. The middle five are what a mandate can open."""

    SPACE = "space", _("Overview of my space")
    APPOINTMENTS = "appointments", _("Appointments")
    MESSAGES = "messages", _("Messages and procedures")
    INSURANCE = "insurance", _("Insurance, family, certificates and cards")
    REIMBURSEMENTS = "reimbursements", _("Reimbursements")
    INCAPACITY = "incapacity", _("Certificates of incapacity for work")
    DATA = "data", _("Personal data")
    OWN = "own", _("What belongs to whoever has signed in: mandates and sessions")


class ActingAs(TextChoices):
    """By what right somebody opens the file of another person."""

    GUARDIAN = "guardian", _("as a parent")
    MANDATE = "mandate", _("by mandate")


class MandateState(TextChoices):
    """What is to be said about a mandate on a day; worked out from its dates, never stored."""

    OFFERED = "offered", _("Waiting for an answer")
    LAPSED = "lapsed", _("Not answered in time")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    UPCOMING = "upcoming", _("Begins later")
    RUNNING = "running", _("In force")
    OVER = "over", _("Over")
    REVOKED = "revoked", _("Revoked")


class MandateRefusal(TextChoices):
    """Why a mandate cannot be given, accepted or ended."""

    OWN_FILE = "own_file", _("Nobody works on their own file: another agent does.")
    GRANTOR_IS_MINOR = (
        "grantor_is_minor",
        _(
            "You can give a mandate from your 18th birthday on. "
            "Until then your parents act for you."
        ),
    )
    GRANTOR_AGE_UNKNOWN = (
        "grantor_age_unknown",
        _("Your date of birth is not known here. An agent of the CNS can register a mandate."),
    )
    HOLDER_IS_MINOR = (
        "holder_is_minor",
        _("You can hold a mandate from your 18th birthday on."),
    )
    FOR_ONESELF = "for_oneself", _("You need no mandate to open your own file.")
    NOTHING_OPENED = "nothing_opened", _("Choose at least one thing that the mandate opens.")
    ENDS_BEFORE_IT_BEGINS = (
        "ends_before_it_begins",
        _("The last day comes before the first day."),
    )
    BEGINS_IN_THE_PAST = "begins_in_the_past", _("A mandate begins today or later.")
    IS_OVER = "is_over", _("The last day of the mandate is over.")
    TOO_MANY = (
        "too_many",
        _(
            "You have given or offered as many mandates as can be managed here. "
            "End one that you no longer need."
        ),
    )
    OFFERED_ALREADY = (
        "offered_already",
        _("You have offered this mandate already. It waits for an answer."),
    )
    TOO_MANY_OFFERS = (
        "too_many_offers",
        _("You have offered many mandates today. Please try again tomorrow."),
    )
    NOT_OFFERED_ANY_MORE = (
        "not_offered_any_more",
        _("This offer was withdrawn or answered already, or its days are over."),
    )
    NOT_IN_FORCE = "not_in_force", _("This mandate is over already.")
