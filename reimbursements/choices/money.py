"""The words of decisions, statements, payments and objections."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DecisionKind(TextChoices):
    FIRST = "first", _("Decision")
    RECALCULATION = "recalculation", _("Recalculation")
    OBJECTION = "objection", _("Decision after an objection")


class DecisionState(TextChoices):
    PROPOSED = "proposed", _("Waits for a second agent")
    IN_FORCE = "in_force", _("In force")
    REPLACED = "replaced", _("Replaced")
    SENT_BACK = "sent_back", _("Sent back by the second agent")


class SecondReason(TextChoices):
    """Why a second agent has to look."""

    AMOUNT = "amount", _("The amount is high.")
    ACCOUNT_CHANGED = "account_changed", _("The bank account changed in the last 30 days.")
    OWN_OR_RELATIVE = "own_or_relative", _("The file is a relative's.")
    SET_BY_AGENT = "set_by_agent", _("An agent has set a value by hand.")
    RANDOM = "random", _("Chosen by chance.")


class StatementKind(TextChoices):
    BILLS = "bills", _("Statement of reimbursement")
    RECALCULATION = "recalculation", _("Statement after a recalculation")
    OBJECTION = "objection", _("Statement after an objection")
    COMPLEMENTARY = "complementary", _("Complementary reimbursement")


class Method(TextChoices):
    TRANSFER = "transfer", _("Bank transfer")
    INSTANT = "instant", _("Instant transfer")
    CHEQUE = "cheque", _("Cheque")


class PaymentState(TextChoices):
    WAITING = "waiting", _("To be paid")
    BATCHED = "batched", _("In a payment file that is being prepared")
    ORDERED = "ordered", _("Ordered at the bank")
    PAID = "paid", _("Paid")
    RETURNED = "returned", _("Came back from the bank")
    REPLACED = "replaced", _("Paid anew")


class BatchState(TextChoices):
    PREPARED = "prepared", _("Waits to be released by another agent")
    RELEASED = "released", _("Released")
    EXECUTED = "executed", _("Executed by the bank")
    DROPPED = "dropped", _("Dropped")


class PaymentRefusal(TextChoices):
    SAME_AGENT = "same_agent", _("Another agent than the one who prepared it has to release it.")
    NOTHING_TO_PAY = "nothing_to_pay", _("There is no payment to put into a file.")
    CLOSED = "closed", _("This payment file is already released or dropped.")
    NO_ACCOUNT = "no_account", _("There is no bank account to pay to.")
    NOT_ORDERED = "not_ordered", _("Only an ordered payment can come back.")
    CHANGED = "changed", _("Something has changed since the file was prepared. Prepare it anew.")
    NOT_AT_THE_DESK = "not_at_the_desk", _("This cannot be paid at once at the agency.")
    TOO_LITTLE = (
        "too_little",
        _("The bills that can be paid at once come to less than the least total."),
    )
    NEEDS_A_SECOND = (
        "needs_a_second",
        _("A second agent has to look first, so this cannot be paid at once."),
    )
    NO_CHEQUE_NUMBER = "no_cheque_number", _("Enter the number of the cheque.")
    NO_PROXY_PAPERS = (
        "no_proxy_papers",
        _("A proxy shows the signed form of the CNS and copies of both identity cards."),
    )
    NO_DEBTOR = (
        "no_debtor",
        _("The account from which the CNS pays is not configured."),
    )
    OWN_FILE = "own_file", _("A payment to yourself is in it: another agent does this.")
    LOOK_FIRST = (
        "look_first",
        _("Some accounts were changed lately. Look at these payments and confirm that you did."),
    )
    NOT_RELEASED = "not_released", _("Only a released file can be executed.")
    NOT_RETURNED = "not_returned", _("Only a payment that came back is paid again.")
    SAME_ACCOUNT = (
        "same_account",
        _("The account is still the one that the money came back from."),
    )
    NOT_WAITING = "not_waiting", _("This payment is in a payment file already, or paid.")


class PayeeForm(TextChoices):
    """The form "Claim for reimbursement to a person other than the main insured"."""

    PERIOD = "a", _("For all bills of a period (A)")
    BILLS = "b", _("For the bills of one mailing (B)")
    CHANGE = "c", _("Instead of an earlier declaration (C)")


class PayeeState(TextChoices):
    IN_FORCE = "in_force", _("In force")
    REVOKED = "revoked", _("Revoked")
    REPLACED = "replaced", _("Replaced")


class ObjectionState(TextChoices):
    SENT = "sent", _("Sent")
    BEING_CHECKED = "being_checked", _("Being checked")
    UPHELD = "upheld", _("You were right: decided anew")
    REJECTED = "rejected", _("The decision stays")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class RecalculationState(TextChoices):
    FOUND = "found", _("To be looked at")
    DECIDED = "decided", _("Decided anew")
    DISMISSED = "dismissed", _("Left as it was")


class ComplementaryState(TextChoices):
    SENT = "sent", _("Sent")
    BEING_CHECKED = "being_checked", _("Being checked")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
