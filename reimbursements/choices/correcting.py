"""Why what an agent enters for a bill or a line cannot be kept."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class WrongCorrection(TextChoices):
    QUANTITY = "quantity", _("A quantity is a whole number from 1 to 999.")
    APPROVED_QUANTITY = (
        "approved_quantity",
        _("Not more can be approved than was invoiced: from 0 to {most}."),
    )
    AMOUNT = "amount", _("An amount is more than zero, with at most two digits after the point.")
    FEE = "fee", _("A convenience fee is zero or more, with at most two digits after the point.")
    TARIFF = "tariff", _("A tariff is zero or more, with at most two digits after the point.")
    RATE = "rate", _("A rate lies between 0 and 100 per cent.")
    SERVED_ON = "served_on", _("Care cannot lie after the day on which the bill was sent.")
    PAID_ON = "paid_on", _("A payment cannot lie after the day on which the bill was sent.")
    PRESCRIBED_ON = (
        "prescribed_on",
        _("A prescription cannot lie after the day on which the bill was sent."),
    )
    REASON = "reason", _("This reason is not for an agent to give: it follows from the amounts.")
    TARIFF_AND_REASON = (
        "tariff_and_reason",
        _("A line that is refused has no tariff, rate or quantity. Empty them, or the reason."),
    )
    TOO_MANY = "too_many", _("A bill has at most {most} lines.")
