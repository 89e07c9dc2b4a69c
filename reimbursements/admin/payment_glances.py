"""What an agent who pays wants to know first: what came back, what waits to be released."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cns_portal.accounts.admin_site import Glance
from reimbursements.admin.payments import MAY_PAY
from reimbursements.choices.money import PaymentState
from reimbursements.selectors import payments as selectors


def glances(request: HttpRequest) -> list[Glance]:
    """Each number counts what its link shows; two queries."""
    if not request.user.has_perm(MAY_PAY):
        return []
    payments = reverse("admin:reimbursements_payment_changelist")
    files = reverse("admin:reimbursements_paymentbatch_changelist")
    counts = selectors.counts_by_state()
    return [
        Glance(
            _("Payments that came back"),
            counts.get(PaymentState.RETURNED, 0),
            f"{payments}?state={PaymentState.RETURNED}",
        ),
        Glance(
            _("Payments to be paid"),
            counts.get(PaymentState.WAITING, 0),
            f"{payments}?state={PaymentState.WAITING}",
        ),
        Glance(
            _("Payment files to be released"),
            selectors.files_to_release(),
            f"{files}?state__exact=prepared",
        ),
    ]


admin.site.show_at_a_glance(glances)
