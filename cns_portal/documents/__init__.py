"""Uploads: stored out of reach, checked, rebuilt, scanned, and shown to those with the right.

The front door. A room stores a file, points at the row with a PROTECT key, and says here who may
read it and whether it is still needed::

    document = documents.store(uploaded_file, dossier=…, by=…, purpose="identity_copy")
"""

from typing import TYPE_CHECKING

from cns_portal.documents.bucket import StorageUnavailable
from cns_portal.documents.child import CheckFailed
from cns_portal.documents.choices import Rejection, State
from cns_portal.documents.registry import grants, in_use, owners, stamped, when_checked

if TYPE_CHECKING:
    from cns_portal.documents.selectors import find
    from cns_portal.documents.services import (
        check_now,
        content_of,
        delete,
        discard,
        drawn_page_of,
        first_filter,
        picture_of,
        small_picture_of,
        store,
    )

_SERVICES = (
    "check_now",
    "content_of",
    "delete",
    "discard",
    "drawn_page_of",
    "first_filter",
    "picture_of",
    "small_picture_of",
    "store",
)

__all__ = [
    "CheckFailed",
    "Rejection",
    "State",
    "StorageUnavailable",
    "check_now",
    "content_of",
    "delete",
    "discard",
    "drawn_page_of",
    "find",
    "first_filter",
    "grants",
    "in_use",
    "owners",
    "picture_of",
    "small_picture_of",
    "stamped",
    "store",
    "when_checked",
]


def __getattr__(name: str):
    # The services need the models, which do not exist yet while Django loads its applications.
    if name in _SERVICES:
        from cns_portal.documents import services

        return getattr(services, name)
    if name == "find":
        from cns_portal.documents import selectors

        return selectors.find
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
