"""The clock's window: what waits for the check of a file."""

from celery import shared_task

from cns_portal.procedures.services import posting


@shared_task(name="procedures.follow_files")
def follow_files() -> None:
    """Post the answers whose files are checked, and tell of files that were not accepted."""
    posting.post_ready()
    posting.tell_of_rejected()
