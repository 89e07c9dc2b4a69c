"""Telling a person: a message in the same transaction, and an e-mail that there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from django.utils import translation

from cns_portal import inbox
from insured.notices.notice import Notice
from insured.selectors import acting

if TYPE_CHECKING:
    from insured.models import InsuredPerson


def tell(
    person: InsuredPerson,
    notice: Callable[[], Notice],
    *,
    once: str,
    reference: str = "",
    attachments: Iterable[inbox.AttachmentDraft] = (),
    still_wanted: inbox.StillWanted | None = None,
) -> None:
    """Leave `notice()` under My messages, made in the person's language; once for each `once`.

    An e-mail says so to the person, and for a child without an address to the parents.
    """
    with translation.override(person.language):
        told = notice()
    inbox.post_message(
        dossier=person.dossier,
        reference=reference,
        title=told.title,
        body=told.text,
        language=person.language,
        idempotency_key=once,
        attachments=attachments,
        notify=acting.addresses_of(person),
        still_wanted=still_wanted,
    )
