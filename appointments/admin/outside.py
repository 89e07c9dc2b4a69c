"""Saying which appointments a change of hours has left outside."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments.admin import showing
from appointments.models import Appointment
from cns_portal.kernel import civil_time

MOST_NAMED = 10


def warn(request: HttpRequest, left: Sequence[Appointment]) -> None:
    """After saving: how many of one agency's appointments are outside its hours, with links."""
    if not left:
        return
    text = ngettext(
        "%(count)d open appointment now lies outside the opening hours. It stays until you move "
        "or cancel it:",
        "%(count)d open appointments now lie outside the opening hours. They stay until you move "
        "or cancel each of them:",
        len(left),
    ) % {"count": len(left)}
    links = format_html_join(
        ", ",
        '<a href="{}">{}</a>',
        [
            (showing.address_of(appointment.pk), _named(appointment))
            for appointment in left[:MOST_NAMED]
        ],
    )
    if len(left) > MOST_NAMED:
        links = format_html("{}, … {}", links, _link_to_all(left[0].agency_id))
    messages.warning(request, format_html("{} {}", text, links))


def _named(appointment: Appointment) -> str:
    starts_at = civil_time.wall(appointment.starts_at)
    return f"{formats.date_format(starts_at, 'D j M Y H:i')} ({appointment.procedure.reference})"


def _link_to_all(agency_id: int) -> str:
    return format_html(
        '<a href="{}?agency={}">{}</a>',
        reverse("admin:appointments_appointment_changelist"),
        agency_id,
        _("Show the appointments of the agency"),
    )
