"""The words of papers that the portal issues."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PaperKind(TextChoices):
    AFFILIATION = "affiliation", _("Certificate of affiliation")
    CO_INSURANCE = "co_insurance", _("Co-insurance certificate")
    REPLACEMENT = "replacement", _("Replacement certificate for the European card")
    S1 = "s1", _("Form S1")
    BL1 = "bl1", _("Form BL1")
    S2 = "s2", _("Form S2: authorisation of planned care abroad")


class PaperStanding(TextChoices):
    """What a paper is worth on a day."""

    GENUINE = "genuine", _("Issued")
    NOT_YET = "not_yet", _("Not valid yet")
    VALID = "valid", _("Valid")
    ENDED = "ended", _("No longer valid")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class PaperRefusal(TextChoices):
    """Why a paper cannot be issued or withdrawn. A sentence for whoever asks for it."""

    NOT_COVERED = (
        "not_covered",
        _(
            "A certificate for today says that somebody is covered today. {why} For days on which "
            "there was an affiliation you can order a certificate for a period."
        ),
    )
    NO_CARD_RIGHTS = (
        "no_card_rights",
        _("A replacement certificate is for somebody who is covered. {why}"),
    )
    ILLNESS_ONLY = (
        "illness_only",
        _(
            "Only an illness under treatment is covered today. An agent tells you which paper "
            "helps."
        ),
    )
    NOTHING_THEN = (
        "nothing_then",
        _("There is no affiliation on file between {first} and {last}."),
    )
    BACKWARDS = "backwards", _("The period cannot end before it begins.")
    IN_THE_FUTURE = (
        "in_the_future",
        _("A certificate speaks of days that are over, or of today: choose an earlier last day."),
    )
    NOT_CO_INSURED = (
        "not_co_insured",
        _("No co-insurance is registered: neither yours through somebody, nor your family’s."),
    )
    NO_PERIOD_BEHIND = (
        "no_period_behind",
        _("The co-insurance is registered, but it insures nobody today: {why}"),
    )
    TOO_MANY = (
        "too_many",
        _("You have ordered many papers today. The ones you have are in the list below."),
    )
    WITHDRAWN_ALREADY = "withdrawn_already", _("This paper is already withdrawn.")
    NO_REASON = "no_reason", _("Give the reason: the person reads it.")


class AbroadAnswer(TextChoices):
    """How the fund of the country of residence answers."""

    S071 = "s071", _("S071")
    BL6 = "bl6", _("BL6")
