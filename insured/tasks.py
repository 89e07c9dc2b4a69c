"""The clock's window: what happens by itself, each calls one service."""

from celery import shared_task

from cns_portal import queue
from insured.services import ages
from insured.services.cards import nightly

AGES_TASK = "insured.look_at_ages"


@shared_task(name=AGES_TASK)
def look_at_ages() -> None:
    """Find the 18th and 30th birthdays that change somebody's insurance."""
    if ages.look_at_ages().unfinished:
        queue.nudge(AGES_TASK)


@shared_task(name=nightly.RENEW_TASK)
def renew_cards() -> None:
    """Order, renew and ask back social security cards as the affiliations say."""
    if nightly.look_after_cards():
        queue.nudge(nightly.RENEW_TASK)
