"""The words of the texts that agents keep ready for their answers."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReplyUse(TextChoices):
    """What an agent does when the text is offered."""

    ASK = "ask", _("Asking the person for something")
    ACCEPT = "accept", _("Accepting")
    REFUSE = "refuse", _("Refusing")


class Placeholder(TextChoices):
    """What is written in braces in a text, and what stands there when it is sent."""

    NAME = "name", _("the name of the person whose file it is")
    REFERENCE = "reference", _("the reference of the request")
    REQUEST = "request", _("what was asked for, as on the list of procedures")
    SENT_ON = "sent_on", _("the day on which the request was sent")
    DEADLINE = "deadline", _("the day by which an answer is needed")


class ReplyProblem(TextChoices):
    """What is wrong with a text."""

    UNKNOWN_PLACEHOLDER = (
        "unknown_placeholder",
        _("Nothing is known by these names: {names}. Known are: {known}."),
    )
    STRAY_BRACE = (
        "stray_brace",
        _("A brace opens or closes nothing. Placeholders are written like this: {example}."),
    )
