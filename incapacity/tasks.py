"""The clock's window: what happens by itself, each calls one service."""

import logging

from celery import shared_task

from cns_portal import clock
from incapacity.selectors import electronic
from incapacity.services import passing_on, sheets

logger = logging.getLogger(__name__)


@shared_task(name=passing_on.TASK)
def pass_on() -> None:
    """Pass on what nobody has held back. Any number may run at once; one failure holds up none."""
    for certificate_id in electronic.due(clock.now()):
        try:
            passing_on.pass_on_by_itself(certificate_id)
        except Exception:
            logger.exception("The certificate %s could not be passed on.", certificate_id)


@shared_task(name="incapacity.remind_of_sheets")
def remind_of_sheets() -> None:
    """Remind of the employer's sheet whoever has not ticked it, near the deadline and once."""
    sheets.remind_all()
