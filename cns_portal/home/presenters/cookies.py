"""What the portal leaves in a browser: all of it, by the names that the settings give."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cns_portal.web.context_processors import THEME_COOKIE


@dataclass(frozen=True)
class Cookie:
    """One cookie: what it is called, what it is for, how long the browser keeps it."""

    name: str
    why: Promise
    how_long: Promise


def cookies() -> list[Cookie]:
    """Every cookie that a visitor's browser may get; devices of agencies have one of their own."""
    return [
        Cookie(
            settings.SESSION_COOKIE_NAME,
            _(
                "Keeps together what you do in one visit: that you are signed in, or what you have "
                "typed on the way to an appointment."
            ),
            _("Eight hours at most; without signing in two hours after your last answer."),
        ),
        Cookie(
            settings.CSRF_COOKIE_NAME,
            _("Shows that a form was sent from a page of this portal and not from somewhere else."),
            _("One year."),
        ),
        Cookie(
            settings.LANGUAGE_COOKIE_NAME,
            _("Remembers the language that you chose."),
            _("Until you close the browser."),
        ),
        Cookie(
            THEME_COOKIE,
            _("Remembers whether you want the pages light or dark."),
            _("One year."),
        ),
        Cookie(
            CookieStorage.cookie_name,
            _("Carries one sentence to the next page, such as “Your changes are saved.”"),
            _("Until it has been shown."),
        ),
    ]
