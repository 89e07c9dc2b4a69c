"""Copies of everything: what the person is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cns_portal.kernel import civil_time
from insured.notices.notice import Notice

if TYPE_CHECKING:
    from cns_portal.rights.models import Export


def ready(export: Export) -> Notice:
    """That the copy can be downloaded, where, and until when."""
    until = date_format(civil_time.wall(export.expires_at), "DATETIME_FORMAT")
    return Notice(
        title=_("A copy of your data is ready"),
        text="\n\n".join(
            [
                _("You can download it until {until}. Then it is deleted.").format(until=until),
                _address(),
                _(
                    "It holds everything that this portal keeps about you, also what is medical. "
                    "Keep it where nobody else finds it."
                ),
            ]
        ),
    )


def failed() -> Notice:
    """That the copy could not be put together, and what to do."""
    return Notice(
        title=_("The copy of your data could not be put together"),
        text="\n\n".join(
            [
                _("We are sorry: something broke three times in a row. Please ask for it again:"),
                _address(),
                _("If that does not help, write to the data protection officer there."),
            ]
        ),
    )


def _address() -> str:
    return f"{settings.SITE_URL}/{get_language()[:2]}/espace/data/rights/access/"
