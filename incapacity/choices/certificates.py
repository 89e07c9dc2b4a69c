"""The words of certificates: what they are for, their life, and why something cannot be done."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Cause(TextChoices):
    """Why the person is away from work."""

    ILLNESS = "illness", _("I am ill")
    ACCIDENT = "accident", _("I had an accident")
    FAMILY = "family", _("My child is ill (leave for family reasons)")
    MATERNITY = "maternity", _("Maternity leave")


class Sequel(TextChoices):
    """How the certificate stands to an earlier one."""

    INITIAL = "initial", _("A first certificate")
    PROLONGATION = "prolongation", _("It prolongs an earlier one")
    RELAPSE = "relapse", _("A relapse")


class Outings(TextChoices):
    """What the sheet says about leaving the house."""

    NOT_SAID = "not_said", _("The sheet does not say")
    ALLOWED = "allowed", _("Allowed")
    FORBIDDEN = "forbidden", _("Not allowed")


class MatriculeOnSheet(TextChoices):
    """How the matricule came onto the sheet. The person may add it and nothing else."""

    PRINTED = "printed", _("The doctor wrote it")
    ADDED = "added", _("I added it, the doctor had left it out")
    MISSING = "missing", _("It is not on the sheet")


class SheetLanguage(TextChoices):
    """The language of the sheet. From another one a sworn translation is needed."""

    FRENCH = "fr", _("French")
    GERMAN = "de", _("German")
    ENGLISH = "en", _("English")
    OTHER = "other", _("Another language")


class CertificateState(TextChoices):
    DRAFT = "draft", _("Not sent yet")
    ARRIVED = "arrived", _("Arrived electronically")
    KEPT = "kept", _("Not passed on")
    SENT = "sent", _("Received")
    BEING_CHECKED = "being_checked", _("Being checked")
    NEEDS_YOU = "needs_you", _("Waiting for your answer")
    AT_BOARD = "at_board", _("With the medical board")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Not accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Channel(TextChoices):
    ONLINE = "online", _("Online")
    ELECTRONIC = "electronic", _("Electronic certificate")
    POST = "post", _("By post")
    AGENCY = "agency", _("At an agency")


class PageKind(TextChoices):
    """What a file shows."""

    SHEET = "sheet", _("Sheet for the CNS")
    TRANSLATION = "translation", _("Sworn translation")
    OTHER = "other", _("Something else")


class CertificateRefusal(TextChoices):
    """Why something cannot be done with a certificate that was sent."""

    CLOSED = "closed", _("This certificate is already decided or withdrawn.")
    NOT_YOURS = "not_yours", _("Another agent is working on this certificate.")
    ALREADY_YOURS = "already_yours", _("You have this certificate already.")
    OWN_FILE = "own_file", _("Nobody works on their own file: another agent does.")
    NO_REASON = "no_reason", _("Give the reason: the person reads it.")
    NO_QUESTION = "no_question", _("Write what the medical board is to look at.")
    NO_OPINION = "no_opinion", _("Write the opinion: the agent who decides reads it.")
    CHANGED = "changed", _("The certificate has changed in the meantime. Look at it again.")
    NOT_MEDICAL = "not_medical", _("Only the medical board gives an opinion.")
    ASKED_BY_YOU = (
        "asked_by_you",
        _("Who asked the medical board does not give its opinion: another doctor does."),
    )
    NO_RIGHT_TO_SEE = (
        "no_right_to_see",
        _("Who may not see the sheet cannot decide about it."),
    )
