"""The words of coverage: why somebody is covered on a day or not, and by which text."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CoverageReason(TextChoices):
    """Why the answer is yes or no, in words that fit whoever it is about."""

    AFFILIATED = "affiliated", _("Affiliated since {since}.")
    CO_INSURED = "co_insured", _("Co-insured since {since}.")
    VOLUNTARY = "voluntary", _("Voluntarily insured since {since}.")
    KEPT = (
        "kept",
        _(
            "The affiliation ended on {ended}. After at least six months without an interruption "
            "of eight days or longer, the right to health care is kept for the current month and "
            "the three that follow: until {until}."
        ),
    )
    KEPT_FOR_ILLNESS = (
        "kept_for_illness",
        _(
            "Only for an illness that was being treated when the affiliation ended on {ended}: "
            "for it the right to health care is kept until {until}."
        ),
    )
    NO_AFFILIATION = "no_affiliation", _("No affiliation is on file.")
    NOT_YET = "not_yet", _("The affiliation only begins on {begins}.")
    WAITING = (
        "waiting",
        _(
            "The optional insurance has a waiting period: benefits begin on {begins} at the "
            "earliest."
        ),
    )
    AGENT_DECIDES = (
        "agent_decides",
        _(
            "The length of the waiting period of this optional insurance is not known here. "
            "An agent decides."
        ),
    )
    TOO_SHORT = (
        "too_short",
        _(
            "The affiliation ended on {ended}. It had lasted less than six months without an "
            "interruption of eight days or longer, so nothing is kept afterwards."
        ),
    )
    COVERED_ELSEWHERE = (
        "covered_elsewhere",
        _("The affiliation ended on {ended}. Whoever is covered elsewhere keeps nothing here."),
    )
    ENDED = (
        "ended",
        _("The affiliation ended on {ended}; the right to health care was kept until {until}."),
    )
    ENDED_BUT_ILLNESS = (
        "ended_but_illness",
        _(
            "The affiliation ended on {ended}; the right to health care was kept until {until}. "
            "For an illness that was being treated when the affiliation ended it is kept until "
            "{illness_until}: an agent decides."
        ),
    )


class LegalBasis(TextChoices):
    """The text behind an answer."""

    WHO_IS_INSURED = "css_1", _("Social Security Code (CSS), articles 1, 2 and 7")
    CONTINUED = "css_2_1", _("Social Security Code (CSS), article 2, paragraph 1")
    OPTIONAL = "css_2_2", _("Social Security Code (CSS), article 2, paragraph 2")
    FAMILY = "css_7", _("Social Security Code (CSS), article 7 and article 18, paragraph 1")
    FIRST_DAY = "css_18_1", _("Social Security Code (CSS), article 18, paragraph 1")
    KEPT = (
        "css_18_2",
        _("Social Security Code (CSS), article 18, paragraph 2, and the statutes of the fund"),
    )


class VoluntaryKind(TextChoices):
    CONTINUED = "continued", _("Continued voluntary insurance")
    OPTIONAL = "optional", _("Optional voluntary insurance")


class VoluntaryRefusal(TextChoices):
    """Why voluntary insurance is not open to somebody (CSS, article 2)."""

    NOT_RESIDENT = (
        "not_resident",
        _("Voluntary insurance is for people who live in Luxembourg."),
    )
    UNDER_AGE = (
        "under_age",
        _("Continued insurance is open from the age of 18: from {from_day} on."),
    )
    NEVER_INSURED = (
        "never_insured",
        _("There is no compulsory insurance or co-insurance on file that could be continued."),
    )
    STILL_INSURED = (
        "still_insured",
        _("There is an insurance that goes on: “{cover}”, since {since}."),
    )
    TOO_SHORT = (
        "too_short",
        _(
            "The insurance that ended on {ended} had lasted less than six months without an "
            "interruption of eight days or longer."
        ),
    )
    TOO_LATE = (
        "too_late",
        _(
            "The insurance ended on {ended}: the request had to arrive within three months, "
            "by {deadline}."
        ),
    )
    COVERED_OTHERWISE = (
        "covered_otherwise",
        _("Whoever is insured otherwise, here or abroad, cannot insure voluntarily."),
    )
    MAY_BE_CO_INSURED = (
        "may_be_co_insured",
        _(
            "Whoever can be co-insured through a spouse, partner or parent cannot insure "
            "voluntarily: ask for the co-insurance instead. It is free."
        ),
    )
    NOT_ANSWERED = (
        "not_answered",
        _("Answer every question: the conditions depend on it."),
    )


class EventKind(TextChoices):
    """What comes next in the insurance of a person."""

    BEGINS = "begins", _("The affiliation begins")
    BENEFITS_BEGIN = "benefits_begin", _("The waiting period is over")
    ENDS = "ends", _("The affiliation ends")
    RIGHTS_END = "rights_end", _("The rights that were kept end")
    VOLUNTARY_DEADLINE = "voluntary_deadline", _("Last day to ask for continued insurance")
    EIGHTEEN = "eighteen", _("18th birthday")
    THIRTY = "thirty", _("30th birthday")
    REMAINS_UNTIL = "remains_until", _("The permission to remain co-insured ends")
    CARD_EXPIRES = "card_expires", _("The European card expires")
