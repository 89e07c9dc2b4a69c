"""What people are told about a question of theirs.

Whoever signed in reads it under "My messages". An e-mail to somebody who did not names the
reference and where to read on, and nothing of what was asked or answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cns_portal import inbox
from insured.notices.notice import Notice

if TYPE_CHECKING:
    from cns_portal.contact.models import Question


@dataclass(frozen=True)
class Occasion:
    """What an e-mail is about: its subject and its one sentence, in the language of the moment."""

    code: str
    subject: str
    sentence: str


def received(question: Question) -> Notice:
    """That the question has arrived and what happens next; for somebody who signed in.

    It repeats the question, so that the conversation begins with it; the message is sealed too.
    """
    address = f"{settings.SITE_URL}/{_language()}/espace/procedures/{question.procedure.reference}/"
    return Notice(
        title=_("We have received your question"),
        text="\n\n".join(
            (
                _("Your question has arrived. Reference: {reference}.").format(
                    reference=question.procedure.reference
                ),
                _(
                    "An agent of the CNS reads it and writes to you here. Questions that were "
                    "sent first come first."
                ),
                _("Here you see how far it has come, and can add something:") + f"\n{address}",
                _("You asked:") + f"\n{question.text}",
            )
        ),
    )


def closed(question: Question) -> Notice:
    """That an agent has closed it; for somebody who signed in."""
    return Notice(
        title=_("Your question is closed"),
        text=_(
            "The CNS has closed your question {reference}: nothing more happens in it. If "
            "something is still open, you can send a new question at any time, or call "
            "(+352) 27 57 1."
        ).format(reference=question.procedure.reference),
    )


def has_arrived() -> Occasion:
    return Occasion(
        "received",
        _("Your question to the CNS"),
        _("Your question has arrived. An agent of the CNS reads it and answers here."),
    )


def is_answered() -> Occasion:
    return Occasion(
        "answered",
        _("The CNS has written to you"),
        _("There is a message of the CNS about your question. You can read it and answer it here."),
    )


def is_closed() -> Occasion:
    return Occasion(
        "closed",
        _("Your question to the CNS is closed"),
        _(
            "Your question is closed: nothing more happens in it. For some time you can still read "
            "what was written."
        ),
    )


def email_visitor(question: Question, occasion, *, once: str) -> None:
    """Send the e-mail of `occasion` to whoever asked without signing in; once for each `once`."""
    procedure = question.procedure
    with translation.override(procedure.language):
        said = occasion()
        context = {
            "LANGUAGE_CODE": procedure.language,
            "said": said,
            "reference": procedure.reference,
            "address": f"{settings.SITE_URL}/{procedure.language}/contact/status/",
        }
        inbox.post_email(
            recipient=procedure.contact_email,
            subject=f"{said.subject} ({procedure.reference})",
            text_body=render_to_string("contact/notices/visitor.txt", context),
            html_body=render_to_string("contact/notices/visitor.html", context),
            language=procedure.language,
            reference=procedure.reference,
            idempotency_key=f"question:{question.pk}:{once}",
        )


def _language() -> str:
    return (get_language() or "fr")[:2]
