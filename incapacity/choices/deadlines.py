"""The words of deadlines: what is due, by which rule, and which text orders it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Duty(TextChoices):
    """What somebody who is away from work has to do."""

    TELL = "tell", _("Tell your employer")
    EMPLOYER = "employer", _("Give sheet 2 to your employer")
    CNS = "cns", _("Send sheet 1 to the CNS")


class DeadlineRule(TextChoices):
    """How the last day is found, or why there is none. The placeholders are the rule's numbers."""

    ON_DAY_ONE = (
        "on_day_one",
        _(
            "On the first day of absence, yourself or through somebody, orally or in writing. "
            "Telling a colleague is not enough."
        ),
    )
    ON_PLANNED_RETURN = (
        "on_planned_return",
        _("On the day on which you should have gone back to work."),
    )
    EMPLOYER_HAS_IT = (
        "employer_has_it",
        _(
            "Your employer has it in hand before the end of day {day}, the first day of absence "
            "counted. When that is a Sunday or a public holiday, the next day that is neither."
        ),
    )
    EMPLOYER_HAS_PROLONGATION = (
        "employer_has_prolongation",
        _(
            "Your employer has it in hand before the end of day {day} of the prolongation. "
            "No text that we know moves this day."
        ),
    )
    EMPLOYER_AFTER_HOSPITAL = (
        "employer_after_hospital",
        _(
            "After an emergency admission to hospital your employer has it within {day} days. "
            "We count the day of admission as the first one; no text that we know says how."
        ),
    )
    ONLY_WHEN_ASKED = (
        "only_when_asked",
        _(
            "For an absence of up to {days} days only when your employer asks for it, which they "
            "may do from the first day."
        ),
    )
    AS_SOON_AS_POSSIBLE = (
        "as_soon_as_possible",
        _("As soon as possible. No text that we know sets a day."),
    )
    SENT_TO_CNS = (
        "sent_to_cns",
        _(
            "It is sent before the end of day {day}, the first day counted; on paper the postmark "
            "counts. When that is a Saturday, a Sunday or a public holiday, the next working day."
        ),
    )
    SENT_TO_CNS_FAMILY = (
        "sent_to_cns_family",
        _(
            "It is sent before the end of day {day}, the first day counted. When that is a "
            "Saturday, a Sunday or a public holiday, the next working day: no text says so for "
            "this leave, we take it from the statutes (article 169), which count it as a period "
            "of incapacity."
        ),
    )
    SENT_TO_CNS_PROLONGATION = (
        "sent_to_cns_prolongation",
        _(
            "It is sent before the end of day {day} after the planned day of return. When that is "
            "a Saturday, a Sunday or a public holiday, the next working day."
        ),
    )
    NOT_REQUIRED = (
        "not_required",
        _("For an absence of up to {days} days the CNS asks for no certificate."),
    )
    NO_DAY_KNOWN = (
        "no_day_known",
        _("No text that we know sets a day. An agent decides."),
    )


class DeadlineBasis(TextChoices):
    """The texts that order a deadline."""

    LABOUR_CODE_TELL = "labour_code_tell", _("Labour Code, article L. 121-6 (1)")
    LABOUR_CODE_CERTIFICATE = "labour_code_certificate", _("Labour Code, article L. 121-6 (2)")
    SOCIAL_SECURITY_DEPARTMENT = (
        "social_security_department",
        _("Ministry of Health and Social Security, “Types of sick leave”"),
    )
    GUICHET = "guichet", _("Guichet.lu, “Declaring an incapacity for work”; statutes of the CNS")
    GUICHET_EMPLOYER = (
        "guichet_employer",
        _("Guichet.lu, “Incapacity for work and medical certificates”"),
    )
    GUICHET_FAMILY = "guichet_family", _("Guichet.lu, “Leave for family reasons”")
    CNS_FAMILY = "cns_family", _("CNS, “Leave for family reasons”")
    JUST_ARRIVED = "just_arrived", _("Just Arrived Luxembourg, “Sick leave”")
    NONE = "none", _("none found")
