"""Confirmations on paper, for people who have no e-mail."""

from django.db import transaction

from appointments.choices import Refusal
from appointments.notices import papers
from appointments.rules import states
from appointments.services.acting import By
from appointments.services.changing import locked, note
from cns_portal.kernel.refusal import Refused


@transaction.atomic
def print_to_post(appointment_id: int, *, by: By) -> bytes:
    """The confirmation as a PDF file; colleagues see in the history that it was printed.

    Raises `Refused` when there is nothing confirmed to print.
    """
    appointment = locked(appointment_id)
    if appointment.status not in states.AGREED:
        raise Refused(Refusal.NOT_POSSIBLE)
    printed = papers.print_confirmation(papers.confirmation_payload(appointment))
    note(appointment, by=by, what="appointment.printed", public=False)
    return printed
