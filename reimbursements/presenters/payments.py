"""What pages say about payments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from reimbursements.choices.money import BatchState, PaymentState
from reimbursements.choices.paying import ReturnReason
from reimbursements.selectors.payees import shown

if TYPE_CHECKING:
    from reimbursements.models import Payment, PaymentBatch

TONES = {
    PaymentState.WAITING: "info",
    PaymentState.BATCHED: "info",
    PaymentState.ORDERED: "info",
    PaymentState.PAID: "success",
    PaymentState.RETURNED: "danger",
    PaymentState.REPLACED: "neutral",
}
BATCH_TONES = {
    BatchState.PREPARED: "warning",
    BatchState.RELEASED: "info",
    BatchState.EXECUTED: "success",
    BatchState.DROPPED: "neutral",
}


def tag(payment: Payment) -> dict[str, str]:
    """The state as word and tone."""
    return {
        "label": payment.get_state_display(),
        "tone": TONES[PaymentState(payment.state)],
    }


def batch_tag(batch: PaymentBatch) -> dict[str, str]:
    """The state as word and tone."""
    return {"label": batch.get_state_display(), "tone": BATCH_TONES[BatchState(batch.state)]}


def account(payment: Payment) -> str:
    """Where it goes or went: what may be shown of it; a cheque goes to nobody's account."""
    if payment.cheque_number:
        return _("Cheque %(number)s") % {"number": payment.cheque_number}
    if payment.iban is None:
        return _("The account in force when the file is made")
    return shown(payment.iban)


def why_returned(payment: Payment) -> str:
    """Why it came back; empty when it did not."""
    if not payment.returned_because:
        return ""
    return str(dict(ReturnReason.choices).get(payment.returned_because, payment.returned_because))
