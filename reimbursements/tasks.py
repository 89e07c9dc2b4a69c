"""The clock's window: what happens by itself, each calls one service."""

from celery import shared_task

from cns_portal import queue
from reimbursements.services import following, paying


@shared_task(name=following.TASK)
def follow_payments() -> None:
    """Tell claims and people what became of their payments. Any number may run at once."""
    if following.follow():
        queue.nudge(following.TASK)


@shared_task(name="reimbursements.pay_anew")
def pay_anew() -> None:
    """Pay again what came back from an account that has been changed since."""
    paying.pay_anew_where_mended()
