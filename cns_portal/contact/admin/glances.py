"""What an agent wants to know first: which questions wait, and which are mine."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from cns_portal.accounts.admin_site import Glance
from cns_portal.contact.admin.questions import queue_lines
from cns_portal.contact.selectors.work import MAY_READ
from cns_portal.procedures.admin.cases import glances_at


def glances(request: HttpRequest) -> list[Glance]:
    """Each number counts what its link shows."""
    if not request.user.has_perm(MAY_READ):
        return []
    return glances_at(reverse("admin:contact_question_changelist"), queue_lines(request))


admin.site.show_at_a_glance(glances)
