"""What a person is told about their national identification number."""

from django.utils.translation import gettext as _

from insured.notices.notice import Notice


def replaced() -> Notice:
    """That the file is kept under another number now. The numbers themselves stay unsaid."""
    return Notice(
        title=_("Your file is kept under a new number"),
        text=_(
            "Your national identification number was replaced. Your file, your procedures and "
            "your messages are the same as before.\n\n"
            "You can sign in with the old or the new number. Papers that still carry the old one "
            "stay valid. If you did not expect this, please call (+352) 27 57 1."
        ),
    )
