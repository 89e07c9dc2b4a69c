"""The words of documents, and a plain sentence for each reason a file is not taken."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    PENDING = "pending", _("Being checked")
    CLEAN = "clean", _("Checked")
    REJECTED = "rejected", _("Not accepted")


class Rejection(TextChoices):
    NONE_CHOSEN = "none_chosen", _("Choose a file.")
    EMPTY = "empty", _("The chosen file is empty. Choose another one.")
    TOO_BIG = (
        "too_big",
        _("The chosen file is larger than 10 MB. Choose a smaller one or reduce its size."),
    )
    WRONG_TYPE = (
        "wrong_type",
        _("The chosen file is not a PDF, JPEG, PNG or HEIC file. Choose another one."),
    )
    DISGUISED = (
        "disguised",
        _(
            "The chosen file is not what its name says, or it holds a second file."
            " Save it again as PDF, JPEG or PNG and send that."
        ),
    )
    PASSWORD_PROTECTED = (
        "password_protected",
        _("The chosen PDF is protected. Save it without protection and send it again."),
    )
    UNREADABLE = (
        "unreadable",
        _("The file could not be read. Save it again or take a new photo, then send it again."),
    )
    TRUNCATED = (
        "truncated",
        _("The end of the file is missing. Send it again, or take a new photo."),
    )
    UNPACKS_TOO_FAR = (
        "unpacks_too_far",
        _("The PDF unpacks to far more than we can read. Print it to a new PDF and send that."),
    )
    TOO_MANY_PAGES = (
        "too_many_pages",
        _("The chosen PDF has more than 50 pages. Send only the pages that are needed."),
    )
    TOO_MANY_PIXELS = (
        "too_many_pixels",
        _("The picture has more than 50 million pixels. Take it again at a lower resolution."),
    )
    NOT_NOW = (
        "not_now",
        _("We cannot take files at the moment. Please try again in a few minutes."),
    )
    VIRUS = "virus", _("The file contains a virus. Choose another one.")
    TOO_MANY_FILES = (
        "too_many_files",
        _("You have sent as many files as we take in one day. Please try again tomorrow."),
    )
