"""When a copy of everything can be asked for and downloaded; when a worker is taken for dead."""

from datetime import datetime, timedelta

from cns_portal.rights.choices.exports import ExportRefusal, ExportState

MOST_IN_A_DAY = 3
"""House convention: enough for whoever lost one, too few to keep a worker busy."""

SILENCE = timedelta(minutes=3)
"""House convention: a worker that has not said for so long that it goes on is taken for dead."""

MOST_ATTEMPTS = 3
"""House convention: what ended three times without an answer is a case for the staff."""

UNDER_WAY = frozenset({ExportState.ASKED, ExportState.BUILDING})


def why_not_ask(*, under_way: bool, asked_today: int) -> ExportRefusal | None:
    """Why nobody can ask for a copy of this person's data now, or None."""
    if under_way:
        return ExportRefusal.UNDER_WAY
    return ExportRefusal.ENOUGH_TODAY if asked_today >= MOST_IN_A_DAY else None


def why_not_download(
    *, state: str, expires_at: datetime | None, now: datetime
) -> ExportRefusal | None:
    """Why this copy cannot be downloaded at this moment, or None."""
    if state in UNDER_WAY:
        return ExportRefusal.NOT_READY
    if state == ExportState.FAILED:
        return ExportRefusal.FAILED
    over = state == ExportState.EXPIRED or expires_at is None or expires_at <= now
    return ExportRefusal.EXPIRED if over else None
