"""Messages and e-mails to people: stored first, delivered later, exactly as stored.

Front door: `from cns_portal import inbox`, then `inbox.post_message(...)`,
`inbox.post_email(...)`. A room that wants files made at delivery says how in its
`AppConfig.ready()`: `inbox.register_maker("appointments.confirmation", maker)`; and likewise who
is asked, just before sending, whether something is still wanted: `inbox.register_check(...)`.
"""

from typing import TYPE_CHECKING

from cns_portal.inbox.attachments import AttachmentDraft
from cns_portal.inbox.attachments import register as register_maker
from cns_portal.inbox.checks import StillWanted
from cns_portal.inbox.checks import register as register_check

if TYPE_CHECKING:
    from cns_portal.inbox.services import (
        forget_about,
        forget_posted,
        mark_read,
        mark_thread_read,
        post_email,
        post_message,
        resend,
        retry_message,
    )

__all__ = [
    "AttachmentDraft",
    "StillWanted",
    "forget_about",
    "forget_posted",
    "mark_read",
    "mark_thread_read",
    "post_email",
    "post_message",
    "register_check",
    "register_maker",
    "resend",
    "retry_message",
]


def __getattr__(name: str):
    """The verbs need models, which Django loads later than this package."""
    if name in __all__:
        from cns_portal.inbox import services

        return getattr(services, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
