"""When an e-mail address may be changed."""

from datetime import datetime, timedelta

from insured.choices.contact import ContactRefusal

LINK_LASTS = timedelta(hours=24)
"""House convention: long enough to find the letter, too short to be found in an old mailbox."""

A_DAY = 5
"""House convention: so many addresses can be tried on one day."""

OLD_ADDRESS_WARNED = timedelta(days=30)
"""House convention: for so long a former address is told about changes to the bank account."""


def why_not_ask(*, present: str, new: str, asked_today: int) -> ContactRefusal | None:
    """Why no link is sent to a new address."""
    if new.casefold() == present.casefold():
        return ContactRefusal.SAME_ADDRESS
    return ContactRefusal.TOO_MANY if asked_today >= A_DAY else None


def why_not_confirm(*, is_waiting: bool, expires_at: datetime, now: datetime):
    """Why a link no longer confirms an address: it does so once, and within a day."""
    if not is_waiting:
        return ContactRefusal.LINK_USED
    return ContactRefusal.LINK_EXPIRED if expires_at <= now else None
