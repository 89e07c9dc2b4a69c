"""The files of a message that is being written: stored already, known to this visit alone.

They lie in quarantine and are checked while the person still writes. What is never sent is swept
after a day, as every upload that nothing needs.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from uuid import uuid4

from cns_portal import documents
from cns_portal.documents import selectors
from cns_portal.kernel.refusal import Refused
from cns_portal.procedures import rules
from cns_portal.procedures.choices import Refusal
from cns_portal.procedures.purposes import REPLY

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest

    from cns_portal.documents.models import Document
    from cns_portal.procedures.models import Procedure

KEY = "files_of_messages"
MOST_REMEMBERED = 10
"""Messages that one visit writes at the same time."""


def new_key() -> str:
    """A key for one form, so that it writes once however often it is sent."""
    return str(uuid4())


def files(request: HttpRequest, procedure: Procedure) -> list[Document]:
    """What was added so far, in order; one query, none when nothing was."""
    known = request.session.get(KEY, {}).get(procedure.reference, [])
    return selectors.found(known, purpose=REPLY, by=request.user)


def add(request: HttpRequest, procedure: Procedure, file: UploadedFile | None) -> Document:
    """Store one more. Raises `Refused` when there are enough, for the same file, and as `store`."""
    present = files(request, procedure)
    if len(present) >= rules.MOST_FILES:
        raise Refused(Refusal.TOO_MANY_FILES, most=rules.MOST_FILES)
    documents.first_filter(file)
    digest = hashlib.sha256(file.read()).hexdigest()
    if any(digest == other.sha256 for other in present):
        raise Refused(Refusal.SAME_FILE)
    document = documents.store(file, dossier=procedure.dossier, by=request.user, purpose=REPLY)
    _remember(request, procedure, [str(one.public_id) for one in (*present, document)])
    return document


def remove(request: HttpRequest, procedure: Procedure, public_id: str) -> None:
    """Take one back, if it was added in this visit."""
    present = files(request, procedure)
    for document in present:
        if str(document.public_id) == public_id:
            documents.discard(document, by=request.user, reason="removed_by_sender")
    kept = [str(one.public_id) for one in present if str(one.public_id) != public_id]
    _remember(request, procedure, kept)


def forget(request: HttpRequest, procedure: Procedure) -> None:
    """The message was sent: the next one begins without files."""
    _remember(request, procedure, [])


def _remember(request: HttpRequest, procedure: Procedure, public_ids: list[str]) -> None:
    known = dict(request.session.get(KEY, {}))
    known.pop(procedure.reference, None)
    if public_ids:
        known[procedure.reference] = public_ids
    request.session[KEY] = dict(list(known.items())[-MOST_REMEMBERED:])
