"""The words of claims: their life, and why something cannot be done with them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ClaimState(TextChoices):
    DRAFT = "draft", _("Not sent yet")
    SENT = "sent", _("Received")
    BEING_CHECKED = "being_checked", _("Being checked")
    NEEDS_YOU = "needs_you", _("Waiting for your answer")
    PROPOSED = "proposed", _("Checked by a second agent")
    DECIDED = "decided", _("Decided")
    ORDERED = "ordered", _("Payment ordered")
    PAID = "paid", _("Paid")
    RETURNED = "returned", _("Payment came back")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class BillState(TextChoices):
    DRAFT = "draft", _("Not sent yet")
    OPEN = "open", _("Being checked")
    PROPOSED = "proposed", _("Checked by a second agent")
    DECIDED = "decided", _("Decided")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Channel(TextChoices):
    ONLINE = "online", _("Online")
    POST = "post", _("By post")
    AGENCY = "agency", _("At an agency")


class ClaimRefusal(TextChoices):
    """Why something cannot be done with a claim."""

    CLOSED = "closed", _("This claim is already decided or withdrawn.")
    NOT_YOURS = "not_yours", _("Another agent is working on this claim.")
    ALREADY_YOURS = "already_yours", _("You have this claim already.")
    OWN_FILE = "own_file", _("Nobody works on their own file: another agent does.")
    NO_REASON = "no_reason", _("Give the reason: the person reads it.")
    NOTHING_DECIDED = "nothing_decided", _("There is nothing to decide: no bill is chosen.")
    STILL_OPEN = (
        "still_open",
        _("A line has no value yet. Set its tariff and rate, or refuse it with a reason."),
    )
    NO_BILL = "no_bill", _("Add a bill before you send.")
    NO_PAGE = "no_page", _("Add at least one photo or PDF page of each bill.")
    PAGE_UNREADABLE = (
        "page_unreadable",
        _("One of the files could not be accepted. Remove it and add another one."),
    )
    PAGE_PENDING = "page_pending", _("A file is still being checked. Try again in a moment.")
    NO_PATIENT = "no_patient", _("Say for each bill who was treated.")
    NO_ACCOUNT = (
        "no_account",
        _("Enter a bank account first, so that the money can be transferred."),
    )
    ORIGINAL_AWAITED = (
        "original_awaited",
        _("The original has not come yet. Note that it has come, or refuse the bill for it."),
    )
    CHANGED = "changed", _("The claim has changed in the meantime. Look at it again.")
    SAME_AGENT = "same_agent", _("Another agent than the one who proposed it has to decide.")
    RELATIVES_FILE = (
        "relatives_file",
        _("Nobody confirms a decision about a relative: another agent does."),
    )
    TOO_LATE_TO_OBJECT = "too_late_to_object", _("The time to object is over.")
    OBJECTED_ALREADY = "objected_already", _("You have already objected to this statement.")


class Original(TextChoices):
    """Whether the paper is needed, and whether it has come."""

    NOT_NEEDED = "not_needed", _("The original is not needed")
    AWAITED = "awaited", _("The original is awaited by post")
    RECEIVED = "received", _("Original received")
