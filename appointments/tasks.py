"""The clock's window: find what waits, call the service for each."""

import logging

from celery import shared_task

from appointments.services import deciding, holding

logger = logging.getLogger(__name__)


@shared_task(name="appointments.check_requests")
def check_requests() -> None:
    """Check every undecided request. One that breaks does not hold up the others."""
    for appointment_id in deciding.undecided_ids():
        try:
            deciding.check_request(appointment_id)
        except Exception:  # left undecided: the next beat tries again, an agent sees it
            logger.exception("The request %s could not be checked.", appointment_id)
    for appointment_id in deciding.overdue_ids():
        deciding.refuse_overdue(appointment_id)


@shared_task(name="appointments.release_expired_holds")
def release_expired_holds() -> None:
    """Write down which kept times are over."""
    holding.release_expired()
