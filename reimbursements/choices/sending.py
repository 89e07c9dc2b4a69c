"""The words about a claim before it is sent: what is missing, what looks wrong, why it stays."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Missing(TextChoices):
    """What is not there yet. Who cannot know it may leave it: an agent completes it."""

    PAGE = "page", _("There is no photo or PDF page of the bill yet.")
    PATIENT = "patient", _("It is not said who was treated.")
    PROVIDER = "provider", _("The provider is not named.")
    LINES = "lines", _("No act is entered.")
    CODE = "code", _("An act has no code.")
    DAY = "day", _("An act has no date of care.")
    AMOUNT = "amount", _("An act has no amount.")
    TOTAL = "total", _("The total of the bill is not entered.")
    PAID_ON = "paid_on", _("The date of payment is not entered.")
    PROOF = "proof", _("It is not said how the payment is proven.")
    PROOF_PAGE = "proof_page", _("There is no page with the debit notice of the bank.")


class Doubt(TextChoices):
    """What looks wrong; braces name what the sentence speaks of."""

    SENT_BEFORE = "sent_before", _("You seem to have sent this bill already: {reference}.")
    TWICE_HERE = "twice_here", _("Another bill of this claim looks the same: {bill}.")
    REMINDER = "reminder", _("A reminder is not a bill.")
    QUOTE = "quote", _("A quote is not a bill.")
    RECEIPT = "receipt", _("A receipt alone is not a bill.")
    TOO_LATE = "too_late", _("It was paid on {paid_on} and could be sent until {until}.")
    NO_PROOF = "no_proof", _("Without a proof of payment the bill is not reimbursed.")
    PROVIDER_UNKNOWN = (
        "provider_unknown",
        _("No provider is known under the code or name “{name}”."),
    )
    ABROAD = "abroad", _("The care was given in another country.")
    CURRENCY = "currency", _("The bill is not in euro.")
    PAID_IN_FUTURE = "paid_in_future", _("The date of payment lies in the future.")
    CARE_IN_FUTURE = "care_in_future", _("A date of care lies in the future.")
    PAID_BEFORE_CARE = "paid_before_care", _("The date of payment lies before the care.")
    TOTAL_DIFFERS = (
        "total_differs",
        _("The acts come to {sum}, but the total of the bill is {total}."),
    )


DO_ABOUT = {
    Doubt.SENT_BEFORE: _(
        "Take this bill out, unless it is another one. The same bill is paid once."
    ),
    Doubt.TWICE_HERE: _("Take one of them out, unless they are two bills."),
    Doubt.REMINDER: _("Send the first bill, the one that names the acts."),
    Doubt.QUOTE: _("Send the bill that you paid. A quote goes to the CNS before the care."),
    Doubt.RECEIPT: _("Add the bill that names the acts; the receipt can be its proof of payment."),
    Doubt.TOO_LATE: _("Check the date. If it is right, the bill will most likely be refused."),
    Doubt.NO_PROOF: _(
        "Ask the provider to write and sign “paid” on the bill, or add the debit notice of your "
        "bank. A payment order or a screenshot is no proof."
    ),
    Doubt.PROVIDER_UNKNOWN: _(
        "Compare it with the bill: the provider code stands on it. If it is right, leave it; an "
        "agent looks for the provider."
    ),
    Doubt.ABROAD: _(
        "It is paid as if it had been given in Luxembourg, and never more than it cost. A planned "
        "stay in hospital abroad needs an authorisation beforehand."
    ),
    Doubt.CURRENCY: _("Enter the amounts as they stand on the bill; an agent converts them."),
    Doubt.PAID_IN_FUTURE: _("A bill is sent when it is paid. Check the date."),
    Doubt.CARE_IN_FUTURE: _("Check the date: care is reimbursed once it was given."),
    Doubt.PAID_BEFORE_CARE: _("Check both dates."),
    Doubt.TOTAL_DIFFERS: _("Check the amounts; fees and acts may be missing."),
}
"""What the person can do about each doubt."""

MAY_STAY_EMPTY = frozenset(Missing) - {Missing.PAGE, Missing.PATIENT}
"""What an agent completes from the papers."""


class SendingRefusal(TextChoices):
    """Why a draft cannot take more, or is no draft any more."""

    SENT_ALREADY = "sent_already", _("This claim has been sent already.")
    TOO_MANY_BILLS = (
        "too_many_bills",
        _("A claim holds at most {most} bills. Send this one, then begin another."),
    )
    TOO_MANY_DRAFTS = (
        "too_many_drafts",
        _("You have begun {most} claims. Send or delete one of them first."),
    )
    NOT_YOUR_FAMILY = (
        "not_your_family",
        _("Bills can be sent for you, for who is co-insured through you and for your children."),
    )
