"""What an agent wants to know first: what waits, what is mine, what the medical board has."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from cns_portal.accounts.admin_site import Glance
from cns_portal.procedures.admin.cases import glances_at
from incapacity.admin.certificates import queue_lines
from incapacity.selectors.medical import MAY_READ


def glances(request: HttpRequest) -> list[Glance]:
    """Each number counts what its link shows."""
    if not request.user.has_perm(MAY_READ):
        return []
    return glances_at(reverse("admin:incapacity_certificate_changelist"), queue_lines(request))


admin.site.show_at_a_glance(glances)
