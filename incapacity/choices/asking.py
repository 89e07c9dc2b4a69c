"""The words of what somebody may ask for while an incapacity for work runs."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class StayReason(TextChoices):
    """The only cases in which the CNS lets somebody on sick leave stay abroad.

    cns.public.lu/en/assure/droits-demarches/dossiers-thematiques/salaries-independants/
    sorties-autorisees-maladie.html
    """

    SERIOUS_ILLNESS = "serious_illness", _("A serious illness")
    PALLIATIVE_CARE = "palliative_care", _("Palliative care")
    INVALIDITY = "invalidity", _("Proceedings for an invalidity pension")
    DEATH = "death", _("The death of a close relative")
    BIRTH = "birth", _("The birth of one’s child abroad")


AFTER_AN_EVENT = frozenset({StayReason.DEATH, StayReason.BIRTH})
"""Authorised only once it has happened, on the certificate of death or birth (same page)."""


class AskingRefusal(TextChoices):
    """Why a request cannot be sent, or not be accepted in this way."""

    NOT_ILL_NOW = (
        "not_ill_now",
        _(
            "No certificate of yours for an illness or an accident covers today or a later day: "
            "the rules on staying at home do not hold for you now."
        ),
    )
    ENDS_BEFORE_IT_BEGINS = (
        "ends_before_it_begins",
        _("The last day lies before the first day."),
    )
    NOT_ASKED_FOR = (
        "not_asked_for",
        _(
            "These days have none in common with those that were asked for, or lie more than a "
            "year from them. Compare the dates."
        ),
    )
    ALREADY_BEGUN = (
        "already_begun",
        _(
            "A stay abroad must be authorised before it begins: the first day cannot lie in the "
            "past."
        ),
    )
    AT_HOME = (
        "at_home",
        _("You live in this country: to stay there is no stay abroad, and needs no authorisation."),
    )
    NOT_ILL_THEN = (
        "not_ill_then",
        _(
            "No certificate of yours covers any of these days. Without incapacity for work no "
            "authorisation is needed; if you are ill then, send the certificate first."
        ),
    )
    STAY_GRANTED = "stay_granted", _("You are already allowed to stay abroad on these days.")
    STAY_ASKED = (
        "stay_asked",
        _("You have already asked to stay abroad on some of these days. It is being checked."),
    )
    PROOF_MISSING = (
        "proof_missing",
        _("Add the certificate of death or of birth: without it the stay cannot be authorised."),
    )
    NOT_COVERED = (
        "not_covered",
        _("No certificate of yours covers this day. Send the prolongation first."),
    )
    TOO_SHORT = (
        "too_short",
        _(
            "The restrictions may be lifted when somebody is unable to work for more than {weeks} "
            "weeks in a row. Your certificates together cover {days} days; it is possible once "
            "they reach beyond {last}."
        ),
    )
    FORBIDDEN = (
        "forbidden",
        _("By the sheet the doctor does not allow going out. Ask the doctor first."),
    )
    IN_THE_PAST = "in_the_past", _("The restrictions can be lifted from today on, not before.")
    ALREADY_LIFTED = "already_lifted", _("The restrictions are already lifted on this day.")
