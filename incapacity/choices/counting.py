"""The words of counting: who pays, what a leave day is, why a day is no leave."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Payer(TextChoices):
    """Who pays while somebody is ill."""

    EMPLOYER = "employer", _("Your employer")
    CNS = "cns", _("The CNS")


class LeaveDay(TextChoices):
    """Which days of a certificate are days of leave for family reasons."""

    WORKING = "working", _("Monday to Friday, without public holidays")
    CALENDAR = "calendar", _("Every day of the calendar")


class NoLeave(TextChoices):
    """Why a day with a sick child has no place in the days of leave."""

    AGE_UNKNOWN = "age_unknown", _("The child’s date of birth is not known.")
    NOT_BORN = "not_born", _("The child was not born yet.")
    NOT_IN_HOSPITAL = (
        "not_in_hospital",
        _("From 13 to 17 the leave is only for a child in hospital."),
    )
    TOO_OLD = "too_old", _("The child was of age.")
    BEFORE_THE_RULE = "before_the_rule", _("The days per age band exist since 2018 only.")


class Figure(TextChoices):
    """What is counted, as the pages of days name it."""

    PAY = "pay", _("Who pays")
    BENEFIT = "benefit", _("How long benefit lasts")
    LEAVE = "leave", _("Leave for a sick child")


class LegalBasis(TextChoices):
    """The text that orders a count: as its source names it, and in the language of a reader."""

    EMPLOYER_PAYS = "Labour Code, article L. 121-6 (3)", _("Labour Code, article L. 121-6 (3)")
    BENEFIT_LIMIT = (
        "Social Security Code, article 14 (2)",
        _("Social Security Code, article 14 (2)"),
    )
    FAMILY_LEAVE = (
        "Labour Code, articles L. 234-50 to L. 234-55",
        _("Labour Code, articles L. 234-50 to L. 234-55"),
    )
    MATERNITY = (
        "Labour Code, articles L. 332-1 to L. 332-3; Social Security Code, article 25",
        _("Labour Code, articles L. 332-1 to L. 332-3; Social Security Code, article 25"),
    )
