"""What an agent wants to know first: what waits, what is mine, what a second agent has to see."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from cns_portal.accounts.admin_site import Glance
from reimbursements.admin.claims import queue_lines


def glances(request: HttpRequest) -> list[Glance]:
    """Each number counts what its link shows."""
    if not request.user.has_perm("reimbursements.view_claim"):
        return []
    the_list = reverse("admin:reimbursements_claim_changelist")
    return [
        Glance(label, count, f"{the_list}?{query}" if query else the_list)
        for label, count, query in queue_lines(request)
    ]


admin.site.show_at_a_glance(glances)
