"""The words of paying: why money came back, why it goes elsewhere, what a history says."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReturnReason(TextChoices):
    """Why a payment came back: the codes that banks send (ISO 20022, external return reasons)."""

    AC01 = "AC01", _("The account number is wrong.")
    AC04 = "AC04", _("The account is closed.")
    AC06 = "AC06", _("The account is blocked.")
    AG01 = "AG01", _("The account takes no transfers.")
    BE04 = "BE04", _("The address of the account holder is missing.")
    MD07 = "MD07", _("The account holder has died.")
    MS02 = "MS02", _("The account holder refused the payment.")
    MS03 = "MS03", _("The bank gave no reason.")
    RC01 = "RC01", _("The bank is not known.")
    NOT_CASHED = "not_cashed", _("The cheque was lost or never cashed.")


class PayeeRefusal(TextChoices):
    """Why a declaration of another payee cannot be made or ended."""

    NOT_AN_IBAN = "not_an_iban", _("This is not a valid IBAN.")
    NO_HOLDER = "no_holder", _("Give the name of the account holder.")
    NOT_CONFIRMED = (
        "not_confirmed",
        _("Confirm that this person has paid the bills, or pays them."),
    )
    BEGINS_IN_THE_PAST = "begins_in_the_past", _("A declaration begins today or later.")
    ENDS_BEFORE_IT_BEGINS = (
        "ends_before_it_begins",
        _("The last day comes before the first day."),
    )
    ALREADY_FOR_THESE_DAYS = (
        "already_for_these_days",
        _("For some of these days there is a declaration already. Change that one, or end it."),
    )
    NO_CLAIM = "no_claim", _("Choose the mailing whose bills are meant.")
    PAID_ALREADY = (
        "paid_already",
        _("These bills are paid already, or their payment is ordered."),
    )
    NOT_IN_FORCE = "not_in_force", _("This declaration is not in force any more.")
