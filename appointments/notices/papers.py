"""The calendar file and the confirmation on paper."""

from datetime import date, datetime, timedelta
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from appointments.choices import Channel, Status
from appointments.models import Appointment
from appointments.notices import links
from appointments.notices.checklist import what_to_bring
from cns_portal import pdf
from cns_portal.kernel import civil_time, codes

CONFIRMATION = "appointments.confirmation"
"""Under this code the worker prints a confirmation from what `confirmation_payload` wrote down."""


def calendar_file(appointment: Appointment, *, attendee: str = "") -> bytes:
    """An .ics whose UID stays the same for the whole procedure, so that calendars follow a move.

    A cancelled appointment is sent with METHOD:CANCEL and a higher SEQUENCE.
    """
    cancelled = appointment.status in {Status.CANCELLED, Status.REFUSED, Status.MOVED}
    host = urlsplit(settings.SITE_URL).hostname or "cns-portal.example"
    event = icalendar.Event()
    event.add("uid", f"{appointment.procedure.public_id}@{host}")
    event.add("sequence", appointment.revision)
    event.add("dtstamp", appointment.cancelled_at or appointment.decided_at)
    event.add("dtstart", civil_time.wall(appointment.starts_at))
    event.add("dtend", civil_time.wall(appointment.ends_at))
    event.add("summary", _("Appointment with the CNS"))
    event.add("location", place_on_one_line(appointment))
    event.add("description", links.address(appointment))
    event.add("url", links.address(appointment))
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    event.add("organizer", icalendar.vCalAddress(f"mailto:{sender}"))
    if attendee:
        event.add("attendee", icalendar.vCalAddress(f"mailto:{attendee}"))
    if not cancelled:
        for before in (timedelta(days=1), timedelta(hours=1)):
            alarm = icalendar.Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", _("Appointment with the CNS"))
            alarm.add("trigger", -before)
            event.add_component(alarm)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//CNS portal demonstration//appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "REQUEST")
    calendar.add_component(event)
    # Only the years around the appointment: the whole history of summer time helps nobody.
    year = appointment.starts_at.year
    calendar.add_missing_timezones(date(year, 1, 1), date(year + 1, 12, 31))
    return calendar.to_ical()


def calendar_content_type(appointment: Appointment) -> str:
    """As mail programs expect it: the method stands in the type as well."""
    cancelled = appointment.status in {Status.CANCELLED, Status.REFUSED, Status.MOVED}
    return f"text/calendar; method={'CANCEL' if cancelled else 'REQUEST'}; charset=utf-8"


def place_on_one_line(appointment: Appointment) -> str:
    """Where the person has to be."""
    if appointment.channel == Channel.VIDEO:
        return _("Video call in your browser")
    return f"CNS {appointment.agency.name}, {appointment.agency.address}"


def confirmation_payload(appointment: Appointment) -> dict[str, Any]:
    """Everything the page needs, as it was when the appointment was confirmed.

    No name, no matricule and no topic: the page may lie on a printer.
    """
    agency = appointment.agency
    return {
        "language": appointment.language,
        "reference": appointment.procedure.reference,
        "starts_at": appointment.starts_at.isoformat(),
        "ends_at": appointment.ends_at.isoformat(),
        "video": appointment.channel == Channel.VIDEO,
        "agency": {
            "name": agency.name,
            "street": agency.street,
            "town": f"{agency.postcode} {agency.locality}",
            "demonstration": agency.demonstration_address,
            "access_note": agency.access_note,
        },
        "code": appointment.check_in_code,
        "link": links.address(appointment),
        "waiting_room": links.waiting_room_address(appointment),
        "bring": [str(item) for item in what_to_bring(appointment)],
    }


def print_confirmation(payload: dict[str, Any]) -> bytes:
    """The confirmation as a PDF/UA file."""
    with translation.override(payload["language"]):
        context = {
            **payload,
            "starts_at": datetime.fromisoformat(payload["starts_at"]),
            "ends_at": datetime.fromisoformat(payload["ends_at"]),
            "grouped_code": codes.grouped(payload["code"]),
            "qr": pdf.qr.png_data_uri(payload["code"]),
        }
        return pdf.page_to_pdf(
            "appointments/print/confirmation.html", context, language=payload["language"]
        )
