"""Everything that the room keeps about a person, for themselves: their right of access.

The diagnosis included, which no page shows: a copy is handed out in one's own file only, where
nobody else acts (GDPR, article 15).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Prefetch

from incapacity.models import Certificate, CertificatePage

if TYPE_CHECKING:
    from insured.models import InsuredPerson

INSIDE = frozenset(
    {"id", "procedure", "person", "created_by", "sent_by", "agent", "decided_by", "board_by"}
)
"""Columns that only tie rows together; who of the staff did what, "Who looked at my file" says."""


def copy_of(person: InsuredPerson) -> dict[str, Any]:
    """Plain values for a file; three queries, whatever the number of certificates.

    `certificates`: the person's own. `about_me`: on which days somebody else took leave because
    the person, a child, was ill; not who.
    """
    files = CertificatePage.objects.select_related("document").order_by("position")
    rows = (
        Certificate.objects.of(person)
        .select_related("procedure", "child", "earlier", "diagnosis", "message__sender")
        .prefetch_related(Prefetch("pages", files))
        .order_by("created_at", "pk")
    )
    about = Certificate.objects.filter(child=person).sent().order_by("first_day", "pk")
    return {
        "certificates": [_certificate(row) for row in rows],
        "about_me": [
            {"first_day": first, "last_day": last}
            for first, last in about.values_list("first_day", "last_day")
        ],
    }


def _certificate(row: Certificate) -> dict[str, Any]:
    diagnosis, message = getattr(row, "diagnosis", None), getattr(row, "message", None)
    return {
        **{
            field.name: getattr(row, field.name)
            for field in row._meta.concrete_fields
            if field.name not in INSIDE and not isinstance(field, models.ForeignKey)
        },
        "reference": row.procedure.reference if row.procedure else "",
        "earlier": str(row.earlier.public_id) if row.earlier else "",
        "child": row.child.full_name if row.child else "",
        "diagnosis": diagnosis.code if diagnosis else "",
        "files": [
            {"name": page.document.original_name, "kind": page.kind} for page in row.pages.all()
        ],
        "arrived_from": message.sender.name if message else "",
        "arrived_at": message.received_at if message else None,
    }
