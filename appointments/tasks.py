"""The clock's window: find what waits, call the service for each."""

import logging

from celery import shared_task

from appointments.services import (
    deciding,
    earlier,
    holding,
    missing,
    reminding,
    replanning,
    reviewing,
)
from appointments.services.changing import OFFER_TASK
from cns_portal import queue

REMIND_TASK = "appointments.send_reminders"

logger = logging.getLogger(__name__)

A_LONG_WHILE = 60.0  # seconds; a task is ended after ninety


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


@shared_task(name="appointments.mark_missed")
def mark_missed() -> None:
    """Note who did not come. One that breaks does not hold up the others."""
    for appointment_id in missing.unattended_ids():
        try:
            missing.mark_missed(appointment_id)
        except Exception:  # the next beat tries again, an agent sees it among those who are late
            logger.exception("The appointment %s could not be noted as missed.", appointment_id)


@shared_task(name="appointments.release_expired_holds")
def release_expired_holds() -> None:
    """Write down which kept times are over; one that was offered goes to the next person."""
    holding.release_expired()
    if earlier.close_what_is_over():
        queue.nudge(OFFER_TASK)


@shared_task(name=OFFER_TASK)
def offer_earlier_times() -> None:
    """Ask the next person about each time that became free."""
    if earlier.offer_freed_times():
        queue.nudge(OFFER_TASK)


@shared_task(name=REMIND_TASK)
def send_reminders() -> None:
    """Remind people of what is near."""
    if reminding.send_reminders():
        queue.nudge(REMIND_TASK)


@shared_task(name=reviewing.REVIEW_TASK)
def review_bookings(everything: bool = False) -> None:
    """Find what no longer fits the plan since it was changed, or at night whatever there is."""
    reviewing.review_bookings(everything=everything)


@shared_task(name=replanning.REPLAN_TASK)
def carry_on_replanning() -> None:
    """Do what was decided about touched appointments and is not done yet."""
    replanning.carry_on_all(patience=A_LONG_WHILE)
