"""What an officer wants to know first: what waits, and what is late."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cns_portal import clock
from cns_portal.accounts.admin_site import Glance
from cns_portal.rights.rules.deadlines import SOON
from cns_portal.rights.selectors import restrictions, work


def glances(request: HttpRequest) -> list[Glance]:
    """Each number counts what its link shows."""
    if not request.user.has_perm(work.MAY_READ):
        return []
    counted = work.at_a_glance(request.user, today=clock.today(), soon=SOON)
    the_list = reverse("admin:rights_rightsrequest_changelist")
    blocking = restrictions.in_force(today=clock.today()).count()
    return [
        Glance(_("Requests about personal data that wait"), counted["waiting"], the_list),
        Glance(
            _("Requests about personal data that are late"), counted["late"], f"{the_list}?due=late"
        ),
        Glance(_("Requests about personal data of mine"), counted["mine"], f"{the_list}?with=me"),
        Glance(_("Restrictions that block somebody’s data"), blocking, f"{the_list}?blocking=now"),
    ]


admin.site.show_at_a_glance(glances)
