"""The words of mandates."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MandateScope(TextChoices):
    """What a mandate opens. Personal data and mandates themselves are never among it."""

    APPOINTMENTS = "appointments", _("Appointments")
    MESSAGES = "messages", _("Messages and procedures")
    INSURANCE = "insurance", _("Insurance, family, certificates and cards")
    REIMBURSEMENTS = "reimbursements", _("Reimbursements")
    INCAPACITY = "incapacity", _("Certificates of incapacity for work")


class MandateEvidence(TextChoices):
    SIGNED_IN = "signed_in", _("Given in the portal by the person, signed in")
    PAPER = "paper", _("Paper shown to an agent")
