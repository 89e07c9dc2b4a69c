"""What an agent wants to know first: what waits, what is mine, what a second agent has to see."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cns_portal.accounts.admin_site import Glance
from cns_portal.procedures.admin.cases import glances_at
from reimbursements.admin.claims import queue_lines
from reimbursements.selectors import complementary, objections


def glances(request: HttpRequest) -> list[Glance]:
    """Each number counts what its link shows."""
    if not request.user.has_perm("reimbursements.view_claim"):
        return []
    return glances_at(reverse("admin:reimbursements_claim_changelist"), queue_lines(request))


def glances_besides_claims(request: HttpRequest) -> list[Glance]:
    """What has a list of its own: objections, and requests for a complementary reimbursement."""
    lists = (
        (
            _("Objections that wait"),
            objections,
            "admin:reimbursements_objection_changelist",
        ),
        (
            _("Complementary reimbursements that wait"),
            complementary,
            "admin:reimbursements_complementaryclaim_changelist",
        ),
    )
    return [
        Glance(label, waiting.how_many_wait(), reverse(address))
        for label, waiting, address in lists
        if request.user.has_perm(waiting.MAY_READ)
    ]


admin.site.show_at_a_glance(glances)
admin.site.show_at_a_glance(glances_besides_claims)
