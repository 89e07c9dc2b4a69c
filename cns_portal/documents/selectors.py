"""Questions about documents that other packages may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cns_portal.documents.models import Document

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from cns_portal.accounts.models import Account


def find(public_id: UUID | str, *, purpose: str) -> Document | None:
    """The document of this identifier sent for this purpose, unless it was deleted.

    Also one that waits for its check, and one that was rejected: `state` says which.
    """
    return Document.objects.present().filter(public_id=public_id, purpose=purpose).first()


def found(public_ids: Iterable[UUID | str], *, purpose: str, by: Account) -> list[Document]:
    """Those of the identifiers that this account sent for this purpose, in the same order.

    As `find`: also what waits for its check and what was rejected; one query.
    """
    wanted = [str(public_id) for public_id in public_ids]
    if not wanted:
        return []
    known = {
        str(document.public_id): document
        for document in Document.objects.present().filter(
            public_id__in=wanted, purpose=purpose, uploaded_by=by
        )
    }
    return [known[public_id] for public_id in wanted if public_id in known]
