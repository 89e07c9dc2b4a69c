"""The clock's window: the portal forgets what it need not know any more, and erases what it was
asked to."""

from celery import shared_task

from cns_portal import clock
from cns_portal.privacy import erasing, forgetting


@shared_task(name="privacy.forget")
def forget(*, thorough: bool = False) -> None:
    """One turn for each holding; at night, until nothing past its time is left."""
    forgetting.forget(now=clock.now(), thorough=thorough)


@shared_task(name="privacy.erase")
def erase() -> None:
    """Carry out the orders that nothing stands in the way of."""
    for order_id in erasing.to_carry_out():
        erasing.carry_out(order_id, now=clock.now())
