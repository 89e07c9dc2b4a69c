"""The clock's window: what is done about pages without anybody asking."""

from celery import shared_task

from cns_portal.content.services import scheduling


@shared_task(name="content.begin_due")
def begin_due() -> None:
    """Write down which new versions readers have got since midnight; they have them anyway."""
    scheduling.begin_due()
