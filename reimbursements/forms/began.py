"""What the form of a bill shows at first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reimbursements.forms.lines import LINE_FIELDS

if TYPE_CHECKING:
    from reimbursements.models import Bill


def initial_of(bill: Bill) -> dict[str, Any]:
    """What the form of a bill shows at first; the bill is fetched whole."""
    provider = bill.provider
    shown = {
        name: getattr(bill, name)
        for name in (
            *("number", "document_kind", "issued_on", "total", "paid_on", "proof"),
            *("country", "urgent", "currency", "setting", "prescribed_on", "note"),
        )
    }
    shown["patient"] = str(bill.patient.dossier.public_id) if bill.patient else ""
    shown["provider_typed"] = (
        f"{provider.name} ({provider.code})" if provider else (bill.provider_name)
    )
    shown["shown"] = ",".join(bill.read_from_code)
    lines = list(bill.lines.all())
    for row, line in enumerate(lines):
        shown |= {f"{name}_{row}": getattr(line, name) for name in LINE_FIELDS}
        if not line.convenience_fee:
            del shown[f"convenience_fee_{row}"]
    shown["rows"] = max(1, len(lines))
    return shown
