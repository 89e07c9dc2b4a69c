"""The words of bills that an agency pays at once, during a visit."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BillKind(TextChoices):
    """What a bill is for, as far as it matters for being paid at once."""

    DOCTOR = "doctor", _("Doctor or dentist")
    MEDICINES = "medicines", _("Medicines")
    OTHER = "other", _("Hospital, laboratory, glasses, other care")
    PHYSIOTHERAPY = "physiotherapy", _("Physiotherapy")
    DIETICIAN = "dietician", _("Dietician")
    FUNERAL = "funeral", _("Funeral allowance")
    FOOD = "food", _("Flat rate for food products")
    NAPPIES = "nappies", _("Flat rate for nappies")


class WhyNotBring(TextChoices):
    """Why a bill is not paid at once. Kinds that never are have the kind's own word."""

    PHYSIOTHERAPY = "physiotherapy", _("Physiotherapy bills are never paid at once.")
    DIETICIAN = "dietician", _("Dieticians’ bills are never paid at once.")
    ABROAD = "abroad", _("Bills for services abroad are not paid at once.")
    NOT_PAID_YET = "not_paid_yet", _("On the day of the visit this bill is not paid yet.")
    TOO_OLD = "too_old", _("Paid on {paid}, this bill is too old from {too_old_from} on.")
