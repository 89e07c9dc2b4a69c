"""The words that all procedures share."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Phase(TextChoices):
    RECEIVED = "received", _("Received")
    BEING_CHECKED = "being_checked", _("Being checked")
    DECIDED = "decided", _("Decided")
    DONE = "done", _("Done")


class ActorKind(TextChoices):
    PERSON = "person", _("The person")
    AGENT = "agent", _("An agent")
    SYSTEM = "system", _("The portal")
    LINK = "link", _("Somebody with the link")


class Refusal(TextChoices):
    FINISHED = (
        "finished",
        _(
            "This procedure is finished, so nobody would read a new message in it. "
            "Call us, or book an appointment."
        ),
    )
    NOTHING_WRITTEN = "nothing_written", _("Write a message, or add a file.")
    TEXT_MISSING = "text_missing", _("Write what the person should read.")
    FILE_GONE = (
        "file_gone",
        _("A file is no longer there: it was not sent within a day. Please add it again."),
    )
    FILE_REJECTED = (
        "file_rejected",
        _("A file was not accepted. Remove it from the message, then send the message."),
    )
    TOO_MANY_FILES = "too_many_files", _("A message holds at most {most} files.")
    SAME_FILE = "same_file", _("You have already added this file to the message.")
    NOT_A_DIALOGUE = (
        "not_a_dialogue",
        _("This person has not signed in, so there is no place where they could read an answer."),
    )
    NOT_TO_WITHDRAW = "not_to_withdraw", _("This procedure cannot be taken back.")
    ALREADY_SENT = "already_sent", _("This message has been sent already.")


HAPPENINGS = {
    "procedure.replied": _("Message sent to the CNS"),
    "procedure.asked": _("Question from the CNS"),
    "procedure.answered": _("Message from the CNS"),
}
"""The events that any case can have, as the person reads them. A room may say it otherwise."""
