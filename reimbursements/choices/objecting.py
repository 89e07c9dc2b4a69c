"""The words of objections: why one cannot be sent, taken back or decided."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ObjectionRefusal(TextChoices):
    CLOSED = "closed", _("This objection is already decided or taken back.")
    NOT_YOURS = "not_yours", _("Another agent is working on this objection.")
    OWN_FILE = "own_file", _("Nobody works on their own file: another agent does.")
    RELATIVES_FILE = (
        "relatives_file",
        _("Nobody answers an objection of a relative: another agent does."),
    )
    DECIDED_IT = (
        "decided_it",
        _("Another agent than those who decided the bills answers an objection."),
    )
    NO_GROUNDS = "no_grounds", _("Say why you do not agree.")
    NO_ANSWER = "no_answer", _("Write the answer: the person reads it.")
    NO_BILL = "no_bill", _("Choose at least one bill that is decided anew.")
    NOT_THESE_BILLS = (
        "not_these_bills",
        _("One of these bills was decided anew in the meantime. Look at the statement again."),
    )
