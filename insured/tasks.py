"""The clock's window: what happens by itself, each calls one service."""

import logging
import time

from celery import shared_task

from cns_portal import queue
from insured.services import ages, ended_cover
from insured.services.cards import nightly
from insured.services.declarations import importing

logger = logging.getLogger(__name__)

A_LONG_WHILE = 60.0  # seconds; a task is ended after ninety
AGES_TASK = "insured.look_at_ages"
ENDS_TASK = "insured.tell_of_ends"


@shared_task(name=AGES_TASK)
def look_at_ages() -> None:
    """Find the 18th and 30th birthdays that change somebody's insurance."""
    if ages.look_at_ages().unfinished:
        queue.nudge(AGES_TASK)


@shared_task(name=ENDS_TASK)
def tell_of_ends() -> None:
    """Tell whoever has lost the insurance what is kept, and what to do by which day."""
    if ended_cover.tell_of_ends().unfinished:
        queue.nudge(ENDS_TASK)


@shared_task(name=nightly.RENEW_TASK)
def renew_cards() -> None:
    """Order, renew and ask back social security cards as the affiliations say."""
    if nightly.look_after_cards():
        queue.nudge(nightly.RENEW_TASK)


@shared_task(name=importing.IMPORT_TASK)
def import_declarations() -> None:
    """Read the files of declarations that wait. One that breaks does not hold up the others."""
    ends_at = time.monotonic() + A_LONG_WHILE
    unfinished = False
    for source_id in importing.waiting():
        try:
            unfinished |= not importing.go_on_with_upload(
                source_id, has_time=lambda: time.monotonic() < ends_at
            )
        except Exception:  # the beat tries again; the page of the import shows how far it came
            logger.exception("The declarations of import %s could not be read.", source_id)
    if unfinished:
        queue.nudge(importing.IMPORT_TASK)
