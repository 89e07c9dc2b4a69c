"""Questions about documents that other packages may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cns_portal.documents.models import Document

if TYPE_CHECKING:
    from uuid import UUID


def find(public_id: UUID | str, *, purpose: str) -> Document | None:
    """The document of this identifier sent for this purpose, unless it was deleted.

    Also one that waits for its check, and one that was rejected: `state` says which.
    """
    return Document.objects.present().filter(public_id=public_id, purpose=purpose).first()
