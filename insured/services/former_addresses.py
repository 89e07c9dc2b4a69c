"""Telling a former e-mail address, for a while, that there is something to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from cns_portal import clock, inbox
from insured.models import EmailChange
from insured.rules.contact import OLD_ADDRESS_WARNED

if TYPE_CHECKING:
    from insured.models import InsuredPerson


def warn(person: InsuredPerson, *, about: str) -> int:
    """Say that there is a message, to the addresses of the last month; how many they were.

    Whoever takes over a mailbox first, to be alone with the news of what follows, is not.
    `about` is said once to each.
    """
    since = clock.now() - OLD_ADDRESS_WARNED
    changes = EmailChange.objects.of(person).changed_since(since)
    former = {change.old_email for change in changes} - {person.email, ""}
    context = {
        "LANGUAGE_CODE": person.language,
        "address": f"{settings.SITE_URL}/{person.language}/espace/messages/",
    }
    for number, address in enumerate(sorted(former)):
        with translation.override(person.language):
            inbox.post_email(
                recipient=address,
                subject=_("You have a new message"),
                text_body=render_to_string("inbox/notices/new_message.txt", context),
                html_body=render_to_string("inbox/notices/new_message.html", context),
                language=person.language,
                reference="",
                idempotency_key=f"former:{about}:{number}",
            )
    return len(former)
