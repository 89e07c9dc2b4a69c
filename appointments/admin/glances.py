"""What an agent wants to know first: what waits for a decision, and who comes today."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments.selectors import agenda
from cns_portal import clock
from cns_portal.accounts.admin_site import Glance, Page


def glances(request: HttpRequest) -> list[Glance]:
    """Each number counts what its link shows."""
    if not request.user.has_perm("appointments.view_appointment"):
        return []
    counted = agenda.at_a_glance(request.user, today=clock.today())
    the_list = reverse("admin:appointments_appointment_changelist")
    return [
        Glance(_("Waiting for your decision"), counted["waiting"], f"{the_list}?status=undecided"),
        Glance(_("Today at your agencies"), counted["today"], f"{the_list}?day=today"),
        Glance(
            _("Outside the opening hours"),
            counted["outside"],
            f"{the_list}?outside=open&status=all",
        ),
        Glance(
            _("Waiting to be served now"),
            counted["here"],
            reverse("admin:appointments_appointment_day"),
        ),
    ]


admin.site.show_at_a_glance(glances)
admin.site.show_in_list(
    Page(
        app_label="appointments",
        name=gettext_lazy("The day at the agency"),
        url_name="admin:appointments_appointment_day",
        permission="appointments.view_appointment",
    )
)
