"""Telling a former e-mail address, for a while, that there is something to look at."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from cns_portal import clock, inbox
from insured.models import EmailChange
from insured.notices import contact as notices
from insured.rules.contact import OLD_ADDRESS_WARNED
from insured.services.telling import tell

if TYPE_CHECKING:
    from cns_portal.accounts.models import Account
    from insured.models import InsuredPerson


def note(person: InsuredPerson, *, new: str, actor: Account) -> EmailChange:
    """Write down that an agent changed the address, and tell the present one.

    Call it before the change: afterwards nobody knows where to tell it.
    """
    now = clock.now()
    change = EmailChange.objects.create(
        person=person,
        new_email=new,
        old_email=person.email,
        token_hash=secrets.token_hex(32),  # of no link: nothing is left to confirm
        asked_at=now,
        asked_by=actor,
        expires_at=now,
        confirmed_at=now,
    )
    tell(person, notices.changed, once=f"email_change:{change.pk}:changed")
    return change


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
