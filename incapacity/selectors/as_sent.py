"""The picture of a certificate that is kept when it is sent: what it said, and which files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from incapacity.models import Certificate

PLAIN = (
    "channel", "cause", "sequel", "country", "sheet_language", "doctor_name", "doctor_code",
    "outings", "in_hospital", "stay", "matricule_on_sheet", "sheet_matricule", "child_matricule",
    "child_in_hospital", "child_doubled", "late_because", "note",
)  # fmt: skip
DAYS = ("first_day", "last_day", "issued_on", "child_born_on", "expected_on", "employer_told_on")


def picture(certificate: Certificate) -> dict[str, Any]:
    """Everything that is sent, as plain JSON; never the diagnosis, which has a row of its own.

    Two queries for the files, none when they were fetched with the certificate.
    """
    earlier, child, leave = certificate.earlier, certificate.child, certificate.leave_days
    pages = sorted(certificate.pages.all(), key=lambda page: (page.position, page.pk))
    return {
        **{name: getattr(certificate, name) for name in PLAIN},
        **{name: day.isoformat() if (day := getattr(certificate, name)) else "" for name in DAYS},
        "leave_days": "" if leave is None else str(leave),
        "child": child.full_name if child else "",
        "earlier": earlier.procedure.reference if earlier and earlier.procedure else "",
        "pages": [
            {
                "sha256": page.document.sha256,
                "name": page.document.original_name,
                "kind": page.kind,
                "turned": page.turned,
            }
            for page in pages
        ],
    }
