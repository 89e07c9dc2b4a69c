"""What is written about a change of e-mail address."""

from datetime import timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from insured.notices.notice import Notice


def confirm_address(token: str, *, language: str) -> str:
    """Where the link of the letter leads: a page behind the sign-in that asks once more."""
    return f"{settings.SITE_URL}/{language}/espace/data/email/{token}/"


def please_confirm(token: str, *, language: str, lasts: timedelta) -> tuple[str, str, str]:
    """Subject, text and HTML of the letter to the new address; it names nobody."""
    context = {
        "LANGUAGE_CODE": language,
        "address": confirm_address(token, language=language),
        "hours": int(lasts.total_seconds() // 3600),
    }
    return (
        _("Please confirm your e-mail address"),
        render_to_string("insured/notices/confirm_email.txt", context),
        render_to_string("insured/notices/confirm_email.html", context),
    )


def changed() -> Notice:
    """That another address is used from now on. It arrives where the old one is read."""
    return Notice(
        title=_("Your e-mail address was changed"),
        text=_(
            "From now on, e-mails that tell you about a new message go to another address. This is "
            "the last one to the address you had before.\n\n"
            "If you did not ask for this, please call (+352) 27 57 1 at once and look under My "
            "data where you are signed in."
        ),
    )
